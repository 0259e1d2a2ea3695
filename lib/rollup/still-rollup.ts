// A rollup made of rows that were counted before: nothing is folded into it any more.
import { type Bucket, type Counter, createBuckets, type RowEntry, summed } from '@/lib/rollup/buckets';
import type { Rollup } from '@/lib/rollup/rollup';
import type { RowCount, RowDims } from '@/lib/rollup/row';
import { conversationId } from '@/lib/rollup/row-table';

/** What a row is counted by; its index and its conversation follow from it. */
export type StillDims = Omit<RowDims, 'index' | 'conversation'>;

/** `row` is the place of its dimensions in the list. */
export interface StillCount extends RowCount {
  readonly row: number;
}

export interface StillBucket {
  readonly startMs: number;
  readonly counts: readonly StillCount[];
}

/** Counts of rows that the list does not have are left out. */
export function createStillRollup(bucketMs: number, dims: readonly StillDims[], kept: Iterable<StillBucket>): Rollup {
  const entries = dims.map(entryOf);
  const buckets = createBuckets(bucketMs);
  let size = 0;
  let manyPorts = 0;

  for (const { startMs, counts } of kept) {
    const bucket = buckets.at(startMs);
    for (const { row, ...count } of counts) {
      const entry = entries[row];
      if (!entry || !addCounter(bucket, entry, count)) continue;
      size += 1;
      if (entry.dims.clientPort === -1) manyPorts += 1;
    }
  }

  return {
    bucketMs,
    fold: refuse,
    add: refuse,
    rows: (fromMs, toMs) => summed(buckets.between(fromMs, toMs)),
    buckets: buckets.between,
    align: buckets.align,
    drainChanges: () => [],
    expire() {},
    sinceMs: () => buckets.sorted()[0]?.startMs ?? null,
    overflow: () => 0,
    clientPortsKept: () => manyPorts === 0,
    size: () => size,
    bytes: () => size * bytesPerCounter + entries.length * bytesPerRow,
    limitBucket() {},
  };
}

function refuse(): never {
  throw new TypeError('Nothing is counted in a rollup that stands still.');
}

/** As measured for rollups that flows are folded into. */
const bytesPerCounter = 218;
const bytesPerRow = 800;

function entryOf(dims: StillDims, place: number): RowEntry {
  const { client, server, protocol, port } = dims;
  const conversation = conversationId(client, server, protocol, port);
  return { dims: { index: place + 1, conversation, ...dims }, uses: 0, last: null };
}

/** False where the bucket has the row already. */
function addCounter(bucket: Bucket, entry: RowEntry, { events, firstMs, lastMs, request }: RowCount): boolean {
  const { dims } = entry;
  if (bucket.rows.has(dims.index)) return false;
  const counter: Counter = {
    ...{ dims, entry, bucketMs: bucket.startMs, events, firstMs, lastMs, request },
    undrained: 0,
  };
  entry.uses += 1;
  bucket.conversations.add(dims.conversation);
  bucket.rows.set(dims.index, counter);
  return true;
}
