// What drawings are put together from: rectangles, texts, icons and the marks of verdicts, as SVG.

import type { MapTheme } from '@/components/service-map/canvas/theme';
import type { Stroke } from '@/components/service-map/picture/picture';
import { type IconName, icons } from '@/components/ui/icon';
import type { Tone } from '@/components/verdict/tone';
import type { Rect } from '@/lib/graph/geometry';

export const round = (value: number): number => Math.round(value * 10) / 10;

export function rectSvg(rect: Rect, fill: string, stroke: string, radius = 6): string {
  const [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(round);
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

export function textSvg(x: number, y: number, text: string, fill: string, size: number, anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${fill}" font-size="${size}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** Its upper left corner at `x`, `y`. */
export function iconSvg(name: IconName, x: number, y: number, colour: string, size = 10): string {
  const dashes = name === 'namespace' ? ' stroke-dasharray="2.6 1.9"' : '';
  return `<path d="${icons[name]}" transform="translate(${round(x)} ${round(y)}) scale(${size / 16})"${dashes} fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

/** The mark of a verdict, twelve pixels large, as it stands beside words. */
export function glyphSvg(tone: Tone, x: number, y: number, theme: MapTheme): string {
  const { mark } = theme.tones[tone];
  return `<g transform="translate(${round(x)} ${round(y)})">${glyphs[tone](mark, theme)}</g>`;
}

const glyphs: Readonly<Record<Tone, (colour: string, theme: MapTheme) => string>> = {
  forwarded: (colour) => `<circle cx="6" cy="6" r="4" fill="${colour}"/>`,
  redirected: (colour) =>
    `<path d="M2 10V7a2.5 2.5 0 0 1 2.5-2.5h5M7 1.75 9.75 4.5 7 7.25" fill="none" stroke="${colour}" stroke-width="1.75"/>`,
  dropped: (colour, { onDropped }) =>
    `<rect x=".5" y=".5" width="11" height="11" rx="2.5" fill="${colour}"/><path d="m4 4 4 4m0-4-4 4" fill="none" stroke="${onDropped}" stroke-width="1.75"/>`,
  error: (colour, { canvas }) =>
    `<path d="M6 .9 11.6 11H.4z" fill="${colour}"/><path d="M6 4.6v3m0 1.4v1" fill="none" stroke="${canvas}" stroke-width="1.5"/>`,
  audit: (colour) =>
    `<circle cx="6" cy="6" r="4.6" fill="none" stroke="${colour}" stroke-width="1.5"/><circle cx="6" cy="6" r="1.75" fill="${colour}"/>`,
  other: (colour) =>
    `<circle cx="6" cy="6" r="4.25" fill="none" stroke="${colour}" stroke-dasharray="2.2 2.2" stroke-width="1.5"/>`,
};

/** A line in the colour and dashes of its verdict; what is redirected is two thin lines. */
export function lineSvg(path: string, tone: Stroke['tone'], width: number, theme: MapTheme): string {
  const { line } = theme.tones[tone];
  const drawn = (stroke: string, by: number, more = '') =>
    `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${by}"${more}/>`;
  if (tone === 'redirected') return drawn(line, 4.5) + drawn(theme.canvas, 2);
  const dash = dashes[tone];
  return drawn(
    line,
    width,
    dash ? ` stroke-dasharray="${dash}"${tone === 'audit' ? ' stroke-linecap="round"' : ''}` : '',
  );
}

const dashes: Partial<Record<Stroke['tone'], string>> = {
  dropped: '6 4',
  error: '8 3 2 3',
  audit: '1.5 4',
};

/** Letters that XML forbids are told by a mark, whatever was meant by them. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
