// A walk through buckets that goes on being counted in.
import type { EpochMs } from '@/lib/flow/flow';
import type { BucketRow } from '@/lib/rollup/buckets';
import type { RollupBucket } from '@/lib/rollup/rollup';
import type { RowChange } from '@/lib/rollup/row';
import type { Steps } from '@/lib/rollup/steps';

export interface Passage {
  over(visit: (row: BucketRow, bucket: RollupBucket) => void): Steps<void>;
  /** True for a row that is still to be visited. */
  isAhead(change: RowChange): boolean;
}

/** A walk through all rows of some buckets, in steps between which rows may change and come. */
export function createPassage(buckets: Iterable<RollupBucket>, rowsPerStep: number): Passage {
  const all = [...buckets];
  const ahead = new Set(all.map(({ startMs }) => startMs));
  const visited = new Set<number>();
  let current: EpochMs | null = null;

  function* over(visit: (row: BucketRow, bucket: RollupBucket) => void): Steps<void> {
    let left = rowsPerStep;
    for (const bucket of all) {
      ahead.delete(bucket.startMs);
      current = bucket.startMs;
      visited.clear();
      for (const row of bucket.rows.values()) {
        visit(row, bucket);
        visited.add(row.dims.index);
        left -= 1;
        if (left > 0) continue;
        yield;
        left = rowsPerStep;
      }
    }
    current = null;
  }

  return {
    over,
    isAhead: ({ bucketMs, dims }) => ahead.has(bucketMs) || (bucketMs === current && !visited.has(dims.index)),
  };
}
