// The flow log: flows as they came, in large slabs of bytes with a small index beside each.
// Bounded by bytes and by count; the oldest slab goes whole. Every row on screen is a query on it.
import type { EpochMs, Flow, FlowFacts, FlowId } from '@/lib/flow/flow';
import type { FlowBytes } from '@/lib/relay/relay';

/** Reads what a log keeps: protobuf from Relay, JSON text from captures. */
export interface FlowCodec {
  facts(bytes: FlowBytes): FlowFacts;
  flow(bytes: FlowBytes, id: FlowId, arrivedMs: EpochMs): Flow;
  /** Makes a test of a CEL expression on flows as they were sent, or with their secrets masked. */
  cel(expression: string, masked?: boolean): (bytes: FlowBytes) => boolean;
  /** `flow` and `cel` mask secrets; facts, which are read of every flow, come as they are. */
  readonly masks?: true;
}

/** `slabBytes` is the grain in which memory is taken and given back. */
export interface LogLimits {
  readonly bytes: number;
  readonly flows: number;
  readonly slabBytes?: number;
}

/** One kept flow. `bytes` is a view into the log: read it before the next turn of the event loop. */
export interface LogEntry {
  /** Counts up by one per kept flow, from 0. */
  readonly seq: number;
  /** The time under which the flow counts. */
  readonly atMs: EpochMs;
  readonly arrivedMs: EpochMs;
  readonly bytes: FlowBytes;
}

/** A place between two flows in newest-first order: everything after it is older. */
export interface Position {
  readonly atMs: EpochMs;
  readonly seq: number;
}

export interface LogFigures {
  readonly flows: number;
  /** Memory taken by slabs and index. */
  readonly bytes: number;
  readonly oldestMs: EpochMs | null;
  readonly newestMs: EpochMs | null;
}

export interface FlowLog {
  /** Keeps a flow and returns its sequence number. `hash` finds it again by uuid; 0 when it has none. */
  append(bytes: FlowBytes, atMs: EpochMs, arrivedMs: EpochMs, hash: number): number;
  get(seq: number): LogEntry | undefined;
  /** The newest flow kept under `hash` that `is` accepts. */
  find(hash: number, is: (entry: LogEntry) => boolean): LogEntry | undefined;
  /**
   * Flows by time, newest first, older than `before`, none with a sequence number of `endSeq` or more. To be walked to
   * its end or closed, as `for of` does. null is one that is passed over, so that long walks can take breaks.
   */
  newestFirst(before: Position | null, endSeq?: number): Iterable<LogEntry | null>;
  /** Sequence number of the first flow in the slab that holds `seq`: what is dropped together, shares it. */
  slabStart(seq: number): number;
  /** Sets another limit and drops what is beyond it. */
  limit(bytes: number): void;
  /** The oldest sequence number held, and the next to be given. */
  firstSeq(): number;
  nextSeq(): number;
  figures(): LogFigures;
}

/** A log of which every flow is told. */
export interface WholeLog extends FlowLog {
  newestFirst(before: Position | null, endSeq?: number): Iterable<LogEntry>;
}

interface Slab {
  readonly firstSeq: number;
  readonly bytes: Uint8Array;
  used: number;
  count: number;
  oldestMs: EpochMs;
  newestMs: EpochMs;
  at: Float64Array;
  arrived: Float64Array;
  /** `offset[i]` to `offset[i + 1]` are the bytes of flow i. */
  offset: Uint32Array;
  hash: Uint32Array;
  /** Flows of the slab by time, oldest first; redone when flows were added. */
  order: Uint32Array;
}

const defaultSlabBytes = 4 * 1024 * 1024;
const indexBytesPerFlow = 8 + 8 + 4 + 4 + 4;
const expectedFlowBytes = 512;

