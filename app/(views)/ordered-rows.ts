// The rows of the table in the order that the link asks for: worked out once for table, find and panel.
import { type Sorting, sorted } from '@/components/flow-table/layout';
import type { Flow } from '@/lib/flow/flow';

interface Ordered {
  readonly sorting: Sorting;
  readonly rows: readonly Flow[];
}

const ordered = new WeakMap<readonly Flow[], Ordered>();

/** `rows` come newest first, and stay so without a sorting. Equal arguments give the same object. */
export function orderedRows(rows: readonly Flow[], sorting: Sorting | null): readonly Flow[] {
  if (sorting === null) return rows;
  const known = ordered.get(rows);
  if (known?.sorting === sorting) return known.rows;
  const made = { sorting, rows: sorted(rows, sorting) };
  ordered.set(rows, made);
  return made.rows;
}
