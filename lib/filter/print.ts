// The filter value as text: the one canonical spelling, which parseFilter reads back to the same value.
import type { Filter, Token } from '@/lib/filter/filter';

/** Canonical text of a filter; '' for everything. */
export function printFilter(filter: Filter): string {
  return filter.tokens.map(printToken).join(' ');
}

/** Canonical text of one token: `-from.ns:shop,payments`. */
export function printToken(token: Token): string {
  const sign = token.not ? '-' : '';
  const values = token.values.map((value) => quote(value, token.key === 'text')).join(',');
  return token.key === 'text' ? `${sign}${values}` : `${sign}${tokenHead(token)}:${values}`;
}

/** Key with its side, without the colon: `from.ns`, `verdict`. */
function tokenHead(token: Pick<Token, 'key' | 'side'>): string {
  return token.side === 'either' ? token.key : `${token.side}.${token.key}`;
}

/** A value as it stands in a filter text; a bare word also needs quotes where it would read as a key or a minus. */
export function quote(value: string, bare = false): string {
  const plain = value !== '' && !/[\s",]/.test(value) && !(bare && /^-|:/.test(value));
  return plain ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
