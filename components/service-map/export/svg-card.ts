// A card as SVG, with all that it says on the screen.

import type { MapTheme } from '@/components/service-map/canvas/theme';
import {
  type EndpointRow,
  endpointHeight,
  headerHeight,
  kindLineOf,
  type PortRow,
  rowHeight,
} from '@/components/service-map/picture/card';
import { heightOfLabels, tagGap, tagHeight, tagMargin, widthOfTag } from '@/components/service-map/picture/card-labels';
import type { Shape } from '@/components/service-map/picture/picture';
import { glyphSvg, iconSvg, rectSvg, round, textSvg } from './svg-parts';

export function cardSvg({ rect, card }: Shape, theme: MapTheme): string {
  const { x, y, width } = rect;
  const ports = y + headerHeight + heightOfLabels(card.labels);
  const served = ports + card.rows.length * rowHeight;
  const within = { x, width, theme };
  const parts = [
    rectSvg(rect, card.outside ? theme.canvas : theme.raised, theme.lineStrong),
    iconSvg(card.icon, x + 8, y + 14, theme.subtle, 16),
    textSvg(x + 32, y + 19, card.name, theme.fg, 13),
    textSvg(x + 32, y + 35, kindLineOf(card), theme.subtle, 11),
    ...labelParts(card.labels, y, within),
    ...card.rows.map((row, index) => portSvg(row, ports + index * rowHeight, within)),
    ...(card.endpoints?.rows ?? []).map((row, index) => endpointSvg(row, served + index * endpointHeight, within)),
  ];
  return parts.join('');
}

interface Within {
  readonly x: number;
  readonly width: number;
  readonly theme: MapTheme;
}

/** How many there are beside the name, and the tags below, where they are open. */
function labelParts(labels: Shape['card']['labels'], top: number, { x, width, theme }: Within): string[] {
  if (!labels) return [];
  const count = String(labels.count);
  const right = x + width - 8;
  const icon = iconSvg('tag', right - count.length * 6.2 - 15, top + 8, theme.subtle, 12);
  const most = width - 2 - 2 * tagMargin;
  const tags = labels.lines.flatMap((line, index) => {
    const y = top + headerHeight + index * (tagHeight + tagGap);
    let left = x + tagMargin;
    return line.map((label) => {
      const taken = widthOfTag(label, most);
      const room = { x: left, y, width: taken, height: tagHeight };
      left += taken + tagGap;
      return (
        rectSvg(room, theme.active, 'none', 4) + textSvg(room.x + 5, y + 13, shortened(label, taken), theme.fg, 11)
      );
    });
  });
  return [icon, textSvg(right, top + 18, count, theme.subtle, 10, 'end'), ...tags];
}

function shortened(label: string, width: number): string {
  const most = Math.floor((width - 10) / 6.6);
  return label.length <= most + 1 ? label : `${label.slice(0, Math.max(1, most - 1))}…`;
}

function portSvg({ label, figure, refused, spoken }: PortRow, y: number, { x, width, theme }: Within): string {
  const colour = refused ? theme.tones.dropped.mark : theme.fg;
  const line = `<path d="M${round(x)} ${round(y)}h${round(width)}" stroke="${theme.lineStrong}"/>`;
  const after = x + 8 + label.length * 6.6 + 6;
  const mark = refused ? glyphSvg('dropped', after, y + 6, theme) : '';
  const word = spoken === '' ? '' : textSvg(after, y + 16, spoken, theme.subtle, 11);
  return (
    line +
    textSvg(x + 8, y + 16, label, colour, 11) +
    mark +
    word +
    textSvg(x + width - 8, y + 16, figure, colour, 11, 'end')
  );
}

function endpointSvg(row: EndpointRow, y: number, { x, width, theme }: Within): string {
  const { method, path, rate, errors, refused, p50, p95 } = row;
  const colour = refused ? theme.tones.dropped.mark : theme.fg;
  const figures = [`${rate}/s`, errors, p50, p95].join('  ');
  return (
    textSvg(x + 8, y + 16, `${method} ${path}`, colour, 11) +
    textSvg(x + width - 8, y + 16, figures, refused ? colour : theme.subtle, 11, 'end')
  );
}
