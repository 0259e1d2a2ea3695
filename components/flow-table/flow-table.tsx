'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { copyText } from '@/components/value-actions/copy-text';
import { filterText, ValueActions } from '@/components/value-actions/value-actions';
import { verdictTone } from '@/components/verdict/tone';
import type { Flow } from '@/lib/flow/flow';
import { formatCount } from '@/lib/flow/format';
import type { Column } from './columns';
import { Head } from './head';
import { commands, type GridKey, useRowKeys } from './keys';
import { columnsOf, headHeight, leastTotal, type Sorting, type Widths } from './layout';
import { followPress } from './press';
import { type TimeText, timeText } from './time-text';
import { useFollowing } from './use-following';
import { useKeptInSight } from './use-kept-in-sight';

export interface FlowTableProps {
  /** In the order that `look.sorting` says, without one newest first; unique by id. */
  readonly rows: readonly Flow[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  /** Filter text of a value to ask for or to leave out. */
  readonly onNarrow: (text: string) => void;
  /** Flows that came while paused. */
  readonly newer: number;
  readonly onResume: () => void;
  readonly look?: TableLook;
  /** Absent where heads are only heads. */
  readonly onSort?: (column: string) => void;
  readonly onResize?: (column: string, pixels: number) => void;
  /** Whether the last row is near, where that changed. */
  readonly onNearEnd?: (isNear: boolean) => void;
}

/** How the table is laid out; whoever shows it keeps it. Each part is its own object, so that nothing is drawn for nothing. */
export interface TableLook {
  readonly columns: readonly Column[];
  /** True where the reader chose the columns: then none is left out for want of room. */
  readonly chosen?: boolean;
  readonly widths?: Widths;
  readonly sorting?: Sorting | null;
  readonly rowHeight?: number;
  readonly time?: TimeText;
  /** Indexes of the rows that hold what is looked for, and the one that is stood on. */
  readonly found?: ReadonlySet<number>;
  readonly foundAt?: number | null;
}

const plain: TableLook = { columns: columnsOf(null) };
const utc = timeText('utc', 0);
const nothingFound: ReadonlySet<number> = new Set();

/** Virtualised: only the rows in sight are in the page, whatever their number. */
export function FlowTable({
  rows,
  selectedId,
  onSelect,
  onNarrow,
  newer,
  onResume,
  look = plain,
  onSort,
  onResize,
  onNearEnd,
}: FlowTableProps) {
  const { columns, chosen = false, widths = {}, sorting = null, rowHeight = 24, time = utc } = look;
  const { found = nothingFound, foundAt = null } = look;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    // Rows begin under the head, which covers as much at the top as it takes at the end.
    scrollPaddingEnd: headHeight,
    overscan: 12,
  });
  const grid = useRef<HTMLTableElement>(null);
  const [standingIn, setStandingIn] = useState<string | null>(null);
  const following = useFollowing(scroller, rows, rowHeight);
  const items = virtual.getVirtualItems();
  // The selected row may be out of sight, and then it is not in the page either.
  const active = items.map(({ index }) => rows[index]?.id).find((id) => id === selectedId);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const shown = useMemo(() => (chosen ? columns.map(asChosen) : columns), [chosen, columns]);

  useEffect(() => {
    if (foundAt !== null) virtual.scrollToIndex(foundAt, { align: 'center' });
  }, [foundAt, virtual]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [rowHeight, virtual]);

  const selectedIndex = () => rows.findIndex(({ id }) => id === selectedId);
  useKeptInSight({ scroller, virtual, index: selectedIndex, rowHeight });

  const isNearEnd = items.at(-1)?.index === rows.length - 1;
  useEffect(() => onNearEnd?.(isNearEnd), [isNearEnd, onNearEnd]);

  const step = (by: number) => {
    const at = selectedIndex();
    const index = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
    const row = rows[index];
    if (!row) return;
    virtual.scrollToIndex(index, { align: 'auto' });
    onSelect(row.id);
  };

  /** To another cell of the selected row, of those whose value can be asked for. */
  const stepCell = (by: number) => {
    const at = shown.findIndex(({ id }) => id === standingIn);
    const next = at < 0 && by < 0 ? shown.length - 1 : at + by;
    setStandingIn(shown[Math.min(Math.max(next, 0), shown.length - 1)]?.id ?? null);
  };

  const act = (how: 'only' | 'not' | 'copy') => {
    const row = rows[selectedIndex()];
    const column = shown.find(({ id }) => id === standingIn);
    if (!row || !column) return;
    const value = column.value?.(row);
    if (how === 'copy') void copyText(value?.text ?? column.text(row));
    else if (value) onNarrow(filterText(value.filter, how === 'not'));
  };

  const onKey = (event: GridKey) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const command = commands[event.key];
    switch (command?.kind) {
      case 'row':
        step(command.by);
        return true;
      case 'cell':
        stepCell(command.by);
        return true;
      case 'value':
        act(command.how);
        return standingIn !== null;
      case 'close':
        setStandingIn(null);
        onSelect(null);
        return true;
      default:
        return false;
    }
  };
  useRowKeys(grid, onKey);

  return (
    <div className="@container relative h-full min-h-0">
      <Pill count={newer} label="newer flows" onPress={onResume} />
      {newer === 0 && sorting === null && <Pill count={following.newer} label="new" onPress={following.toTop} />}
      <div
        className="h-full overflow-auto bg-surface"
        data-testid="flow-table"
        onScroll={following.onScroll}
        ref={scroller}
      >
        <table
          aria-activedescendant={active && (standingIn ? cellDomId(active, standingIn) : rowDomId(active))}
          aria-label={sorting === null ? 'Flows, newest first' : 'Flows'}
          aria-rowcount={rows.length + 1}
          className="w-full table-fixed border-collapse text-12 outline-none focus-visible:[&_thead]:shadow-[inset_0_2px_0_var(--focus)]"
          onKeyDown={(event) => !isPress(event) && onKey(event) && event.preventDefault()}
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose rows are chosen
          role="grid"
          style={{ minWidth: chosen ? leastTotal(shown, widths) : 560 }}
          tabIndex={0}
        >
          <Head columns={shown} onResize={onResize} onSort={onSort} sorting={sorting} widths={widths} />
          <tbody onPointerDown={(event) => followPress(event, onSelect)}>
            {before > 0 && <Spacer height={before} />}
            {items.map((item) => {
              const flow = rows[item.index];
              return (
                flow && (
                  <Row
                    columns={shown}
                    flow={flow}
                    found={found.has(item.index)}
                    height={rowHeight}
                    index={item.index}
                    key={item.key}
                    onNarrow={onNarrow}
                    onSelect={onSelect}
                    selected={flow.id === selectedId}
                    standing={item.index === foundAt}
                    standingIn={flow.id === selectedId ? standingIn : null}
                    time={time}
                  />
                )
              );
            })}
            {after > 0 && <Spacer height={after} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Enter on a head, or on what is done with a value, presses it. */
const isPress = ({ key, target }: KeyboardEvent): boolean =>
  key === 'Enter' && target instanceof Element && target.closest('button, a') !== null;

/** A column that was chosen has the room it needs and is never left out; what is left goes to Info. */
function asChosen({ narrow: _, ...column }: Column): Column {
  return { ...column, width: column.width === 'auto' ? 'auto' : `${column.least}px` };
}

const rowDomId = (id: string) => `flow-${id}`;
const cellDomId = (id: string, column: string) => `flow-${id}-${column}`;

interface RowProps {
  readonly columns: readonly Column[];
  readonly flow: Flow;
  readonly index: number;
  readonly height: number;
  readonly time: TimeText;
  readonly selected: boolean;
  /** It holds what is looked for, and it is the one that is stood on. */
  readonly found: boolean;
  readonly standing: boolean;
  /** Column of the cell that the keyboard stands in. */
  readonly standingIn: string | null;
  readonly onSelect: (id: string) => void;
  readonly onNarrow: (text: string) => void;
}

const Row = memo(function Row({ columns, flow, index, height, time, onSelect, onNarrow, ...states }: RowProps) {
  const { selected, found, standing, standingIn } = states;
  const [hovered, setHovered] = useState(false);
  const tone = verdictTone(flow.verdict);
  return (
    // The grid around it takes the keys; the row itself is only pressed.
    <tr
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={clsx(
        'cursor-default border-line-faint border-b hover:bg-hover aria-selected:bg-selected',
        tone === 'dropped' && 'shadow-[inset_2px_0_0_var(--v-dropped)]',
        found && 'bg-warn-tint',
        (selected || standing) && 'outline-2 outline-focus -outline-offset-2',
      )}
      data-flow={flow.id}
      data-found={found || undefined}
      data-tone={tone}
      id={rowDomId(flow.id)}
      onClick={() => onSelect(flow.id)}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      style={{ height }}
    >
      {columns.map((column) => (
        <Cell
          column={column}
          flow={flow}
          id={selected ? cellDomId(flow.id, column.id) : undefined}
          key={column.id}
          onNarrow={hovered || selected ? onNarrow : undefined}
          standing={column.id === standingIn}
          time={time}
        />
      ))}
    </tr>
  );
});

interface CellProps {
  readonly column: Column;
  readonly flow: Flow;
  readonly time: TimeText;
  readonly onNarrow: ((text: string) => void) | undefined;
  readonly id: string | undefined;
  readonly standing: boolean;
}

/** The actions on a value are in the page only while its row is hovered or selected. */
function Cell({ column, flow, time, onNarrow, id, standing }: CellProps) {
  const value = onNarrow && column.value?.(flow);
  return (
    <td
      className={clsx(
        'group relative truncate px-2 first:pl-4',
        column.narrow,
        standing && 'outline-2 outline-focus -outline-offset-2',
      )}
      data-standing={standing || undefined}
      id={id}
    >
      {column.cell(flow, time)}
      {value && (
        <span className="absolute inset-y-0 right-0 hidden items-center rounded-1 bg-overlay focus-within:flex group-hover:flex group-data-standing:flex">
          <ValueActions filter={value.filter} onNarrow={onNarrow} text={value.text} />
        </span>
      )}
    </td>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr style={{ height }}>
      <td className="p-0" />
    </tr>
  );
}

function Pill({ count, label, onPress }: { count: number; label: string; onPress: () => void }) {
  if (count === 0) return null;
  return (
    <button
      className="absolute top-9 left-1/2 z-20 inline-flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-overlay px-3 font-medium text-12 shadow-pop hover:bg-hover"
      onClick={onPress}
      type="button"
    >
      <Icon name="arrow-up" size={12} />
      {formatCount(count)} {label}
    </button>
  );
}
