// Where a token stands in the text that a filter was read from, for what is found wrong with it only later.

import { keySpec } from '@/lib/filter/keys/keys';
import { parseFilter } from '@/lib/filter/parse';
import { scan } from '@/lib/filter/scan';

/** A value of a filter: the number of its token, and the value as it is kept. */
export interface FilterPlace {
  readonly token: number;
  readonly value: string;
}

/** Position and length of the value in the text, or of its whole token; null where the text is of another filter. */
export function placeIn(
  text: string,
  { token, value }: FilterPlace,
): { readonly position: number; readonly length: number } | null {
  const parsed = parseFilter(text);
  const [raw, kept] = [scan(text)[token], parsed.ok ? parsed.filter.tokens[token] : undefined];
  if (!raw || !kept?.values.includes(value)) return null;
  const { read } = keySpec(kept.key);
  const found = raw.values.find((each) => {
    const one = read(each.text);
    return one.ok && one.value === value;
  });
  const { start, end } = found ?? raw.token;
  return { position: start, length: end - start };
}
