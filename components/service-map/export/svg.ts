// The picture of the map as an SVG document that needs nothing else: no styles, no fonts, no scripts.

import type { MapTheme } from '@/components/service-map/canvas/theme';
import type { Curve } from '@/components/service-map/picture/curve';
import { entering, pointOn } from '@/components/service-map/picture/curve';
import {
  type EdgeLabel,
  type Figures,
  labelsOf,
  protectionIcons,
  signWidth,
} from '@/components/service-map/picture/labels';
import { type Picture, type Stroke, wallMarkOf } from '@/components/service-map/picture/picture';
import { boundsOf, type Rect } from '@/lib/graph/geometry';
import type { GraphEdge } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import { cardSvg } from './svg-card';
import { frameAround } from './svg-frame';
import { glyphSvg, iconSvg, lineSvg, rectSvg, round, textSvg } from './svg-parts';

export interface Drawing {
  /** At the level of cards. */
  readonly picture: Picture;
  readonly positions: Positions;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly figures: Figures;
  readonly theme: MapTheme;
  /** Sentences above the map: of what, and when. */
  readonly caption?: readonly string[];
}

export function svgOf({ picture, positions, edges, figures, theme, caption = [] }: Drawing): string {
  const shapes = [...picture.shapes.values()];
  const inhabited = positions.boxes.filter((box) => shapes.some((shape) => shape.id.startsWith(`${box.key}/`)));
  const drawn = boundsOf([...shapes.map(({ rect }) => rect), ...inhabited]) ?? nothing;
  const { view, parts: around } = frameAround(drawn, caption, theme);
  const parts = [
    ...inhabited.map((box) => boxSvg(box, box.namespace, theme)),
    ...[...picture.strokes.values()].map((stroke) => strokeSvg(stroke, theme)),
    ...shapes.map((shape) => cardSvg(shape, theme)),
    ...labelsOf(picture, edges, () => false, figures).map((label) => labelSvg(label, theme)),
    ...around,
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

/** The mark of its verdict, how it is protected, and the words, in this order as on the screen. */
function labelSvg({ at, text, tone, verdict, protection }: EdgeLabel, theme: MapTheme): string {
  const colour = tone === 'plain' ? theme.subtle : theme.tones[tone].mark;
  const first = verdict === null ? 0 : signWidth;
  const signs = first + protection.length * signWidth;
  const width = text.length * 6.2 + signs + 10;
  const left = at.x - width / 2;
  const ground = rectSvg({ x: left, y: at.y - 9, width, height: 18 }, theme.canvas, tone === 'plain' ? 'none' : colour);
  const mark = verdict === null ? '' : glyphSvg(verdict, left + 4, at.y - 6, theme);
  const icons = protection.map((kind, index) =>
    iconSvg(protectionIcons[kind], left + 5 + first + index * signWidth, at.y - 5, colour),
  );
  return `${ground}${mark}${icons.join('')}${textSvg(at.x + signs / 2, at.y + 4, text, colour, 11, 'middle')}`;
}

const nothing: Rect = { x: 0, y: 0, width: 1, height: 1 };

function boxSvg(box: Rect, name: string, theme: MapTheme): string {
  return rectSvg(box, 'none', theme.lineStrong, 8) + textSvg(box.x + 12, box.y + 22, name, theme.subtle, 12);
}

function strokeSvg(stroke: Stroke, theme: MapTheme): string {
  const path = lineSvg(pathOf(stroke.curve), stroke.tone, stroke.width, theme);
  const wall = wallMarkOf(stroke, 'card');
  if (!wall) return stroke.tone === 'dropped' ? path : path + headSvg(stroke.curve, theme.tones[stroke.tone].line);
  const bar =
    wall.axis === 'horizontal'
      ? `M${round(wall.wallX)} ${round(wall.wallY - 11.5)}v23`
      : `M${round(wall.wallX - 11.5)} ${round(wall.wallY)}h23`;
  const { mark } = theme.tones.dropped;
  const drawn = `<path d="${bar}" fill="none" stroke="${mark}" stroke-width="3" stroke-linecap="round"/>`;
  return path + drawn + glyphSvg('dropped', wall.crossX - 6, wall.crossY - 6, theme);
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
