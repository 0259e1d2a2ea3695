// What can be done with a token that stands in the filter bar: one table for its keys, its menu and the list of keys.
import type { Side } from '@/lib/filter/filter';

export type ChipAction = 'edit' | 'switch' | 'negate' | 'swap' | 'remove';

export interface ChipKey {
  readonly action: ChipAction;
  /** As key caps show them. */
  readonly keys: readonly string[];
  readonly does: string;
}

export const chipKeys: readonly ChipKey[] = [
  { action: 'edit', keys: ['Enter'], does: 'Edit the token' },
  { action: 'switch', keys: ['Space', 'O'], does: 'Switch it off, and on again' },
  { action: 'negate', keys: ['!', '-'], does: 'Turn it into not, and back' },
  { action: 'swap', keys: ['S'], does: 'Swap source and destination' },
  { action: 'remove', keys: ['Backspace', 'Del'], does: 'Remove it' },
];

/** Keys that go from token to token; the filter bar listens to them. */
export const chipMoves = [
  { keys: ['←', '→'], does: 'Go to the next token, and back to the field' },
  { keys: ['↓'], does: 'Menu of the token' },
] as const;

const caps: Readonly<Record<string, string>> = { ' ': 'Space', Delete: 'Del' };

/** What a key does on a focused token; undefined for keys that mean nothing there. */
export function chipActionOf(key: string): ChipAction | undefined {
  const cap = caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return chipKeys.find(({ keys }) => keys.includes(cap))?.action;
}

export const sideNames: Readonly<Record<Side, string>> = {
  from: 'Source',
  to: 'Destination',
  either: 'Either end',
  end: 'One and the same end',
};
