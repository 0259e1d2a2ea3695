// Looking for text in all rows of a table, drawn or not.
import type { Flow } from '@/lib/flow/flow';
import type { Column } from './columns';

/** What the cells of a row say, lower case, for each set of columns that was looked through. */
const said = new WeakMap<readonly Column[], WeakMap<Flow, string>>();

export interface FoundRows {
  readonly indexes: readonly number[];
  /** Rows that were not looked at yet. */
  readonly rest: number;
}

/**
 * Indexes of the rows in which a shown column holds the text, whatever its case. Empty text is in no row. What cells say
 * is worked out once for each row, and for so many rows at most in one call: ask again while there is a rest.
 */
export function rowsWith(
  text: string,
  rows: readonly Flow[],
  shown: readonly Column[],
  most = Number.POSITIVE_INFINITY,
): FoundRows {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return nothing;
  const texts = said.get(shown) ?? new WeakMap<Flow, string>();
  said.set(shown, texts);
  const indexes: number[] = [];
  let made = 0;
  let rest = 0;
  for (const [index, flow] of rows.entries()) {
    const known = texts.get(flow);
    if (known === undefined && made === most) {
      rest += 1;
      continue;
    }
    if (known === undefined) made += 1;
    if ((known ?? textOf(flow, shown, texts)).includes(wanted)) indexes.push(index);
  }
  return { indexes, rest };
}

const nothing: FoundRows = { indexes: [], rest: 0 };

function textOf(flow: Flow, shown: readonly Column[], texts: WeakMap<Flow, string>): string {
  // A line feed keeps the end of one cell from making a word with the beginning of the next.
  const text = shown
    .map((column) => column.text(flow))
    .join('\n')
    .toLowerCase();
  texts.set(flow, text);
  return text;
}