export function createFlowLog(limits: LogLimits): WholeLog {
  const slabBytes = limits.slabBytes ?? Math.max(64 * 1024, Math.min(defaultSlabBytes, Math.floor(limits.bytes / 8)));
  const slabs: Slab[] = [];
  let mostBytes = limits.bytes;
  let nextSeq = 0;
  let flows = 0;
  let taken = 0;
  let walks = 0;

  function open(atLeast: number): Slab {
    const size = Math.max(slabBytes, atLeast);
    const dropped = trim(size + indexCapacity(size) * indexBytesPerFlow);
    const isFit = dropped?.bytes.length === size && walks === 0;
    const slab = isFit ? emptied(dropped, nextSeq) : createSlab(nextSeq, size);
    slabs.push(slab);
    taken += sizeOf(slab);
    return slab;
  }

  /** Makes room for so many bytes more; gives the last slab that had to go. */
  function trim(room: number): Slab | undefined {
    let last: Slab | undefined;
    while (slabs.length > 1 && (taken + room > mostBytes || flows > limits.flows)) {
      last = slabs.shift();
      flows -= last?.count ?? 0;
      taken -= last ? sizeOf(last) : 0;
    }
    return last;
  }

  /** While somebody walks, what he may have in hand is not written over. */
  function* walk(before: Position | null, endSeq: number): Generator<LogEntry> {
    walks += 1;
    try {
      yield* newestFirst([...slabs], before, endSeq);
    } finally {
      walks -= 1;
    }
  }

  function append(bytes: FlowBytes, atMs: EpochMs, arrivedMs: EpochMs, hash: number): number {
    let slab = slabs.at(-1);
    if (!slab || slab.used + bytes.length > slab.bytes.length) slab = open(bytes.length);
    const before = sizeOf(slab);
    write(slab, bytes, atMs, arrivedMs, hash);
    taken += sizeOf(slab) - before;
    flows += 1;
    trim(0);
    return nextSeq++;
  }

  function get(seq: number): LogEntry | undefined {
    const slab = slabs[slabIndex(slabs, seq)];
    return slab && seq < slab.firstSeq + slab.count ? entryOf(slab, seq - slab.firstSeq) : undefined;
  }

  return {
    append,
    get,
    find: (hash, is) => findByHash(slabs, hash, is),
    newestFirst: (before, endSeq = nextSeq) => walk(before, endSeq),
    limit(bytes) {
      mostBytes = bytes;
      trim(0);
    },
    slabStart: (seq) => slabs[slabIndex(slabs, seq)]?.firstSeq ?? -1,
    firstSeq: () => slabs[0]?.firstSeq ?? nextSeq,
    nextSeq: () => nextSeq,
    figures: () => ({
      flows,
      bytes: taken,
      oldestMs: slabs.reduce<EpochMs | null>(
        (least, slab) => (slab.count > 0 && (least === null || slab.oldestMs < least) ? slab.oldestMs : least),
        null,
      ),
      newestMs: slabs.reduce<EpochMs | null>(
        (most, slab) => (slab.count > 0 && (most === null || slab.newestMs > most) ? slab.newestMs : most),
        null,
      ),
    }),
  };
}

function createSlab(firstSeq: number, size: number): Slab {
  const capacity = indexCapacity(size);
  return {
    firstSeq,
    // Not zeroed: every byte is written before it is read. Slow, so that it is no slice of Node's shared pool.
    bytes: Buffer.allocUnsafeSlow(size),
    used: 0,
    count: 0,
    oldestMs: Number.POSITIVE_INFINITY,
    newestMs: Number.NEGATIVE_INFINITY,
    at: new Float64Array(capacity),
    arrived: new Float64Array(capacity),
    offset: new Uint32Array(capacity + 1),
    hash: new Uint32Array(capacity),
    order: new Uint32Array(0),
  };
}

/** Flows for which a new slab has room in its index. */
function indexCapacity(size: number): number {
  return Math.ceil(Math.min(size, defaultSlabBytes) / expectedFlowBytes) + 1;
}

/** The memory of a slab that was dropped, for a new one: fresh memory costs more than all that is written into it. */
function emptied(slab: Slab, firstSeq: number): Slab {
  return {
    ...slab,
    firstSeq,
    used: 0,
    count: 0,
    oldestMs: Number.POSITIVE_INFINITY,
    newestMs: Number.NEGATIVE_INFINITY,
    order: new Uint32Array(0),
  };
}

function sizeOf(slab: Slab): number {
  return slab.bytes.length + slab.at.length * indexBytesPerFlow;
}

function write(slab: Slab, bytes: FlowBytes, atMs: EpochMs, arrivedMs: EpochMs, hash: number) {
  if (slab.count === slab.at.length) grow(slab);
  slab.bytes.set(bytes, slab.used);
  slab.at[slab.count] = atMs;
  slab.arrived[slab.count] = arrivedMs;
  slab.hash[slab.count] = hash;
  slab.used += bytes.length;
  slab.count += 1;
  slab.offset[slab.count] = slab.used;
  if (atMs < slab.oldestMs) slab.oldestMs = atMs;
  if (atMs > slab.newestMs) slab.newestMs = atMs;
}

