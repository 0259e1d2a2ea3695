// Where the reader put cards, as text short enough for a link: `<hash of the id>.<x>.<y>~…`, all in base 36.
import type { Point } from '@/lib/graph/geometry';

export type Pins = ReadonlyMap<string, Point>;

/** By the hash of the node's id. What cannot be read is left out. */
export function readPins(text: string | null): Pins {
  const pins = new Map<string, Point>();
  for (const { hash, figures } of readWords(text ?? '')) {
    const [x = 0, y = 0] = figures;
    pins.set(hash, { x, y });
  }
  return pins;
}

/** null: nothing is pinned. The oldest are left out of a link that would be too long. */
export function writePins(pins: Pins): string | null {
  const words = [...pins].slice(-mostPins).map(([hash, { x, y }]) => writeWord(hash, x, y));
  return words.length === 0 ? null : words.join('~');
}

/** Says which node is meant without its long name: a collision would put a card in another's place, no more. */
export function pinName(id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** A hash and its figures, two or more; what says no place is left out. */
export function readWords(text: string): readonly { readonly hash: string; readonly figures: readonly number[] }[] {
  return text.split('~').flatMap((word) => {
    const [hash = '', ...told] = word.split('.');
    const figures = told.map((figure) => Number.parseInt(figure, 36));
    const isPlace = hash !== '' && figures.length >= 2 && figures.every((figure) => Math.abs(figure) < farthest);
    return isPlace ? [{ hash, figures }] : [];
  });
}

export const writeWord = (hash: string, ...figures: readonly number[]): string =>
  [hash, ...figures.map(inBase36)].join('.');

const farthest = 1e7;
export const mostPins = 200;

const inBase36 = (figure: number): string => Math.round(figure).toString(36);
