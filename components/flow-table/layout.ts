// Which columns a table shows, how wide, and in which order its rows stand. Pure.
import type { Flow } from '@/lib/flow/flow';
import { type Column, columns } from './columns';

/** Of the row of names, in pixels. */
export const headHeight = 28;

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** Pixels by column id, where the reader changed them. */
export type Widths = { readonly [id: string]: number };

export const defaultColumns: readonly string[] = [
  ...['time', 'verdict', 'source', 'destination', 'port', 'info', 'direction', 'node'],
];

const byId = new Map(columns.map((column) => [column.id, column]));

/** The columns of these ids in their order, each once; those of the table itself for null. Ids that are no column are left out. */
export function columnsOf(ids: readonly string[] | null): readonly Column[] {
  const known = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  return known.length > 0 ? known : defaultColumns.flatMap((id) => byId.get(id) ?? []);
}

/** Ids that name no column, for the reader of a link that was made by hand or by another version. */
export function unknownColumns(ids: readonly string[] | null): readonly string[] {
  return (ids ?? []).filter((id) => !byId.has(id));
}

/** Adds the column at the end, or takes it out; the last one stays. */
export function toggled(ids: readonly string[], id: string): readonly string[] {
  if (!ids.includes(id)) return [...ids, id];
  return ids.length > 1 ? ids.filter((each) => each !== id) : ids;
}

/** The column so many places further to the right; negative is left. */
export function moved(ids: readonly string[], id: string, by: number): readonly string[] {
  const from = ids.indexOf(id);
  const to = Math.min(Math.max(from + by, 0), ids.length - 1);
  if (from < 0 || from === to) return ids;
  const others = ids.filter((each) => each !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

export const leastWidth = 48;
export const mostWidth = 1_200;

export function resized(widths: Widths, id: string, pixels: number): Widths {
  return { ...widths, [id]: Math.round(Math.min(Math.max(pixels, leastWidth), mostWidth)) };
}

/** Pixels that the columns need; a table with less room scrolls sideways. */
export function leastTotal(shown: readonly Column[], widths: Widths): number {
  return shown.reduce((sum, { id, least }) => sum + (widths[id] ?? least), 0);
}

/** The sorting that differs from the order of rows: null for an unknown column, and for the newest first. */
export function sortingOf(asked: Sorting | null): Sorting | null {
  const isNewestFirst = asked?.column === 'time' && asked.descending;
  return asked && byId.has(asked.column) && !isNewestFirst ? asked : null;
}

/** `Node, descending`. */
export function sortingText({ column, descending }: Sorting): string {
  return `${byId.get(column)?.name ?? column}, ${descending ? 'descending' : 'ascending'}`;
}

/** What a press on a column's head makes of the sorting: up, down, and back to the newest first. */
export function nextSorting(sorting: Sorting | null, id: string): Sorting | null {
  // Numbers are looked at for the highest; of time the highest is what nobody needs to ask for.
  const descending = id !== 'time' && byId.get(id)?.order !== undefined;
  if (sorting?.column !== id) return { column: id, descending };
  return sorting.descending === descending ? { column: id, descending: !descending } : null;
}

/** What rows are sorted by. Rows that do not say have the key null, which comes last. */
export interface SortKey {
  readonly of: (flow: Flow) => string | number | null;
  readonly compare: (a: string | number | null, b: string | number | null) => number;
}

/** null for the order in which rows come. */
export function sortKeyOf(sorting: Sorting): SortKey | null {
  const column = sortingOf(sorting) && byId.get(sorting.column);
  if (!column) return null;
  const { text, order } = column;
  const sign = sorting.descending ? -1 : 1;
  return {
    of: order ? (flow) => numberOrNull(order(flow)) : (flow) => text(flow) || null,
    compare(a, b) {
      if (a === b) return 0;
      if (a === null) return 1;
      if (b === null) return -1;
      return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(`${a}`, `${b}`));
    },
  };
}

const numberOrNull = (number: number): number | null => (Number.isNaN(number) ? null : number);

const collator = new Intl.Collator('en', { numeric: true });
