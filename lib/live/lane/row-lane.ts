// The flows of one store that a filter lets through, counted exactly, the newest known by their place in the log: first
// those the log holds, newest first, then those that come.
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { isDenial } from '@/lib/flow/questions';
import type { Searching } from '@/lib/live/lane/fold-lane';
import { inSlices } from '@/lib/live/slices';
import type { FlowLog, LogEntry } from '@/lib/live/store/flow-log';
import type { Matcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import type { FlowBytes } from '@/lib/relay/relay';

export interface RowLaneOptions {
  readonly store: Store;
  /** null lets everything through. */
  readonly matches: Matcher | null;
  /** Flows outside of it are not even counted as left out; absent: there is no outside. */
  readonly within?: Matcher | undefined;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
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

export interface RowLane extends Searching {
  /** All since the lane began, what the log held then included as far as it has been searched. */
  counts(): LaneCounts;
  /** The same for what the log holds now. */
  heldCounts(): LaneCounts;
  /**
   * Sequence numbers of the newest matches after the mark, newest first: at most `limit`, and at most `older` of those
   * that were there before the lane.
   */
  newest(mark: LaneMark, limit: number, older: number): { readonly seqs: readonly number[]; readonly mark: LaneMark };
}

/** As many rows as one frame may carry. */
const ringSize = 1000;

export function createRowLane(options: RowLaneOptions): RowLane {
  const { store, matches, fromMs, toMs } = options;
  const isOpen = !matches && fromMs === Number.NEGATIVE_INFINITY && toMs === Number.POSITIVE_INFINITY;
  return isOpen ? createOpenLane(store) : createFilterLane(options);
}

/** Everything: the log itself knows how many, and nothing needs to be read. */
function createOpenLane({ log }: Store): RowLane {
  const begunSeq = log.nextSeq();
  const before = log.figures().flows;
  const back = [...firstOf(log.newestFirst(null), ringSize)].flatMap((entry) => entry?.seq ?? []);
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

function createFilterLane({ store, matches, within, fromMs, toMs }: RowLaneOptions): RowLane {
  const { log, codec } = store;
  const tally = createTally(log);
  const ring = new Float64Array(ringSize);
  const back: number[] = [];
  const abort = new AbortController();
  let live = 0;
  let searchedToMs: EpochMs | null = Number.POSITIVE_INFINITY;

  /** Counts the flow and says whether it belongs to the lane. */
  function look(facts: FlowFacts, bytes: FlowBytes, seq: number, denial: boolean): boolean {
    const belongs = !matches || matches(facts, bytes);
    if (!belongs && within && !within(facts, bytes)) return false;
    tally.add(seq, belongs ? 'matched' : 'hidden');
    if (!belongs && denial) tally.add(seq, 'hiddenDenials');
    return belongs;
  }

  const stop = store.listen((facts, atMs, seq, denial, _alike, bytes) => {
    if (atMs < fromMs || atMs > toMs || !look(facts, bytes, seq, denial)) return;
    ring[live % ringSize] = seq;
    live += 1;
  });

  /** False ends the search. */
  function lookBack({ bytes, atMs, seq }: LogEntry): boolean {
    if (atMs < fromMs) return false;
    searchedToMs = atMs;
    const facts = codec.facts(bytes);
    if (look(facts, bytes, seq, isDenial(facts)) && back.length < ringSize) back.push(seq);
    return true;
  }

  async function search() {
    const end = Number.isFinite(toMs) ? { atMs: toMs, seq: Number.POSITIVE_INFINITY } : null;
    await inSlices(log.newestFirst(end, log.nextSeq()), lookBack, abort.signal);
    searchedToMs = null;
  }

  return {
    counts: tally.total,
    heldCounts: tally.held,
    newest(mark, limit, older) {
      const count = Math.min(live - mark.live, ringSize, limit);
      const seqs = Array.from({ length: count }, (_, index) => ring[(live - 1 - index) % ringSize] ?? 0);
      seqs.push(...back.slice(mark.back, mark.back + Math.min(older, limit - count)));
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

interface Tally {
  add(seq: number, key: keyof LaneCounts): void;
  total(): LaneCounts;
  held(): LaneCounts;
}

type Counts = { -readonly [Key in keyof LaneCounts]: LaneCounts[Key] };

/** Counts apart for what the log will drop together, so that what it still holds is known without a look at it. */
function createTally(log: FlowLog): Tally {
  const none = (): Counts => ({ matched: 0, hidden: 0, hiddenDenials: 0 });
  const total = none();
  const slabs = new Map<number, Counts>();

  function slabOf(seq: number): Counts {
    const start = log.slabStart(seq);
    const known = slabs.get(start) ?? none();
    slabs.set(start, known);
    return known;
  }

  return {
    add(seq, key) {
      total[key] += 1;
      slabOf(seq)[key] += 1;
    },
    total: () => ({ ...total }),
    held() {
      const firstSeq = log.firstSeq();
      for (const start of slabs.keys()) if (start < firstSeq) slabs.delete(start);
      return addCounts(slabs.values());
    },
  };
}

export function addCounts(all: Iterable<LaneCounts>): LaneCounts {
  const sum = { matched: 0, hidden: 0, hiddenDenials: 0 };
  for (const { matched, hidden, hiddenDenials } of all) {
    sum.matched += matched;
    sum.hidden += hidden;
    sum.hiddenDenials += hiddenDenials;
  }
  return sum;
}
