// A filter's tokens put together: all must hold, each on its side, and those of side `end` on one and the same.
import type { Filter, Side, Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import type { End } from '@/lib/filter/row-facts';

type EndTest<T> = (subject: T, end: End) => boolean;

const ends: readonly End[] = ['source', 'destination'];

/** `compile` makes the test of one token's values at one end. */
export function onSides<T>(filter: Filter, compile: (token: Token) => EndTest<T>): (subject: T) => boolean {
  const tied = filter.tokens.filter(isTied).map(compile);
  const tests = filter.tokens
    .filter((token) => !isTied(token))
    .map((token) => signed(onSide(compile(token), sideOf(token)), token.not));
  if (tied.length > 0) tests.push((subject) => ends.some((end) => tied.every((test) => test(subject, end))));
  const [only] = tests;
  if (only === undefined) return () => true;
  return tests.length === 1 ? only : (subject) => tests.every((test) => test(subject));
}

/** The ends at which a further token of this key and side would have to hold, for flows that the filter selects. */
export function endsBeside<T>(
  filter: Filter,
  { key, side }: Pick<Token, 'key' | 'side'>,
  compile: (token: Token) => EndTest<T>,
): (subject: T) => readonly End[] {
  if (!keySpec(key).sided || side === 'from') return () => ['source'];
  if (side === 'to') return () => ['destination'];
  const tied = side === 'end' ? filter.tokens.filter(isTied).map(compile) : [];
  return tied.length === 0 ? () => ends : (subject) => ends.filter((end) => tied.every((test) => test(subject, end)));
}

/** Whether the token must hold on the same end as others; an exclusion clears both ends by itself. */
export const isTied = (token: Token): boolean => token.side === 'end' && !token.not && keySpec(token.key).sided;

/** Keys without sides are asked once. */
export function sideOf({ key, side }: Token): Exclude<Side, 'end'> {
  if (!keySpec(key).sided) return 'from';
  return side === 'end' ? 'either' : side;
}

function signed<T>(test: (subject: T) => boolean, not: boolean): (subject: T) => boolean {
  return not ? (subject) => !test(subject) : test;
}

function onSide<T>(test: EndTest<T>, side: Exclude<Side, 'end'>): (subject: T) => boolean {
  if (side === 'from') return (subject) => test(subject, 'source');
  if (side === 'to') return (subject) => test(subject, 'destination');
  return (subject) => test(subject, 'source') || test(subject, 'destination');
}
