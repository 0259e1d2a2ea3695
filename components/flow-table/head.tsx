import { clsx } from 'clsx';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { Icon } from '@/components/ui/icon';
import type { Column } from './columns';
import { leastWidth, mostWidth, type Sorting, type Widths } from './layout';

export interface HeadProps {
  readonly columns: readonly Column[];
  readonly widths: Widths;
  readonly sorting: Sorting | null;
  readonly onSort: ((column: string) => void) | undefined;
  readonly onResize: ((column: string, pixels: number) => void) | undefined;
}

/** Newest first unless a column says otherwise. */
export function Head({ columns, widths, sorting, onSort, onResize }: HeadProps) {
  return (
    <thead className="sticky top-0 z-10 bg-surface shadow-[inset_0_-1px_0_var(--line)]">
      <tr className="h-7">
        {columns.map((column) => {
          const order = orderOf(column.id, sorting);
          return (
            <th
              aria-sort={order}
              className={clsx(
                'relative truncate px-2 text-left font-normal text-11 text-subtle first:pl-4',
                column.narrow,
              )}
              key={column.id}
              scope="col"
              style={{ width: widths[column.id] ?? column.width }}
            >
              <Title name={column.name} onPress={onSort && (() => onSort(column.id))} order={order} />
              {onResize && (
                <Handle column={column} onResize={(pixels) => onResize(column.id, pixels)} width={widths[column.id]} />
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

type Order = 'ascending' | 'descending' | undefined;

function orderOf(id: string, sorting: Sorting | null): Order {
  if (sorting === null) return id === 'time' ? 'descending' : undefined;
  if (sorting.column !== id) return undefined;
  return sorting.descending ? 'descending' : 'ascending';
}

function Title({ name, order, onPress }: { name: string; order: Order; onPress: (() => void) | undefined }) {
  const text = (
    <>
      {name}
      {order && <Icon name={order === 'descending' ? 'arrow-down' : 'arrow-up'} size={12} />}
    </>
  );
  if (!onPress) return <span className="inline-flex items-center gap-1">{text}</span>;
  return (
    <button
      className="inline-flex max-w-full items-center gap-1 truncate hover:text-fg"
      onClick={onPress}
      title={`Sort by ${name.toLowerCase()}`}
      type="button"
    >
      {text}
    </button>
  );
}

const keySteps: Record<string, number> = { ArrowLeft: -16, ArrowRight: 16 };

interface HandleProps {
  readonly column: Column;
  /** As the reader made it; absent where the table chose it. */
  readonly width: number | undefined;
  readonly onResize: (pixels: number) => void;
}

/** Dragged with the pointer, or moved with the arrow keys. */
function Handle({ column, width, onResize }: HandleProps) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const widthOf = (handle: Element) => handle.parentElement?.getBoundingClientRect().width ?? column.least;
  const begin = (event: PointerEvent<HTMLHRElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width: widthOf(event.currentTarget) };
  };
  const move = ({ clientX }: PointerEvent) => {
    if (from.current) onResize(from.current.width + clientX - from.current.x);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLHRElement>) => {
    const by = keySteps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(widthOf(event.currentTarget) + by);
  };
  return (
    <hr
      aria-label={`Width of ${column.name}`}
      aria-orientation="vertical"
      aria-valuemin={leastWidth}
      aria-valuemax={mostWidth}
      aria-valuenow={width ?? column.least}
      className="absolute top-0 right-0 m-0 h-full w-2 cursor-col-resize touch-none border-0 border-line-strong border-r opacity-0 hover:opacity-100 focus-visible:opacity-100"
      onKeyDown={onKeyDown}
      onLostPointerCapture={() => {
        from.current = null;
      }}
      onPointerDown={begin}
      onPointerMove={move}
      tabIndex={0}
    />
  );
}
