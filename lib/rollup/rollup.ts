// Flows folded into rows of 15-second buckets. A flow is folded once, whatever the number of readers.
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { requestOf } from '@/lib/flow/request';
import { type Counter, createBuckets, type RollupBucket, type RowEntry, type Span, summed } from '@/lib/rollup/buckets';
import { createCounters } from '@/lib/rollup/counters';
import { createListeners } from '@/lib/rollup/listeners';
import type { Row, RowChange, RowDims } from '@/lib/rollup/row';
import { createRowMemo } from '@/lib/rollup/row-memo';
import { createRowTable } from '@/lib/rollup/row-table';
import { type EntityOf, type Sighting, sightingOf, workloadOf } from '@/lib/rollup/sighting';

export type { RollupBucket };

export interface RollupOptions {
  readonly bucketMs?: number;
  /** Flows older than this are counted when they arrive; `Infinity` for captures. */
  readonly retentionMs?: number;
  /** Per bucket; flows of further conversations are counted in one called "other". */
  readonly maxConversations?: number;
  /** Who stands at an end, for rollups by pod, node …; the workload unless given. */
  readonly entityOf?: EntityOf;
}

export interface Rollup {
  readonly bucketMs: number;
  /**
   * Counts the flow (as `weight` flows) and says in which row. `alike` is equal for flows that are likely to be counted
   * in the same row, and makes that cheap where their endpoints and names are the same objects; 0 when it is not known.
   */
  fold(flow: FlowFacts, arrivedMs: EpochMs, nowMs?: EpochMs, alike?: number): RowDims;
  /** Counts what another rollup has counted in one of its buckets, as a row that may be another than there. */
  add(sighting: Sighting, count: RowChange): void;
  /** Rows summed over the buckets that `align` gives. */
  rows(fromMs?: EpochMs, toMs?: EpochMs): Row[];
  /** The buckets between two times (both aligned, `to` excluded), oldest first; empty ones are left out. */
  buckets(fromMs?: EpochMs, toMs?: EpochMs): Iterable<RollupBucket>;
  /** The span widened to the edges of buckets: what a query for it really covers. */
  align(fromMs: EpochMs, toMs: EpochMs): Span;
  /** What was folded since the last call. Changes of buckets expired meanwhile are left out. */
  drainChanges(): RowChange[];
  /** Forgets buckets that end at or before this time. Windows must have advanced beyond them. */
  expire(beforeMs: EpochMs): void;
  /** Start of the oldest bucket held, null when empty. */
  sinceMs(): EpochMs | null;
  /** Flows of the buckets held that were counted in "other" for want of room. */
  overflow(): number;
  /** False when some conversation had too many client ports to keep apart (rows with `clientPort` -1). */
  clientPortsKept(): boolean;
  /** Rows held, over all buckets. */
  size(): number;
  /** Estimate of memory used. */
  bytes(): number;
  /** From now on flows whose rows would make a bucket larger than this are counted in "other" as well. */
  limitBucket(bytes: number): void;
}

