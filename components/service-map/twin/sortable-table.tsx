// A table whose columns are records; pressing a head sorts.
import { clsx } from 'clsx';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { formatCount } from '@/lib/flow/format';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  /** What the column is sorted by. */
  readonly value: (row: Row) => string | number;
  /** What is shown; the value where it is left out. */
  readonly cell?: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  readonly numeric?: boolean;
  /** A sentence: gets room even where the rest has to be scrolled to. On a phone it would only make tall rows. */
  readonly prose?: boolean;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

export interface SortableTableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly sortedBy: Sorting;
  readonly selected: string | null;
  /** Left out where the table is only read aloud: then nothing in it takes the focus. */
  readonly onOpen?: (row: Row) => void;
}

const mostRows = 500;

const prose = 'min-w-80 max-sm:hidden';

export function SortableTable<Row extends { readonly id: string }>({
  caption,
  rows,
  columns,
  sortedBy,
  selected,
  onOpen,
}: SortableTableProps<Row>) {
  const [sorting, setSorting] = useState(sortedBy);
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const left = sorted.length - mostRows;
  return (
    <>
      <table className="w-full text-12">
        <caption className="px-4 pt-3 pb-1 text-left font-semibold text-13">{caption}</caption>
        <thead>
          <tr className="border-line border-b">
            {columns.map((column) => (
              <Head column={column} key={column.key} onSort={onOpen && setSorting} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, mostRows).map((row) => (
            <Line columns={columns} key={row.id} onOpen={onOpen} row={row} selected={row.id === selected} />
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="px-4 py-2 text-12 text-subtle">{`${formatCount(left)} more rows are not listed. Narrow the filter to see them.`}</p>
      )}
    </>
  );
}

interface LineProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly selected: boolean;
  readonly onOpen?: (row: Row) => void;
}

/** Drawn again only when its row is another. The cast gives back the type parameter that memo() takes away. */
const Line = memo(function Line<Row>({ row, columns, selected, onOpen }: LineProps<Row>) {
  return (
    <tr
      aria-current={selected || undefined}
      className="border-line-faint border-b text-muted hover:bg-hover aria-[current]:bg-selected"
    >
      {columns.map((column, index) => (
        <td
          className={clsx('h-(--row) px-2 py-1 first:pl-4', column.numeric && 'mono text-right', column.prose && prose)}
          key={column.key}
        >
          {index === 0 && onOpen ? (
            <button className="text-left text-fg hover:underline" onClick={() => onOpen(row)} type="button">
              {shownIn(column, row)}
            </button>
          ) : (
            shownIn(column, row)
          )}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: LineProps<Row>) => ReactNode;

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const on = sorting.column === column.key;
  const state = on ? (sorting.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th
      aria-sort={state}
      className={clsx(
        'h-7 whitespace-nowrap px-2 font-medium text-11 text-subtle first:pl-4',
        column.numeric ? 'text-right' : 'text-left',
        column.prose && prose,
      )}
      scope="col"
    >
      {onSort ? (
        <button
          className="inline-flex items-center gap-0.5 hover:text-fg"
          onClick={() => onSort({ column: column.key, descending: on ? !sorting.descending : true })}
          type="button"
        >
          {column.head}
          {on && <Icon name={sorting.descending ? 'arrow-down' : 'arrow-up'} size={12} />}
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { column, descending }: Sorting): Row[] {
  const value = columns.find(({ key }) => key === column)?.value;
  if (!value) return [...rows];
  const way = descending ? -1 : 1;
  return [...rows].sort((a, b) => way * compare(value(a), value(b)));
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function shownIn<Row>(column: Column<Row>, row: Row): ReactNode {
  return column.cell ? column.cell(row) : column.value(row);
}
