// What stands around a drawing that leaves the page: above it what it is a map of, below it what its lines mean.

import type { MapTheme } from '@/components/service-map/canvas/theme';
import { protectionIcons } from '@/components/service-map/picture/labels';
import type { Tone } from '@/components/verdict/tone';
import type { Rect } from '@/lib/graph/geometry';
import { glyphSvg, iconSvg, lineSvg, textSvg } from './svg-parts';

export interface Frame {
  /** The drawing with its frame. */
  readonly view: Rect;
  readonly parts: readonly string[];
}

const margin = 24;
const lineHeight = 18;
/** Of letters of 12 pixels, on the safe side. */
const letterWidth = 7;

/** Around `drawn`; wide enough for what the lines mean. */
export function frameAround(drawn: Rect, caption: readonly string[], theme: MapTheme): Frame {
  const width = Math.max(drawn.width, samples.length * sampleWidth);
  const lines = caption.flatMap((sentence) => wrapped(sentence, Math.floor(width / letterWidth)));
  const top = lines.length === 0 ? 0 : lines.length * lineHeight + 12;
  const below = drawn.y + drawn.height + margin;
  const view = {
    x: drawn.x - margin,
    y: drawn.y - margin - top,
    width: width + 2 * margin,
    height: drawn.height + 3 * margin + top + 12,
  };
  const said = lines.map((line, index) => {
    const y = view.y + margin + (index + 0.7) * lineHeight;
    return textSvg(drawn.x, y, line, index === 0 ? theme.fg : theme.subtle, index === 0 ? 13 : 12);
  });
  return { view, parts: [...said, ...samples.map((sample, index) => sampleSvg(sample, drawn.x, below, index, theme))] };
}

const sampleWidth = 104;

const samples: readonly (readonly [Tone | 'none', string])[] = [
  ['forwarded', 'Forwarded'],
  ['redirected', 'Redirected'],
  ['dropped', 'Dropped'],
  ['error', 'Error'],
  ['audit', 'Audit'],
  ['none', 'No policy'],
];

function sampleSvg([tone, name]: (typeof samples)[number], left: number, y: number, index: number, theme: MapTheme) {
  const x = left + index * sampleWidth;
  const words = textSvg(x + 32, y + 10, name, theme.subtle, 11);
  if (tone === 'none') return iconSvg(protectionIcons.unlimited, x + 16, y + 1, theme.subtle) + words;
  return lineSvg(`M${x} ${y + 6}h14`, tone, 2, theme) + glyphSvg(tone, x + 15, y, theme) + words;
}

/** By words, as far as there are any; longer ones are broken. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => broken(one, most))) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function broken(word: string, most: number): string[] {
  const pieces = Math.max(1, Math.ceil(word.length / most));
  return Array.from({ length: pieces }, (_, index) => word.slice(index * most, (index + 1) * most));
}
