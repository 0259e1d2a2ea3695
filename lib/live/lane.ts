// The flows of one store that a filter lets through: either counted exactly, the newest known by their place in the log,
// or folded into a rollup of their own where the store's cannot answer. First those the log holds, then those that come.
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { isDenial } from '@/lib/flow/questions';
import type { LogEntry } from '@/lib/live/flow-log';
import type { SharedRollup } from '@/lib/live/shared-rollup';
import { inSlices } from '@/lib/live/slices';
import type { Store } from '@/lib/live/store';
import type { FlowBytes } from '@/lib/relay/relay';

export interface LaneOptions {
  readonly store: Store;
  /** null lets everything through. */
  readonly matches: ((facts: FlowFacts) => boolean) | null;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** Given, matching flows are folded into it and not counted; null: they are counted. */
  readonly shared: SharedRollup | null;
  readonly nowMs: EpochMs;
}

/** Flows counted. `hidden` are those the filter left out, `hiddenDenials` the denials among them. */
export interface LaneCounts {
  readonly matched: number;
  readonly hidden: number;
  readonly hiddenDenials: number;
}

/** How far a reader of the lane's rows has come. */
export interface LaneMark {
  readonly live: number;
  readonly back: number;
}

export const startOfLane: LaneMark = { live: 0, back: 0 };

export interface Lane {
  /** All since the lane began, what the log held then included as far as it has been searched. */
  counts(): LaneCounts;
  /** The same for what the log holds now. */
  heldCounts(): LaneCounts;
  /**
   * Sequence numbers of the newest matches after the mark, newest first: at most `limit`, and at most `older` of those
   * that were there before the lane.
   */
  newest(mark: LaneMark, limit: number, older: number): { readonly seqs: readonly number[]; readonly mark: LaneMark };
  /** From when on the lane knows all flows; null once the search through the log is over. */
  searchedToMs(): EpochMs | null;
  /** Resolves when the search is over. */
  readonly searched: Promise<void>;
  close(): void;
}

interface Counts {
  matched: number;
  hidden: number;
  hiddenDenials: number;
}

/** As many rows as one frame may carry. */
const ringSize = 1000;

export function createLane(options: LaneOptions): Lane {
  const isOpen =
    !options.matches &&
    !options.shared &&
    options.fromMs === Number.NEGATIVE_INFINITY &&
    options.toMs === Number.POSITIVE_INFINITY;
  return isOpen ? createOpenLane(options.store) : createFilterLane(options);
}

/** Everything: the log itself knows how many, and nothing needs to be read. */
function createOpenLane({ log }: Store): Lane {
  const begunSeq = log.nextSeq();
  const before = log.figures().flows;
  const back = [...firstOf(log.newestFirst(null), ringSize)].map(({ seq }) => seq);
  return {
    counts: () => ({ matched: before + log.nextSeq() - begunSeq, hidden: 0, hiddenDenials: 0 }),
    heldCounts: () => ({ matched: log.figures().flows, hidden: 0, hiddenDenials: 0 }),
    newest(mark, limit, older) {
      const live = log.nextSeq() - begunSeq;
      const count = Math.min(live - mark.live, limit);
      const seqs = Array.from({ length: count }, (_, index) => begunSeq + live - 1 - index);
      seqs.push(...back.slice(mark.back, mark.back + Math.min(older, limit - count)));
      return { seqs, mark: { live, back: back.length } };
    },
    searchedToMs: () => null,
    searched: Promise.resolve(),
    close() {},
  };
}

function* firstOf<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left <= 0) return;
    left -= 1;
    yield item;
  }
}

function createFilterLane(options: LaneOptions): Lane {
  const { store, matches, fromMs, toMs, shared } = options;
  const { log, codec } = store;
  const total: Counts = { matched: 0, hidden: 0, hiddenDenials: 0 };
  const slabs = new Map<number, Counts>();
  const ring = new Float64Array(ringSize);
  const back: number[] = [];
  let live = 0;
  let searchedToMs: EpochMs | null = Number.POSITIVE_INFINITY;
  const abort = new AbortController();

  function count(seq: number, key: keyof Counts) {
    total[key] += 1;
    const start = log.slabStart(seq);
    const slab = slabs.get(start);
    if (slab) slab[key] += 1;
    else slabs.set(start, { matched: 0, hidden: 0, hiddenDenials: 0, [key]: 1 });
  }

  /** Counts the flow and says whether it belongs to the lane. */
  function look(facts: FlowFacts, atMs: EpochMs, seq: number, isDenied: boolean): boolean {
    if (atMs < fromMs || atMs > toMs) return false;
    if (!matches || matches(facts)) {
      count(seq, 'matched');
      return true;
    }
    count(seq, 'hidden');
    if (isDenied) count(seq, 'hiddenDenials');
    return false;
  }

  const stop = store.listen((facts, atMs, seq, denial) => {
    if (shared) return fold(facts, atMs);
    if (!look(facts, atMs, seq, denial)) return;
    ring[live % ringSize] = seq;
    live += 1;
  });

  function fold(facts: FlowFacts, atMs: EpochMs) {
    if (atMs >= fromMs && atMs <= toMs && (!matches || matches(facts))) shared?.fold(facts, atMs);
  }

  /** False ends the search. */
  function lookBack({ bytes, atMs, seq }: LogEntry): boolean {
    if (atMs < fromMs || (shared && atMs < options.nowMs - store.retentionMs)) return false;
    searchedToMs = atMs;
    if (shared) fold(codec.facts(bytes), atMs);
    else if (!matches) count(seq, 'matched');
    else if (!lookAt(bytes, atMs, seq)) return true;
    if (back.length < ringSize) back.push(seq);
    return true;
  }

  function lookAt(bytes: FlowBytes, atMs: EpochMs, seq: number): boolean {
    const facts = codec.facts(bytes);
    return look(facts, atMs, seq, isDenial(facts));
  }

  async function search() {
    const end = Number.isFinite(toMs) ? { atMs: toMs, seq: Number.POSITIVE_INFINITY } : null;
    await inSlices(log.newestFirst(end, log.nextSeq()), lookBack, abort.signal);
    searchedToMs = null;
  }

  return {
    counts: () => ({ ...total }),
    heldCounts() {
      const firstSeq = log.firstSeq();
      for (const start of slabs.keys()) if (start < firstSeq) slabs.delete(start);
      return sumOf(slabs.values());
    },
    newest(mark, limit, older) {
      const seqs: number[] = [];
      for (let at = live - 1; at >= Math.max(mark.live, live - ringSize) && seqs.length < limit; at -= 1) {
        seqs.push(ring[at % ringSize] ?? 0);
      }
      seqs.push(...back.slice(mark.back, mark.back + Math.min(older, limit - seqs.length)));
      return { seqs, mark: { live, back: back.length } };
    },
    searchedToMs: () => searchedToMs,
    searched: search(),
    close() {
      abort.abort();
      stop();
    },
  };
}

function sumOf(all: Iterable<Counts>): Counts {
  const sum = { matched: 0, hidden: 0, hiddenDenials: 0 };
  for (const { matched, hidden, hiddenDenials } of all) {
    sum.matched += matched;
    sum.hidden += hidden;
    sum.hiddenDenials += hiddenDenials;
  }
  return sum;
}