export function createRollup(options: RollupOptions = {}): Rollup {
  const { bucketMs = 15_000, retentionMs = 3_600_000, maxConversations = 50_000, entityOf = workloadOf } = options;
  const table = createRowTable();
  const listeners = createListeners();
  // Who stands at an end on other levels is learnt from flow to flow.
  const memo = entityOf === workloadOf ? createRowMemo() : null;
  const buckets = createBuckets(bucketMs);
  const counters = createCounters(table, maxConversations, learn);
  let changed: Counter[] = [];

  function fold(flow: FlowFacts, arrivedMs: EpochMs, nowMs: EpochMs = arrivedMs, alike = 0): RowDims {
    const atMs = countedAt(flow.timeMs, arrivedMs, nowMs, retentionMs);
    const bucket = buckets.at(atMs);
    const weight = weightOf(flow);
    const entry = rowOf(flow, alike);
    const counter =
      entry.last?.bucketMs === bucket.startMs
        ? entry.last
        : (bucket.rows.get(entry.dims.index) ?? counters.add(bucket, entry, flow, atMs, weight));
    counter.entry.last = counter;
    if (counter.undrained === 0) changed.push(counter);
    counter.events += weight;
    counter.undrained += weight;
    if (atMs < counter.firstMs) counter.firstMs = atMs;
    if (atMs > counter.lastMs) counter.lastMs = atMs;
    if (flow.l7 !== undefined && counter.dims.verdict === 'DROPPED')
      counter.request = requestOf(flow) || counter.request;
    return counter.dims;
  }

  function add(sighting: Sighting, { bucketMs: ofBucket, events, firstMs, lastMs, request }: RowChange): void {
    const bucket = buckets.at(ofBucket);
    const entry = table.find(sighting);
    const counter = bucket.rows.get(entry.dims.index) ?? counters.add(bucket, entry, null, firstMs, events);
    if (counter.undrained === 0) changed.push(counter);
    counter.events += events;
    counter.undrained += events;
    if (firstMs < counter.firstMs) counter.firstMs = firstMs;
    if (lastMs > counter.lastMs) counter.lastMs = lastMs;
    counter.request = request ?? counter.request;
  }

  function rowOf(flow: FlowFacts, alike: number): RowEntry {
    const known = alike === 0 ? undefined : memo?.find(flow, alike);
    if (known !== undefined) return known;
    const entry = table.find(sightingOf(flow, entityOf, listeners.has));
    if (alike !== 0) memo?.keep(flow, alike, entry);
    return entry;
  }

  function learn(dims: RowDims, flow: FlowFacts): void {
    if (dims.reply === 'forward') listeners.add(workloadOf(flow, 'destination').id, dims.protocol, dims.port);
    if (dims.reply === 'reply') listeners.add(workloadOf(flow, 'source').id, dims.protocol, dims.port);
  }

  function drainChanges(): RowChange[] {
    const counters = changed;
    changed = [];
    return counters.map((counter) => {
      const { dims, bucketMs: ofBucket, undrained, firstMs, lastMs, request } = counter;
      counter.undrained = 0;
      return { dims, bucketMs: ofBucket, events: undrained, firstMs, lastMs, request };
    });
  }

  function expire(beforeMs: EpochMs): void {
    const expired = buckets.take(beforeMs);
    if (expired.length === 0) return;
    for (const bucket of expired) counters.release(bucket);
    changed = changed.filter((counter) => buckets.has(counter.bucketMs));
  }

  return {
    bucketMs,
    fold,
    add,
    rows: (fromMs, toMs) => summed(buckets.between(fromMs, toMs)),
    buckets: buckets.between,
    align: buckets.align,
    drainChanges,
    expire,
    sinceMs: () => buckets.sorted()[0]?.startMs ?? null,
    overflow: () => buckets.sorted().reduce((sum, bucket) => sum + bucket.overflow, 0),
    clientPortsKept: counters.clientPortsKept,
    size: counters.size,
    bytes: () => counters.bytes() + (memo?.bytes() ?? 0),
    limitBucket: counters.limitBucket,
  };
}

/** Hubble is of 2019: a clock that says less than that was not set. */
const firstPlausibleMs = Date.UTC(2019, 0, 1);
const aheadMs = 60_000;

/** The flow's own time, unless it is missing or cannot be true; then the time of arrival. */
function countedAt(timeMs: EpochMs | undefined, arrivedMs: EpochMs, nowMs: EpochMs, retentionMs: number): EpochMs {
  if (timeMs === undefined || Number.isNaN(timeMs)) return arrivedMs;
  if (timeMs < nowMs - retentionMs || timeMs > nowMs + aheadMs) return arrivedMs;
  return timeMs < firstPlausibleMs && arrivedMs >= firstPlausibleMs ? arrivedMs : timeMs;
}

/** An aggregate of no flows says nothing: the line itself is one. */
function weightOf({ weight = 1 }: FlowFacts): number {
  return weight > 0 ? weight : 1;
}
