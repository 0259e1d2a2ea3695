// The flows of one store that a filter lets through, folded into a rollup of their own because the store's cannot
// answer: first those the log holds, newest first, then those that come.
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { inSlices } from '@/lib/live/slices';
import type { Matcher } from '@/lib/live/store/matcher';
import type { SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Store } from '@/lib/live/store/store';
import type { FlowBytes } from '@/lib/relay/relay';

/** A search through the log that a lane begins with. */
export interface Searching {
  /** From when on the lane knows all flows; null once the search is over. */
  searchedToMs(): EpochMs | null;
  /** Resolves when the search is over. */
  readonly searched: Promise<void>;
  close(): void;
}

export interface FoldLaneOptions {
  readonly store: Store;
  readonly matches: Matcher;
  readonly into: SharedRollup;
  readonly nowMs: EpochMs;
}

export function createFoldLane({ store, matches, into, nowMs }: FoldLaneOptions): Searching {
  const { log, codec } = store;
  const abort = new AbortController();
  const oldestMs = nowMs - store.retentionMs;
  let searchedToMs: EpochMs | null = Number.POSITIVE_INFINITY;

  const fold = (facts: FlowFacts, bytes: FlowBytes, atMs: EpochMs, alike = 0) => {
    if (matches(facts, bytes)) into.fold(facts, atMs, alike);
  };
  const stop = store.listen((facts, atMs, _seq, _denial, alike, bytes) => fold(facts, bytes, atMs, alike));

  async function search() {
    const entries = log.newestFirst(null, log.nextSeq());
    await inSlices(
      entries,
      ({ bytes, atMs }) => {
        if (atMs < oldestMs) return false;
        searchedToMs = atMs;
        fold(codec.facts(bytes), bytes, atMs);
        return true;
      },
      abort.signal,
    );
    searchedToMs = null;
  }

  return {
    searchedToMs: () => searchedToMs,
    searched: search(),
    close() {
      abort.abort();
      stop();
    },
  };
}
