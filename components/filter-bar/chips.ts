// The tokens of the filter bar, those in force and those that are switched off, and what is done to one of them.
import { otherSide, removeToken, replaceToken } from '@/lib/filter/edit';
import type { Filter, Side, Token } from '@/lib/filter/filter';
import { printFilter, printToken } from '@/lib/filter/print';

/** Only `on` selects flows; `off` stands in the bar and in the link. */
export interface Chips {
  readonly on: Filter;
  readonly off: Filter;
}

export type ChipList = keyof Chips;

export interface ChipPlace {
  readonly list: ChipList;
  readonly at: number;
}

export const tokenAt = (chips: Chips, { list, at }: ChipPlace): Token | undefined => chips[list].tokens[at];

export type ChipChange = 'switch' | 'negate' | 'swap' | 'remove' | { readonly side: Side };

/** The chips with one of them changed; the same ones where the change means nothing. */
export function changeChip(chips: Chips, place: ChipPlace, change: ChipChange): Chips {
  const token = tokenAt(chips, place);
  if (!token) return chips;
  switch (change) {
    case 'remove':
      return withoutChip(chips, place);
    case 'switch':
      return switched(chips, place, token);
    case 'negate':
      return withChip(chips, place, { ...token, not: !token.not });
    case 'swap':
      return withChip(chips, place, otherSide(token) ?? token);
    default:
      return withChip(chips, place, { ...token, side: change.side });
  }
}

/** Where the chip is found after a change; its neighbour where it was removed; undefined when none is left there. */
export function placeAfter(before: Chips, place: ChipPlace, after: Chips, change: ChipChange): ChipPlace | undefined {
  const token = tokenAt(before, place);
  if (change === 'switch' && token) {
    const list = other(place.list);
    return { list, at: indexOf(after[list], token) };
  }
  const last = after[place.list].tokens.length - 1;
  return last < 0 ? undefined : { list: place.list, at: Math.min(place.at, last) };
}

/** The same text for the same chips. */
export const chipsText = ({ on, off }: Chips): string => `${printFilter(on)}\n${printFilter(off)}`;

const other = (list: ChipList): ChipList => (list === 'on' ? 'off' : 'on');

function withoutChip(chips: Chips, { list, at }: ChipPlace): Chips {
  return { ...chips, [list]: removeToken(chips[list], at) };
}

function withChip(chips: Chips, { list, at }: ChipPlace, token: Token): Chips {
  return { ...chips, [list]: replaceToken(chips[list], at, token) };
}

/** At the end of its new list; one that stands there already is not doubled. */
function switched(chips: Chips, place: ChipPlace, token: Token): Chips {
  const to = other(place.list);
  const rest = withoutChip(chips, place);
  return indexOf(rest[to], token) < 0 ? { ...rest, [to]: { tokens: [...rest[to].tokens, token] } } : rest;
}

function indexOf(filter: Filter, token: Token): number {
  const text = printToken(token);
  return filter.tokens.findIndex((one) => printToken(one) === text);
}

/** Whether every token is in force. */
export function holdsAll(filter: Filter, tokens: readonly Token[]): boolean {
  const texts = new Set(filter.tokens.map(printToken));
  return tokens.length > 0 && tokens.every((token) => texts.has(printToken(token)));
}

/** The filter less these tokens. */
export function withoutAll(filter: Filter, tokens: readonly Token[]): Filter {
  const texts = new Set(tokens.map(printToken));
  return { tokens: filter.tokens.filter((token) => !texts.has(printToken(token))) };
}
