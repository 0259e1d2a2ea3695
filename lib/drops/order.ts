// The columns of the drop table and what each sorts by; and what stands first where nobody chose.
import { dropOrder, trendChange, trendOf } from '@/lib/drops/diff';
import type { DropGroup } from '@/lib/drops/group';
import { entityLabel } from '@/lib/flow/entity-text';

export interface DropColumn {
  readonly name: string;
  /** null comes last, whichever way is sorted. */
  readonly of: (group: DropGroup, unknown: number) => string | number | null;
  /** The way in which the first press sorts. */
  readonly descending: boolean;
}

const text = (name: string, of: (group: DropGroup) => string): DropColumn => ({
  name,
  of: (group) => of(group) || null,
  descending: false,
});

const figure = (name: string, of: (group: DropGroup, unknown: number) => number | null): DropColumn => ({
  name,
  of,
  descending: true,
});

export const dropColumns = {
  source: text('Source', ({ source }) => `${entityLabel(source)} ${source.namespace}`),
  destination: text('Destination', ({ destination }) => `${entityLabel(destination)} ${destination.namespace}`),
  port: { ...figure('Port', ({ port }) => port || null), descending: false },
  direction: text('Direction', ({ direction }) => direction),
  reason: text('Reason', ({ reasonText, request = '' }) => `${reasonText} ${request}`),
  policy: text('Policy', ({ policies }) => policies.join(', ')),
  drops: figure('Drops', ({ count }) => count),
  share: figure('Share', ({ count, conversationFlows }) => (conversationFlows > 0 ? count / conversationFlows : null)),
  rate: figure('Rate', ({ perSecond }) => perSecond),
  trend: figure('Trend', trendKey),
  last: figure('Last seen', ({ lastMs }) => lastMs),
  first: figure('First seen', ({ firstMs }) => firstMs),
} as const satisfies Record<string, DropColumn>;
export type DropColumnId = keyof typeof dropColumns;

/** What audit mode lets pass is not dropped yet. */
export const dropColumnName = (id: DropColumnId, audited: boolean): string =>
  audited && id === 'drops' ? 'Would be dropped' : dropColumns[id].name;

export const isDropColumn = (id: string): id is DropColumnId => Object.hasOwn(dropColumns, id);

/** New is more than any rise; what stopped has no trend. */
function trendKey(group: DropGroup, unknown: number): number | null {
  const trend = trendOf(group, unknown);
  if (trend === 'stopped') return null;
  return trend === 'new' ? Number.MAX_VALUE : (trendChange(group, unknown) ?? 0);
}

export interface DropSorting {
  readonly column: string;
  readonly descending: boolean;
}

/** What a press on the head of a column makes of the sorting: one way, the other, and back to what matters first. */
export function nextDropSorting(sorting: DropSorting | null, column: DropColumnId): DropSorting | null {
  const { descending } = dropColumns[column];
  if (sorting?.column !== column) return { column, descending };
  return sorting.descending === descending ? { column, descending: !descending } : null;
}

/**
 * A new list. Without a sorting, or by a column that there is none of, what matters first; groups that say the same keep
 * that order. So many `unknown` points at the start of trends are left out of them.
 */
export function sortedDrops(
  groups: readonly DropGroup[],
  sorting: DropSorting | null,
  unknown = 0,
): readonly DropGroup[] {
  const first = groups.toSorted(dropOrder(unknown));
  if (sorting === null || !isDropColumn(sorting.column)) return first;
  const { of } = dropColumns[sorting.column];
  const keys = new Map(first.map((group) => [group, of(group, unknown)]));
  const way = sorting.descending ? -1 : 1;
  return first.sort((a, b) => compareKeys(keys.get(a) ?? null, keys.get(b) ?? null, way));
}

function compareKeys(a: string | number | null, b: string | number | null, way: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * way;
  return byName.compare(String(a), String(b)) * way;
}

const byName = new Intl.Collator('en', { numeric: true });
