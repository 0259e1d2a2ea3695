// What a view is asked for, with everything resolved.
import type { EpochMs } from '@/lib/flow/flow';
import type { WatchQuery } from '@/lib/live/live';
import type { Store } from '@/lib/live/store';

export interface ViewQuery extends WatchQuery {
  /** What the scope's cluster stands for, and its times with `-Infinity` and `Infinity` for open ends. */
  readonly stores: readonly Store[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}
