// How much of what audit mode lets pass is left: what one looks at before policies are enforced.
import { trendOf } from '@/lib/drops/diff';
import type { DropGroup } from '@/lib/drops/group';

export interface BurnDown {
  /** Packets over the window, oldest first. */
  readonly points: readonly number[];
  readonly total: number;
  readonly groups: number;
  /** Groups of which nothing came in the last minute. */
  readonly quiet: number;
  /** Packets in the older and in the newer half of the window. */
  readonly older: number;
  readonly newer: number;
}

/** Trends of one answer are of equal length. */
export function burnDown(groups: readonly DropGroup[]): BurnDown {
  const length = Math.max(0, ...groups.map(({ trend }) => trend.length));
  const points = Array.from({ length }, (_, at) => sum(groups.map(({ trend }) => trend[at] ?? 0)));
  const middle = Math.floor(length / 2);
  return {
    points,
    total: sum(groups.map(({ count }) => count)),
    groups: groups.length,
    quiet: groups.filter((group) => trendOf(group) === 'stopped').length,
    older: sum(points.slice(0, middle)),
    newer: sum(points.slice(middle)),
  };
}

/** Which way it goes, one clause. */
export function burnDownText({ older, newer, total }: BurnDown): string {
  if (total === 0) return 'nothing would be refused';
  if (newer === 0) return 'nothing in the newer half of the range';
  if (older === 0) return 'all of it in the newer half of the range';
  const change = Math.round((newer / older - 1) * 100);
  if (change === 0) return 'as many in the newer half of the range as in the older';
  return `${Math.abs(change)}% ${change < 0 ? 'fewer' : 'more'} in the newer half of the range than in the older`;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
