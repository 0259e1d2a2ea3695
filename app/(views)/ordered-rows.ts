// The rows of the table in the order that is asked for: worked out once for table, find and panel.
import type { Sorting } from '@/components/flow-table/layout';
import { createSorter, type Sorter } from '@/components/flow-table/sorter';
import type { Flow } from '@/lib/flow/flow';

interface Ordered {
  readonly sorting: Sorting;
  readonly sorter: Sorter;
  from: readonly Flow[];
  rows: readonly Flow[];
}

let last: Ordered | null = null;

/** `rows` come newest first, and stay so without a sorting. Equal arguments give the same object. */
export function orderedRows(rows: readonly Flow[], sorting: Sorting | null): readonly Flow[] {
  if (sorting === null) return rows;
  if (!last || !isSame(last.sorting, sorting)) last = { sorting, sorter: createSorter(sorting), from: [], rows: [] };
  if (last.from !== rows) {
    last.rows = last.sorter.sort(rows);
    last.from = rows;
  }
  return last.rows;
}

const isSame = (a: Sorting, b: Sorting): boolean => a.column === b.column && a.descending === b.descending;
