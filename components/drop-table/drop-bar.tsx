'use client';

import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ClosingItem, Popover } from '@/components/ui/popover';
import { type DropColumnId, type DropSorting, dropColumnName, dropColumns, isDropColumn } from '@/lib/drops/order';
import { type DropGrouping, dropGroupings } from '@/lib/drops/sections';
import { formatCount } from '@/lib/flow/format';

export interface ReasonCount {
  /** As a filter says it; '' where Hubble gave none. */
  readonly reason: string;
  /** In plain words, safe to show. */
  readonly text: string;
  readonly count: number;
}

export interface DropBarProps {
  /** Most frequent first; null where no filter has words for them. */
  readonly reasons: readonly ReasonCount[] | null;
  /** Those that the filter asks for; none is all. */
  readonly chosen: readonly string[];
  /** null: all of them. */
  readonly onReason: (reason: string | null) => void;
  readonly by: DropGrouping | null;
  readonly onBy: (by: DropGrouping | null) => void;
  readonly sorting: DropSorting | null;
  readonly onSorting: (sorting: DropSorting | null) => void;
  /** It is about what audit mode let pass. */
  readonly audited?: boolean;
  /** Why the figures may be too low, one sentence; null where all of the span is known. */
  readonly partial: string | null;
}

/** Above the groups: what they are refused for, and how they are put in order. */
export function DropBar({ reasons, chosen, onReason, partial, ...order }: DropBarProps) {
  return (
    <div className="flex min-h-10 flex-none flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1">
      {reasons && <Reasons chosen={chosen} onReason={onReason} reasons={reasons} />}
      {partial && (
        <p className="flex items-center gap-1.5 text-12 text-warn-text" title={partial}>
          <Icon name="alert" size={12} />
          Span partly known
        </p>
      )}
      <span className="flex-1" />
      <span className="flex flex-wrap">
        <SortControl {...order} />
        <GroupingControl {...order} />
      </span>
    </div>
  );
}

type ReasonsProps = Pick<DropBarProps, 'chosen' | 'onReason'> & { readonly reasons: readonly ReasonCount[] };

function Reasons({ reasons, chosen, onReason }: ReasonsProps) {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own */}
      <div
        aria-label="Reasons"
        className="flex min-w-0 flex-wrap gap-1.5 max-sm:w-full max-sm:flex-nowrap max-sm:overflow-x-auto"
        role="group"
      >
        <Chip count={all} onPress={() => onReason(null)} pressed={chosen.length === 0} text="All reasons" />
        {reasons.slice(0, mostChips).map(({ reason, text, count }) => (
          <Chip
            count={count}
            key={`${reason} ${text}`}
            onPress={reason === '' ? undefined : () => onReason(chosen.includes(reason) ? null : reason)}
            pressed={chosen.includes(reason)}
            text={text}
          />
        ))}
        {reasons.length > mostChips && <MoreReasons onReason={onReason} reasons={reasons.slice(mostChips)} />}
      </div>
    </>
  );
}

const mostChips = 4;

interface ChipProps {
  readonly text: string;
  readonly count: number;
  readonly pressed: boolean;
  /** Absent where a filter has no word for it. */
  readonly onPress: (() => void) | undefined;
}

function Chip({ text, count, pressed, onPress }: ChipProps) {
  return (
    <button
      aria-pressed={pressed}
      className="inline-flex h-6 max-w-56 flex-none items-center gap-1.5 rounded-1 border border-line-strong px-2 text-12 text-muted enabled:hover:bg-hover enabled:hover:text-fg aria-pressed:border-line-control aria-pressed:bg-active aria-pressed:text-fg touch:h-8"
      disabled={!onPress}
      onClick={onPress}
      type="button"
    >
      <span className="truncate">{text}</span>
      <span className="mono-11 text-subtle">{formatCount(count)}</span>
    </button>
  );
}

function MoreReasons({ reasons, onReason }: Pick<ReasonsProps, 'reasons' | 'onReason'>) {
  return (
    <Popover
      className="w-64"
      label="More reasons"
      trigger={
        <Button size="sm" variant="ghost">
          {reasons.length} more
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      {reasons.map(({ reason, text, count }) => (
        <ClosingItem disabled={reason === ''} key={`${reason} ${text}`} onClick={() => onReason(reason)}>
          <span className="flex-1 truncate">{text}</span>
          <span className="mono-11 text-subtle">{formatCount(count)}</span>
        </ClosingItem>
      ))}
    </Popover>
  );
}

const groupingNames: Record<DropGrouping, string> = {
  reason: 'By reason',
  source: 'By source',
  destination: 'By destination',
  policy: 'By policy',
  node: 'By node',
};

function GroupingControl({ by, onBy }: Pick<DropBarProps, 'by' | 'onBy'>) {
  const item = (one: DropGrouping | null, name: string) => (
    <ClosingItem aria-pressed={one === by} data-active={one === by} key={name} onClick={() => onBy(one)}>
      {name}
      {one === by && <Icon className="ml-auto" name="check" size={12} />}
    </ClosingItem>
  );
  return (
    <Popover
      align="end"
      className="w-44"
      label="Put together"
      trigger={
        <Button size="sm" title="What groups are put together by" variant="ghost">
          {by === null ? 'Ungrouped' : groupingNames[by]}
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      {item(null, 'Ungrouped')}
      {dropGroupings.map((one) => item(one, groupingNames[one]))}
    </Popover>
  );
}

const columnIds = Object.keys(dropColumns).filter(isDropColumn);

/** On narrow screens, where heads are missing, the only way to sort. */
function SortControl({ sorting, onSorting, audited = false }: Pick<DropBarProps, 'sorting' | 'onSorting' | 'audited'>) {
  const current = sorting && isDropColumn(sorting.column) ? sorting.column : null;
  const item = (column: DropColumnId | null, name: string) => (
    <ClosingItem
      aria-pressed={column === current}
      data-active={column === current}
      key={name}
      onClick={() => onSorting(column && { column, descending: dropColumns[column].descending })}
    >
      {name}
      {column === current && <Icon className="ml-auto" name="check" size={12} />}
    </ClosingItem>
  );
  return (
    <Popover
      align="end"
      className="w-52"
      label="Order"
      trigger={
        <Button size="sm" title="What stands first" variant="ghost">
          {current === null ? mattersFirst : `By ${dropColumnName(current, audited).toLowerCase()}`}
          <Icon className="text-subtle" name="chevron-down" size={12} />
        </Button>
      }
    >
      {item(null, mattersFirst)}
      {columnIds.map((column) => item(column, dropColumnName(column, audited)))}
    </Popover>
  );
}

const mattersFirst = 'New and rising first';
