// Which filters are the same, and which lets through all that another does.
import type { Filter } from '@/lib/filter/filter';
import { printToken } from '@/lib/filter/print';

/** Equal for filters that say the same in another order. */
export function filterKey({ tokens }: Filter): string {
  return [...new Set(tokens.map(printToken))].sort().join(' ');
}

/** True when every flow of `narrow` is one of `wide`, as far as their words tell: all tokens must hold. */
export function covers(wide: Filter, narrow: Filter): boolean {
  const said = new Set(narrow.tokens.map(printToken));
  return wide.tokens.every((token) => said.has(printToken(token)));
}
