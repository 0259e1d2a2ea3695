// What opened labels lie over: they stand above the other cards, and what they hide is not to be pressed through them.
import { overlaps, type Rect } from '@/lib/graph/geometry';
import type { CardFacts } from './card';
import type { Shape } from './picture';

export const isOpened = ({ labels }: Pick<CardFacts, 'labels'>): boolean => labels !== null && labels.lines.length > 0;

/** The cards with opened labels, from the lowest to the topmost. */
export const openedOf = (shapes: Iterable<Shape>): readonly Shape[] => [...shapes].filter(({ card }) => isOpened(card));

/** Whether an opened card lies over that place; over that of another opened one only where it is drawn after it. */
export function isCovered(place: Rect, opened: readonly Shape[], own?: Shape): boolean {
  const above = own ? opened.slice(opened.indexOf(own) + 1) : opened;
  return above.some(({ id, rect }) => id !== own?.id && overlaps(rect, place));
}

/** Where the button for its labels is on a card: in the upper right corner. */
export const labelsButtonOf = ({ x, y, width }: Rect): Rect => ({ x: x + width - 48, y, width: 48, height: 24 });

/** Where the button that folds a namespace is in its box, beside cards. */
export const foldButtonOf = ({ x, y }: Rect): Rect => ({ x: x + 7, y: y + 4, width: 24, height: 24 });
