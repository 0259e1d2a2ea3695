// The buckets of a rollup, in the order of time.
import type { EpochMs } from '@/lib/flow/flow';
import type { Row, RowDims } from '@/lib/rollup/row';

/** A row within one bucket. `undrained` of its events were not yet given out by `drainChanges`. */
export interface BucketRow extends Row {
  readonly undrained: number;
}

export interface RollupBucket {
  readonly startMs: EpochMs;
  /** By `dims.index`. */
  readonly rows: ReadonlyMap<number, BucketRow>;
}

/** A row as long as some bucket holds it. */
export interface RowEntry {
  readonly dims: RowDims;
  /** Buckets that hold the row; without any it is forgotten. */
  uses: number;
  /** Its counter in the bucket it was last counted in: the next flow is nearly always counted there too. */
  last: Counter | null;
}

/** A bucket's row as the rollup counts in it. */
export interface Counter extends BucketRow {
  readonly entry: RowEntry;
  readonly bucketMs: EpochMs;
  events: number;
  firstMs: EpochMs;
  lastMs: EpochMs;
  undrained: number;
  request: string | undefined;
}

export interface Bucket extends RollupBucket {
  readonly rows: Map<number, Counter>;
  readonly conversations: Set<string>;
  /** Flows counted in "other" for want of room. */
  overflow: number;
}

export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface Buckets {
  /** The bucket of this time, new if need be. */
  at(timeMs: EpochMs): Bucket;
  has(startMs: EpochMs): boolean;
  /** All that there are, oldest first. */
  sorted(): readonly Bucket[];
  align(fromMs: EpochMs, toMs: EpochMs): Span;
  between(fromMs?: EpochMs, toMs?: EpochMs): readonly Bucket[];
  /** Takes out those that end at or before this time. */
  take(beforeMs: EpochMs): readonly Bucket[];
}

export function createBuckets(bucketMs: number): Buckets {
  const buckets = new Map<EpochMs, Bucket>();
  let inOrder: readonly Bucket[] | null = null;

  function at(timeMs: EpochMs): Bucket {
    const startMs = Math.floor(timeMs / bucketMs) * bucketMs;
    const known = buckets.get(startMs);
    if (known) return known;
    const made: Bucket = { startMs, rows: new Map(), conversations: new Set(), overflow: 0 };
    buckets.set(startMs, made);
    inOrder = null;
    return made;
  }

  function sorted(): readonly Bucket[] {
    inOrder ??= [...buckets.values()].sort((a, b) => a.startMs - b.startMs);
    return inOrder;
  }

  function align(fromMs: EpochMs, toMs: EpochMs): Span {
    return { fromMs: Math.floor(fromMs / bucketMs) * bucketMs, toMs: Math.ceil(toMs / bucketMs) * bucketMs };
  }

  function between(fromMs: EpochMs = -Infinity, toMs: EpochMs = Infinity): readonly Bucket[] {
    const span = align(fromMs, toMs);
    return sorted().filter(({ startMs }) => startMs >= span.fromMs && startMs < span.toMs);
  }

  function take(beforeMs: EpochMs): readonly Bucket[] {
    const taken = sorted().filter(({ startMs }) => startMs + bucketMs <= beforeMs);
    for (const { startMs } of taken) buckets.delete(startMs);
    if (taken.length > 0) inOrder = null;
    return taken;
  }

  return { at, has: (startMs) => buckets.has(startMs), sorted, align, between, take };
}

interface Summed extends Row {
  events: number;
  firstMs: EpochMs;
  lastMs: EpochMs;
  request: string | undefined;
}

/** Rows summed over buckets, oldest first. */
export function summed(buckets: Iterable<RollupBucket>): Row[] {
  const sums = new Map<number, Summed>();
  for (const bucket of buckets) {
    for (const { dims, events, firstMs, lastMs, request } of bucket.rows.values()) {
      const sum = sums.get(dims.index);
      if (sum === undefined) {
        sums.set(dims.index, { dims, events, firstMs, lastMs, request });
        continue;
      }
      sum.events += events;
      if (firstMs < sum.firstMs) sum.firstMs = firstMs;
      if (lastMs > sum.lastMs) sum.lastMs = lastMs;
      // The buckets come oldest first.
      sum.request = request ?? sum.request;
    }
  }
  return [...sums.values()];
}
