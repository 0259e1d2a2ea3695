// Looking for text in all rows of a table, drawn or not.
import type { Flow } from '@/lib/flow/flow';
import type { Column } from './columns';

/** What the cells of a row say, lower case, for each set of columns that was looked through. */
const said = new WeakMap<readonly Column[], WeakMap<Flow, string>>();

/** Indexes of the rows in which a shown column holds the text, whatever its case. Empty text is in no row. */
export function rowsWith(text: string, rows: readonly Flow[], shown: readonly Column[]): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const texts = said.get(shown) ?? new WeakMap<Flow, string>();
  said.set(shown, texts);
  return rows.flatMap((flow, index) => (textOf(flow, shown, texts).includes(wanted) ? [index] : []));
}

function textOf(flow: Flow, shown: readonly Column[], texts: WeakMap<Flow, string>): string {
  const known = texts.get(flow);
  if (known !== undefined) return known;
  // A line feed keeps the end of one cell from making a word with the beginning of the next.
  const text = shown
    .map((column) => column.text(flow))
    .join('\n')
    .toLowerCase();
  texts.set(flow, text);
  return text;
}
