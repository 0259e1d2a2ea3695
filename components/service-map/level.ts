// Levels of detail by zoom.

/** - `card` HTML cards with ports · `pill` names only · `dot` a point, red where something is refused */
export type Level = 'card' | 'pill' | 'dot';

export function levelOf(zoom: number): Level {
  if (zoom >= 0.75) return 'card';
  return zoom >= 0.35 ? 'pill' : 'dot';
}

/** What is drawn in model pixels and should keep its size on screen is made larger by this much. */
export const enlargement: Readonly<Record<Level, number>> = { card: 1, pill: 1.6, dot: 3 };
