// The span of time that drop groups are of, cut into the points of their trends.
import type { EpochMs } from '@/lib/flow/flow';
import type { Row } from '@/lib/rollup/row';

/** Rows of one span of time by `dims.index`; a rollup's buckets are such. */
export interface Slice {
  readonly startMs: EpochMs;
  readonly rows: ReadonlyMap<number, Row>;
}

export interface DropsSpan {
  /** Start and end of the window, on the edges of slices. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** How long a slice is. */
  readonly stepMs: number;
  /** Those of the window that hold anything, oldest first. */
  readonly slices: readonly Slice[];
  /** How long the `recent` events of the rows took to come. */
  readonly recentMs: number;
}

/** A trend has at most so many points; in longer windows a point stands for several slices. */
export const mostTrendPoints = 60;

/** How many points the trend of a span has, and in which of them a slice is counted. */
export function trendPoints({ fromMs, toMs, stepMs }: Omit<DropsSpan, 'slices' | 'recentMs'>): {
  readonly count: number;
  readonly placeOf: (slice: Pick<Slice, 'startMs'>) => number;
} {
  const steps = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  const slicesPerPoint = Math.ceil(steps / mostTrendPoints);
  return {
    count: Math.ceil(steps / slicesPerPoint),
    placeOf: ({ startMs }) => Math.floor((startMs - fromMs) / stepMs / slicesPerPoint),
  };
}
