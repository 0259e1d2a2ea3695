'use client';

// How the flow table is laid out: columns and sorting from the link, else as this browser remembers them.
import { useEffect, useMemo } from 'react';
import { usePreference } from '@/app/workspace/use-preference';
import { useView } from '@/app/workspace/use-view';
import type { TableLook } from '@/components/flow-table/flow-table';
import { columnsOf, resized, type Sorting, unknownColumns, type Widths } from '@/components/flow-table/layout';
import { type TimeStyle, timeStyles, timeText } from '@/components/flow-table/time-text';
import { useFlowSorting } from '../use-flow-sorting';

export const densities = ['compact', 'default', 'relaxed'] as const;
type Density = (typeof densities)[number];
const rowHeights: Record<Density, number> = { compact: 24, default: 28, relaxed: 36 };

export interface Table {
  readonly look: TableLook & { readonly sorting: Sorting | null };
  /** Ids of the columns in their order. */
  readonly columns: readonly string[];
  /** Columns that the link shows or sorts by, and that there are none of. */
  readonly unknown: readonly string[];
  readonly density: Density;
  readonly time: TimeStyle;
  readonly setColumns: (ids: readonly string[] | null) => void;
  readonly sortBy: (column: string) => void;
  readonly newestFirst: () => void;
  readonly resize: (column: string, pixels: number) => void;
  readonly nextDensity: () => void;
  readonly setTime: (time: TimeStyle) => void;
}

/** `nowMs` is what "ago" counts from. */
export function useTable(nowMs: number): Table {
  const { view, embed, change } = useView();
  const { sorting, sortBy, newestFirst, unknown } = useFlowSorting();
  const [remembered, remember] = usePreference('flows.columns', null, isColumns);
  const [widths, setWidths] = usePreference('flows.widths', noWidths, isWidths);
  const [density, setDensity] = usePreference<Density>('flows.density', 'compact', isDensity);
  const [time, setTime] = usePreference<TimeStyle>('flows.time', 'utc', isTimeStyle);
  const ids = view.cols ?? (embed === null ? remembered : null);
  const isUnsaid = view.cols !== ids || (view.sort === null && sorting !== null);
  useEffect(() => {
    // What this browser remembers is seen, so it is in the address as well: whoever gets the link sees the same.
    if (isUnsaid) change({ cols: ids, sort: view.sort ?? sorting }, 'replace');
  }, [isUnsaid, ids, sorting, view.sort, change]);
  const columns = useMemo(() => columnsOf(ids), [ids]);
  const since = time === 'ago' ? nowMs : 0;
  const text = useMemo(() => timeText(time, since), [time, since]);
  const look = useMemo(
    () => ({ columns, chosen: ids !== null, widths, sorting, rowHeight: rowHeights[density], time: text }),
    [columns, ids, widths, sorting, density, text],
  );
  return {
    look,
    columns: columns.map(({ id }) => id),
    unknown: [...unknownColumns(view.cols), ...unknown],
    density,
    time,
    setColumns(chosen) {
      if (embed === null) remember(chosen);
      change({ cols: chosen }, 'replace');
    },
    sortBy,
    newestFirst,
    resize: (column, pixels) => setWidths(resized(widths, column, pixels)),
    nextDensity: () => setDensity(densities[(densities.indexOf(density) + 1) % densities.length] ?? 'compact'),
    setTime,
  };
}

const noWidths: Widths = {};

function isColumns(value: unknown): value is readonly string[] | null {
  return value === null || (Array.isArray(value) && value.every((id) => typeof id === 'string'));
}

function isWidths(value: unknown): value is Widths {
  return typeof value === 'object' && value !== null && Object.values(value).every(Number.isFinite);
}

const isDensity = (value: unknown): value is Density => densities.some((known) => known === value);
const isTimeStyle = (value: unknown): value is TimeStyle => timeStyles.some((known) => known === value);
