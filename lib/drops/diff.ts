// The order of drop groups, what changed between two lists of them, and a list with a change put in.
import type { DropGroup, DropsDiff } from '@/lib/drops/group';
import { applyKeyedDiff, byId, diffKeyed } from '@/lib/rollup/keyed-diff';

export function diffDrops(previous: readonly DropGroup[], next: readonly DropGroup[]): DropsDiff {
  return diffKeyed(previous, next);
}

/** Sorted; groups the diff does not name stay the same objects. */
export function applyDropsDiff(groups: readonly DropGroup[], diff: DropsDiff): readonly DropGroup[] {
  return applyKeyedDiff(groups, diff, compareDropGroups);
}

/**
 * - `new`      nothing of it in the older half of the window
 * - `rising`   at least half as much again in the newer half as in the older one · `falling` the reverse
 * - `stopped`  nothing in the last minute
 *
 * `unknown` points at the start of the trend are not known in full, and nothing is compared with them.
 */
export type Trend = 'new' | 'rising' | 'steady' | 'falling' | 'stopped';

export function trendOf(group: DropGroup, unknown = 0): Trend {
  if (group.perSecond <= 0) return 'stopped';
  const known = group.trend.slice(unknown);
  const [older, newer] = halves(known);
  if (older === 0) return unknown === 0 || known.length >= leastKnown ? 'new' : 'steady';
  if (newer >= older * 1.5) return 'rising';
  return older >= newer * 1.5 ? 'falling' : 'steady';
}

/** Denials in the newer half of the window against the older one: 3.1 is 310% more. Null where that says nothing. */
export function trendChange(group: DropGroup, unknown = 0): number | null {
  const [older, newer] = halves(group.trend.slice(unknown));
  return older === 0 ? null : newer / older - 1;
}

function halves(trend: readonly number[]): [older: number, newer: number] {
  const middle = Math.floor(trend.length / 2);
  const sum = (buckets: readonly number[]) => buckets.reduce((total, count) => total + count, 0);
  return [sum(trend.slice(0, middle)), sum(trend.slice(middle))];
}

const trendRank: Record<Trend, number> = { new: 0, rising: 1, steady: 2, falling: 2, stopped: 3 };

/** With less known than two minutes in quarters nothing can be called new. */
const leastKnown = 8;

/** What one looks at first stands first: new, rising, then by rate and count; stopped after them, noise last. */
export const compareDropGroups = dropOrder(0);

/** The same where the first points of trends are not known. Each group's trend is looked at once. */
export function dropOrder(unknown: number): (a: DropGroup, b: DropGroup) => number {
  const ranks = new WeakMap<DropGroup, number>();
  const rankOf = (group: DropGroup): number => {
    const rank = ranks.get(group) ?? trendRank[trendOf(group, unknown)];
    ranks.set(group, rank);
    return rank;
  };
  return (a, b) =>
    Number(a.class === 'noise') - Number(b.class === 'noise') ||
    rankOf(a) - rankOf(b) ||
    b.perSecond - a.perSecond ||
    b.count - a.count ||
    byId(a, b);
}
