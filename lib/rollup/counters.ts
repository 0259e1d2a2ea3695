// The counters of a rollup: one for each row of each bucket, as many as there is room for.
import { type Entity, entity } from '@/lib/flow/entity';
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import type { Bucket, Counter, RowEntry } from '@/lib/rollup/buckets';
import type { RowDims } from '@/lib/rollup/row';
import type { RowTable } from '@/lib/rollup/row-table';
import type { Sighting } from '@/lib/rollup/sighting';

export interface Counters {
  /** A new counter for a row that the bucket lacks; that of "other" where there is no room for it and its `weight` flows. */
  add(bucket: Bucket, entry: RowEntry, flow: FlowFacts | null, atMs: EpochMs, weight: number): Counter;
  /** Takes those of a bucket that is gone. */
  release(bucket: Bucket): void;
  clientPortsKept(): boolean;
  size(): number;
  /** Estimate of memory used, rows included. */
  bytes(): number;
  limitBucket(bytes: number): void;
}

/** Where flows beyond `maxConversations` are counted. */
export const otherEntity: Entity = entity('unknown', 'other');

/** `learn` is told of each row that is new, with the first flow in it. */
export function createCounters(
  table: RowTable,
  maxConversations: number,
  learn: (dims: RowDims, flow: FlowFacts) => void,
): Counters {
  let mostRows = maxConversations * rowsPerConversation;
  let size = 0;
  let manyPorts = 0;

  function add(bucket: Bucket, entry: RowEntry, flow: FlowFacts | null, atMs: EpochMs, weight: number): Counter {
    if (hasRoom(bucket, entry.dims)) {
      if (entry.uses === 0 && flow) learn(entry.dims, flow);
      return place(bucket, entry, atMs);
    }
    if (entry.uses === 0) table.release(entry);
    bucket.overflow += weight;
    const other = table.find(inOther(entry.dims));
    return bucket.rows.get(other.dims.index) ?? place(bucket, other, atMs);
  }

  /** Names of nodes, policies and the like come from outside: the number of rows is limited as well. */
  function hasRoom({ rows, conversations }: Bucket, { conversation }: RowDims): boolean {
    if (rows.size >= mostRows) return false;
    return conversations.size < maxConversations || conversations.has(conversation);
  }

  function place(bucket: Bucket, entry: RowEntry, atMs: EpochMs): Counter {
    const { dims } = entry;
    const counter: Counter = {
      dims,
      entry,
      bucketMs: bucket.startMs,
      events: 0,
      firstMs: atMs,
      lastMs: atMs,
      undrained: 0,
      request: undefined,
    };
    entry.uses += 1;
    size += 1;
    if (dims.clientPort === -1) manyPorts += 1;
    bucket.conversations.add(dims.conversation);
    bucket.rows.set(dims.index, counter);
    return counter;
  }

  function release({ rows }: Bucket): void {
    size -= rows.size;
    for (const counter of rows.values()) {
      const { entry } = counter;
      if (entry.last === counter) entry.last = null;
      if (entry.dims.clientPort === -1) manyPorts -= 1;
      table.release(entry);
    }
  }

  return {
    add,
    release,
    clientPortsKept: () => manyPorts === 0,
    size: () => size,
    bytes: () => size * bytesPerCounter + table.size() * bytesPerRow,
    limitBucket(bytes) {
      mostRows = Math.min(maxConversations * rowsPerConversation, bytes / (bytesPerCounter + bytesPerRow));
    },
  };
}

/** Measured on Node 20 with short names: 0.2 KiB for a row in one more bucket, 0.5 to 1.3 for a new row. */
const bytesPerCounter = 218;
const bytesPerRow = 800;

const rowsPerConversation = 8;

/** Keeps what verdicts, sides and denials are counted by. */
function inOther(dims: RowDims): Sighting {
  const { direction, side, verdict, eventType, reason, reply, l7, l7Type, searched, undrawn } = dims;
  const ends = {
    client: otherEntity,
    server: otherEntity,
    protocol: '',
    port: 0,
    clientPort: 0,
    node: '',
    service: '',
  };
  return {
    ...ends,
    direction,
    side,
    verdict,
    eventType,
    reason,
    reply,
    l7,
    l7Type,
    l7Code: 0,
    searched,
    undrawn,
    deniedBy: [],
    allowedBy: [],
    unlimited: false,
    authenticated: false,
    encrypted: false,
  };
}
