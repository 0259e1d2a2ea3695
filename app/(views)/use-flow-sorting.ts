'use client';

// In which order flows stand: as the link says, else as this browser remembers it, else newest first.
import { usePreference } from '@/app/workspace/use-preference';
import { useView } from '@/app/workspace/use-view';
import { nextSorting, type Sorting, sortingOf, unknownColumns } from '@/components/flow-table/layout';

export interface FlowSorting {
  /** null is newest first. */
  readonly sorting: Sorting | null;
  /** What the link sorts by and that there is none of. */
  readonly unknown: readonly string[];
  readonly sortBy: (column: string) => void;
  readonly newestFirst: () => void;
}

/** In a frame of another page only the link says it: what one reader likes must not change what a portal shows. */
export function useFlowSorting(): FlowSorting {
  const { view, embed, change } = useView();
  const [remembered, remember] = usePreference('flows.sort', null, isSorting);
  const unknown = unknownColumns(view.sort && [view.sort.column]);
  const asked = unknown.length > 0 ? null : view.sort;
  const sorting = sortingOf(asked ?? (embed === null ? remembered : null));
  const choose = (next: Sorting | null) => {
    if (embed === null) remember(next);
    // No step of its own: what is remembered is not undone by going back.
    change({ sort: next }, 'replace');
  };
  return {
    sorting,
    unknown,
    sortBy: (column) => choose(nextSorting(sorting, column)),
    newestFirst: () => choose(null),
  };
}

function isSorting(value: unknown): value is Sorting | null {
  if (value === null) return true;
  const { column, descending } = value as Partial<Record<keyof Sorting, unknown>>;
  return typeof column === 'string' && typeof descending === 'boolean';
}
