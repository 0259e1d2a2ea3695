// Tokens that Hubble refuses together: HTTP speaks of L7 events, which other types of event leave out.
import type { Token } from '@/lib/filter/filter';

/** Places of the type and the HTTP token that cannot stand together; null when there are none. */
export function clashOf(tokens: readonly Token[]): { readonly typeAt: number; readonly httpAt: number } | null {
  const typeAt = tokens.findIndex(({ key, not, values }) => key === 'type' && !not && !values.some(isL7));
  const httpAt = tokens.findIndex(({ key, not }) => !not && key.startsWith('http.'));
  return typeAt < 0 || httpAt < 0 ? null : { typeAt, httpAt };
}

const isL7 = (type: string): boolean => type.split(':')[0] === 'l7';
