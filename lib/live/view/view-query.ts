// What a view is asked for, with everything resolved.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import type { WatchQuery } from '@/lib/live/live';
import type { Store } from '@/lib/live/store/store';

export interface ViewQuery extends WatchQuery {
  /** What the scope's cluster stands for, and its times with `-Infinity` and `Infinity` for open ends. */
  readonly stores: readonly Store[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** What the stores' flows must still be asked: less than was asked of the view where they hold nothing else. */
  readonly filter: Filter;
  /** Resolves when the stores hold what can be had at once. */
  readonly ready: Promise<unknown>;
}