function grow(slab: Slab) {
  const capacity = slab.at.length * 2;
  const longer = <A extends Float64Array | Uint32Array>(array: A, grown: A): A => {
    grown.set(array);
    return grown;
  };
  slab.at = longer(slab.at, new Float64Array(capacity));
  slab.arrived = longer(slab.arrived, new Float64Array(capacity));
  slab.offset = longer(slab.offset, new Uint32Array(capacity + 1));
  slab.hash = longer(slab.hash, new Uint32Array(capacity));
}

/** Index of the slab that holds `seq`; -1 when it is older than all. */
function slabIndex(slabs: readonly Slab[], seq: number): number {
  let low = 0;
  let high = slabs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slabs[middle]?.firstSeq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function entryOf(slab: Slab, index: number): LogEntry {
  return {
    seq: slab.firstSeq + index,
    atMs: slab.at[index] ?? 0,
    arrivedMs: slab.arrived[index] ?? 0,
    bytes: slab.bytes.subarray(slab.offset[index], slab.offset[index + 1]),
  };
}

function findByHash(slabs: readonly Slab[], hash: number, is: (entry: LogEntry) => boolean): LogEntry | undefined {
  for (const slab of slabs.toReversed()) {
    for (let index = slab.hash.lastIndexOf(hash, slab.count - 1); index >= 0; ) {
      const entry = entryOf(slab, index);
      if (is(entry)) return entry;
      index = index === 0 ? -1 : slab.hash.lastIndexOf(hash, index - 1);
    }
  }
  return undefined;
}

/** How far a walk has come in one slab: `next` counts down through `order`. */
interface Walker {
  readonly slab: Slab;
  readonly order: Uint32Array;
  next: number;
}

// Slabs overlap in time only as far as arrivals are out of order, so a walk opens one when its newest flow
// could be next; a node whose clock is hours off makes all of them overlap, which is slower and still right.
function* newestFirst(slabs: Slab[], before: Position | null, endSeq: number): Generator<LogEntry> {
  const waiting = slabs.filter((slab) => slab.count > 0).sort((a, b) => a.newestMs - b.newestMs);
  const open: Walker[] = [];
  for (;;) {
    let best = newest(open);
    for (let slab = waiting.at(-1); slab && (!best || slab.newestMs >= headTime(best)); slab = waiting.at(-1)) {
      waiting.pop();
      const walker = openWalker(slab, before);
      if (walker.next < 0) continue;
      open.push(walker);
      best = newest(open);
    }
    if (!best) return;
    const entry = entryOf(best.slab, best.order[best.next] ?? 0);
    best.next -= 1;
    if (best.next < 0) open.splice(open.indexOf(best), 1);
    if (entry.seq < endSeq) yield entry;
  }
}

function newest(open: readonly Walker[]): Walker | undefined {
  let best: Walker | undefined;
  for (const walker of open) if (!best || isNewer(walker, best)) best = walker;
  return best;
}

function isNewer(a: Walker, b: Walker): boolean {
  const byTime = headTime(a) - headTime(b);
  return byTime === 0 ? a.slab.firstSeq > b.slab.firstSeq : byTime > 0;
}

function headTime(walker: Walker): EpochMs {
  return walker.slab.at[walker.order[walker.next] ?? 0] ?? 0;
}

function openWalker(slab: Slab, before: Position | null): Walker {
  if (slab.order.length !== slab.count) slab.order = inTimeOrder(slab);
  const order = slab.order;
  return { slab, order, next: (before ? countOlder(slab, order, before) : order.length) - 1 };
}

function inTimeOrder(slab: Slab): Uint32Array {
  const order = new Uint32Array(slab.count);
  for (let index = 0; index < order.length; index += 1) order[index] = index;
  const at = slab.at;
  return order.sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b);
}

/** How many flows of the slab lie behind the position. */
function countOlder(slab: Slab, order: Uint32Array, before: Position): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const index = order[middle] ?? 0;
    const byTime = (slab.at[index] ?? 0) - before.atMs;
    if (byTime < 0 || (byTime === 0 && slab.firstSeq + index < before.seq)) low = middle + 1;
    else high = middle;
  }
  return low;
}
