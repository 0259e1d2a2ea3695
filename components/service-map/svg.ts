// The picture of the map as an SVG document that needs nothing else: no styles, no fonts, no scripts.
import { type IconName, icons } from '@/components/ui/icon';
import { boundsOf, grown, type Rect } from '@/lib/graph/geometry';
import type { GraphEdge } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import type { Curve } from './curve';
import { entering, pointOn } from './curve';
import { type EdgeLabel, type Figures, labelsOf, protectionIcons, signWidth } from './labels';
import { type Picture, type Shape, type Stroke, wallMarkOf } from './picture';
import type { MapTheme } from './theme';

export interface Drawing {
  /** At the level of cards. */
  readonly picture: Picture;
  readonly positions: Positions;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly figures: Figures;
  readonly theme: MapTheme;
}

const margin = 24;

export function svgOf({ picture, positions, edges, figures, theme }: Drawing): string {
  const shapes = [...picture.shapes.values()];
  const inhabited = positions.boxes.filter((box) => shapes.some((shape) => shape.id.startsWith(`${box.key}/`)));
  const view = grown(boundsOf([...shapes.map(({ rect }) => rect), ...inhabited]) ?? nothing, margin);
  const parts = [
    ...inhabited.map((box) => boxSvg(box, box.namespace, theme)),
    ...[...picture.strokes.values()].map((stroke) => strokeSvg(stroke, theme)),
    ...shapes.map((shape) => cardSvg(shape, theme)),
    ...labelsOf(picture, edges, () => false, figures).map((label) => labelSvg(label, theme)),
  ];
  const size = `width="${round(view.width)}" height="${round(view.height)}"`;
  const box = [view.x, view.y, view.width, view.height].map(round).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${box}" font-family="Inter, system-ui, sans-serif">`,
    rectSvg(view, theme.canvas, 'none', 0),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function labelSvg({ at, text, tone, protection }: EdgeLabel, theme: MapTheme): string {
  const colour = tone === 'plain' ? theme.subtle : theme.tones[tone].mark;
  const signs = protection.length * signWidth;
  const width = text.length * 6.2 + signs + 10;
  const left = at.x - width / 2;
  const ground = rectSvg({ x: left, y: at.y - 9, width, height: 18 }, theme.canvas, tone === 'plain' ? 'none' : colour);
  const icons = protection.map((kind, index) =>
    iconSvg(protectionIcons[kind], left + 5 + index * signWidth, at.y - 5, colour),
  );
  return `${ground}${icons.join('')}${textSvg(at.x + signs / 2, at.y + 4, text, colour, 11, 'middle')}`;
}

function iconSvg(name: IconName, x: number, y: number, colour: string): string {
  return `<path d="${icons[name]}" transform="translate(${round(x)} ${round(y)}) scale(.625)" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

const nothing: Rect = { x: 0, y: 0, width: 1, height: 1 };

function boxSvg(box: Rect, name: string, theme: MapTheme): string {
  return rectSvg(box, 'none', theme.lineStrong, 8) + textSvg(box.x + 12, box.y + 22, name, theme.subtle, 12);
}

function cardSvg({ rect, card }: Shape, theme: MapTheme): string {
  const rows = card.rows.map(({ label, figure, refused }, index) => {
    const y = rect.y + 44 + index * 24;
    const colour = refused ? theme.tones.dropped.mark : theme.fg;
    const line = `<path d="M${round(rect.x)} ${round(y)}h${round(rect.width)}" stroke="${theme.lineStrong}"/>`;
    const name = textSvg(rect.x + 8, y + 16, label, colour, 11);
    return line + name + textSvg(rect.x + rect.width - 8, y + 16, figure, colour, 11, 'end');
  });
  const top = rect.y + 44 + card.rows.length * 24;
  const served = (card.endpoints?.rows ?? []).map(({ method, path, rate, errors, p50, p95 }, index) => {
    const y = top + index * 22 + 16;
    const figures = textSvg(
      rect.x + rect.width - 8,
      y,
      [`${rate}/s`, errors, p50, p95].join('  '),
      theme.subtle,
      11,
      'end',
    );
    return textSvg(rect.x + 8, y, `${method} ${path}`, theme.fg, 11) + figures;
  });
  const head = textSvg(rect.x + 10, rect.y + 19, card.name, theme.fg, 13);
  const kind = textSvg(rect.x + 10, rect.y + 35, card.kindLine, theme.subtle, 11);
  return [
    rectSvg(rect, card.outside ? theme.canvas : theme.raised, theme.lineStrong),
    head,
    kind,
    ...rows,
    ...served,
  ].join('');
}

const dashes: Partial<Record<Stroke['tone'], string>> = {
  dropped: '6 4',
  error: '8 3 2 3',
  audit: '1.5 4',
};

function strokeSvg(stroke: Stroke, theme: MapTheme): string {
  const { line, mark } = theme.tones[stroke.tone];
  const dash = dashes[stroke.tone] ? ` stroke-dasharray="${dashes[stroke.tone]}" stroke-linecap="round"` : '';
  const path = `<path d="${pathOf(stroke.curve)}" fill="none" stroke="${line}" stroke-width="${stroke.width}"${dash}/>`;
  const wall = wallMarkOf(stroke, 'card');
  if (!wall) return stroke.tone === 'dropped' ? path : path + headSvg(stroke.curve, line);
  const [x, y] = [round(wall.crossX), round(wall.crossY)];
  const bar =
    wall.axis === 'horizontal'
      ? `M${round(wall.wallX)} ${round(wall.wallY - 11.5)}v23`
      : `M${round(wall.wallX - 11.5)} ${round(wall.wallY)}h23`;
  const cross = `M${x - 4} ${y - 4}l8 8m0-8l-8 8`;
  return `${path}<path d="${bar}${cross}" fill="none" stroke="${mark}" stroke-width="2.5" stroke-linecap="round"/>`;
}

/** Quadratic pieces joined halfway between their control points, as the canvas draws them. */
function pathOf({ start, controls, end }: Curve): string {
  const pieces = controls.map((control, index) => {
    const next = controls[index + 1];
    const to = next ? { x: (control.x + next.x) / 2, y: (control.y + next.y) / 2 } : end;
    return `Q${round(control.x)} ${round(control.y)} ${round(to.x)} ${round(to.y)}`;
  });
  return `M${round(start.x)} ${round(start.y)}${pieces.join('')}`;
}

function headSvg(curve: Curve, colour: string): string {
  const { x, y } = pointOn(curve, 1);
  const back = -9 * entering(curve);
  const points =
    curve.axis === 'horizontal' ? [x, y, x + back, y - 4, x + back, y + 4] : [x, y, x - 4, y + back, x + 4, y + back];
  return `<path d="M${points.map(round).join(' ')}z" fill="${colour}"/>`;
}

function rectSvg(rect: Rect, fill: string, stroke: string, radius = 6): string {
  const [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(round);
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

function textSvg(x: number, y: number, text: string, fill: string, size: number, anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${fill}" font-size="${size}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** Letters that XML forbids are told by a mark, whatever was meant by them. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const round = (value: number): number => Math.round(value * 10) / 10;
