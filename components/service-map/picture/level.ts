// Levels of detail by zoom.

/**
 * - `card` HTML cards with ports · `pill` icon and name · `name` the name alone, larger, so that it stays readable
 * - `dot` a point with its name under it while there is room, red where something is refused
 */
export type Level = 'card' | 'pill' | 'name' | 'dot';

/** The zoom from which cards are cards. */
export const cardsFrom = 0.75;

export function levelOf(zoom: number): Level {
  if (zoom >= cardsFrom) return 'card';
  if (zoom >= 0.52) return 'pill';
  return zoom >= 0.35 ? 'name' : 'dot';
}

/** Large titles have no room beside names and dots: there they stand above their frames. */
export const titleIsInside = (level: Level): boolean => level === 'card' || level === 'pill';

/** What is drawn in model pixels and should keep its size on screen is made larger by this much. */
export const enlargement: Readonly<Record<Level, number>> = { card: 1, pill: 1.6, name: 2.3, dot: 3 };
