// A filter inside of another, which whoever asks can narrow and never widen.
import type { Filter } from '@/lib/filter/filter';
import { isTied } from '@/lib/filter/sides';

/**
 * What both select. Where both have several tokens for one and the same end, that end must satisfy them all: what is
 * selected may then be less than both select, and is never more than either does.
 */
export function both(asked: Filter, within: Filter): Filter {
  if (within.tokens.length === 0) return asked;
  const own = within.tokens.filter(isTied);
  const isSingle = own.length === 1 && asked.tokens.some(isTied);
  // A single token for one end is a token for either end, and so does not hold the others to its own.
  const tokens = isSingle
    ? within.tokens.map((token) => (isTied(token) ? { ...token, side: 'either' as const } : token))
    : within.tokens;
  return { tokens: [...asked.tokens, ...tokens] };
}
