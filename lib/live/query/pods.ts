// Which pods stand behind the nodes of a map: from what stores remember of pods, which reaches back as far as pictures do.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import type { Grouping } from '@/lib/graph/graph';
import { type PodSpan, seenPods } from '@/lib/graph/seen-pods';
import type { PodsSeen, Span } from '@/lib/live/live';
import { newestOfAll } from '@/lib/live/query/page';
import type { HeldScope } from '@/lib/live/scope';
import { inSlices, inTurns } from '@/lib/live/slices';
import { compileMatcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import { spanOf } from '@/lib/live/store/stores';
import { type BookedPod, createPodBook } from '@/lib/rollup/pod-book';

export interface AskedPods {
  readonly group: Grouping;
  /** Only pods of flows that match, which are looked for in the logs; null: of all flows. */
  readonly filter: Filter | null;
}

/** As long as pictures reach back that are not told from when. */
const usualMs = 15 * 60_000;
const mostNodes = 5_000;
/** Flows that are looked through where a filter limits what may be told. */
const mostFlows = 20_000;

export async function answerPods(
  scope: HeldScope,
  { group, filter }: AskedPods,
  nowMs: EpochMs,
): Promise<Span & PodsSeen> {
  const toMs = Math.min(scope.toMs, nowMs);
  const span = { fromMs: Number.isFinite(scope.fromMs) ? scope.fromMs : toMs - usualMs, toMs };
  const found = filter ? await inLogs(scope, span, filter) : inBooks(scope.stores, span);
  // Clocks ahead of ours count in pictures as well.
  const counted = { ...span, toMs: scope.toMs };
  const seen = await inTurns(seenPods(found.pods, group, counted));
  const pods = seen.sort((a, b) => b.pods - a.pods || (a.id < b.id ? -1 : 1));
  const told = spanOf(scope.stores, span.fromMs, Math.max(span.fromMs, toMs), { searchedToMs: 0, rows: false });
  return {
    ...told,
    complete: told.complete && found.isWhole,
    pods: pods.slice(0, mostNodes),
    more: pods.length > mostNodes,
  };
}

interface Found {
  readonly pods: Iterable<BookedPod>;
  readonly isWhole: boolean;
}

function inBooks(stores: readonly Store[], { fromMs }: PodSpan): Found {
  const books = new Set(stores.map(({ pods }) => pods));
  return {
    pods: (function* () {
      for (const book of books) yield* book.pods();
    })(),
    isWhole: [...books].every((book) => book.wholeSinceMs() < fromMs),
  };
}

async function inLogs({ stores, toMs }: HeldScope, { fromMs }: PodSpan, filter: Filter): Promise<Found> {
  const book = createPodBook();
  const matchers = new Map(stores.map((store) => [store, compileMatcher(filter, store.codec)]));
  const starts = stores.map(() => (Number.isFinite(toMs) ? { atMs: toMs, seq: Number.POSITIVE_INFINITY } : null));
  let looked = 0;
  await inSlices(newestOfAll(stores, starts), ({ store, entry }) => {
    if (entry.atMs < fromMs || looked === mostFlows) return false;
    looked += 1;
    const facts = store.codec.facts(entry.bytes);
    if (matchers.get(store)?.(facts, entry.bytes)) book.see(facts, entry.atMs);
    return true;
  });
  return { pods: book.pods(), isWhole: looked < mostFlows && stores.every((store) => store.rowsSinceMs() <= fromMs) };
}
