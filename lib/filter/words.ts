// The filter in plain words, for the help popover and for screen readers.
import type { Filter, Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { isTied } from '@/lib/filter/sides';

/** One sentence: "Flows with namespace shop on either end, to port 5432, and not verdict FORWARDED." */
export function describeFilter(filter: Filter): string {
  const tied = filter.tokens.filter(isTied);
  const phrases = filter.tokens.filter((token) => !isTied(token)).map(describeToken);
  if (tied.length > 0) phrases.push(`with ${listed(tied.map(what), 'and')} on the same end`);
  if (phrases.length === 0) return 'All flows.';
  const last = phrases.at(-1) ?? '';
  const all = phrases.length === 1 ? last : `${phrases.slice(0, -1).join(', ')}, and ${last}`;
  return `Flows ${all}.`;
}

/** One token as part of that sentence. */
export function describeToken(token: Token): string {
  const spec = keySpec(token.key);
  if (spec.phrase) return spec.phrase(token.values, token.not);
  const { not, side } = token;
  if (!spec.sided) return `${not ? 'without' : 'with'} ${what(token)}`;
  if (side === 'from' || side === 'to') return `${not ? `not ${side}` : side} ${what(token)}`;
  return `${not ? 'without' : 'with'} ${what(token)} on ${side === 'end' && !not ? 'one' : 'either'} end`;
}

const what = ({ key, values }: Token): string => `${keySpec(key).noun} ${listed(values, 'or')}`;

function listed(values: readonly string[], word: 'and' | 'or'): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} ${word} ${last}`;
}
