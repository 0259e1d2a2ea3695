// The filter in plain words, for the help popover and for screen readers.
import type { Filter, Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys';

/** One sentence: "Flows with namespace shop on either end, to port 5432, and not verdict FORWARDED." */
export function describeFilter(filter: Filter): string {
  const phrases = filter.tokens.map(describeToken);
  if (phrases.length === 0) return 'All flows.';
  const last = phrases.at(-1) ?? '';
  const listed = phrases.length === 1 ? last : `${phrases.slice(0, -1).join(', ')}, and ${last}`;
  return `Flows ${listed}.`;
}

/** One token as part of that sentence. */
export function describeToken(token: Token): string {
  const spec = keySpec(token.key);
  const what = `${spec.noun} ${listed(token.values)}`;
  if (!spec.sided) return token.not ? `without ${what}` : `with ${what}`;
  if (token.side === 'either') return token.not ? `without ${what} on either end` : `with ${what} on either end`;
  return token.not ? `not ${token.side} ${what}` : `${token.side} ${what}`;
}

function listed(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}
