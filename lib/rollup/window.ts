// A moving window over a rollup, kept up by what changes instead of summed anew: what a live view reads.
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import type { BucketRow } from '@/lib/rollup/buckets';
import { createPassage, type Passage } from '@/lib/rollup/passage';
import type { Rollup, RollupBucket } from '@/lib/rollup/rollup';
import type { Row, RowChange, RowDims } from '@/lib/rollup/row';
import { finish, type Steps } from '@/lib/rollup/steps';

/** A row of a conversation; `recent` of its events belong to the last minute. */
export interface ConversationRow extends Row {
  readonly recent: number;
}

/** What two ends have to do with each other on one port. */
export interface Conversation {
  readonly key: string;
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  readonly port: number;
  /** By `dims.index`. */
  readonly rows: ReadonlyMap<number, ConversationRow>;
}

export interface WindowSpan {
  readonly fromMs: EpochMs;
  /** Start of the newest buckets, whose events are `recent`. */
  readonly recentFromMs: EpochMs;
}

export interface WindowOptions {
  /** At most the rollup's retention. */
  readonly windowMs: number;
  /** Rows to leave out; asked once per row. */
  readonly keep?: (dims: RowDims) => boolean;
  /** Rows looked at between two pauses of `advancing`. */
  readonly rowsPerStep?: number;
}

/**
 * Holds the rows of the last `windowMs`, flows with a time ahead of ours included. Give every drained change to
 * `apply`, then `advance`; the first `advance` takes in what the rollup already holds.
 */
export interface RollupWindow {
  readonly conversations: ReadonlyMap<string, Conversation>;
  apply(changes: Iterable<RowChange>): void;
  /** Moves the window to end at `nowMs`; never back. Buckets must not expire before they left every window. */
  advance(rollup: Rollup, nowMs: EpochMs): void;
  /** The same in steps; changes may be applied between them. The window is whole after the last. */
  advancing(rollup: Rollup, nowMs: EpochMs): Steps<void>;
  /** Keys of conversations that changed, came or went since the last call. */
  takeDirty(): Set<string>;
  /** null before the first `advance`. */
  span(): WindowSpan | null;
  /** Estimate of memory used. */
  bytes(): number;
}

/** Buckets, the one being filled included, that make up the last minute of a rate. */
export const recentBuckets = 4;

interface MutableRow extends ConversationRow {
  events: number;
  recent: number;
  firstMs: EpochMs;
  lastMs: EpochMs;
  request: string | undefined;
}

interface MutableConversation extends Conversation {
  readonly rows: Map<number, MutableRow>;
}

export function createWindow({ windowMs, keep = () => true, rowsPerStep = usualStep }: WindowOptions): RollupWindow {
  const conversations = new Map<string, MutableConversation>();
  let dirty = new Set<string>();
  let size = 0;
  let span: WindowSpan | null = null;
  /** What `advancing` is at: rows it will read whole, rows it will take the minute from, rows it will take out. */
  let entering: Passage | null = null;
  let cooling: Passage | null = null;
  let leaving: Passage | null = null;

  function apply(changes: Iterable<RowChange>): void {
    // Before the first advance there is nothing to keep up: it reads the rollup itself.
    if (span === null) return;
    for (const change of changes) {
      if (!entering?.isAhead(change)) add(change, change.bucketMs, change.events, spanFor(change, span));
    }
  }

  /** A row that is still to be cooled or taken out is to lose all it has by then. */
  function spanFor(change: RowChange, { fromMs, recentFromMs }: WindowSpan): WindowSpan {
    return {
      fromMs: leaving?.isAhead(change) ? change.bucketMs : fromMs,
      recentFromMs: cooling?.isAhead(change) ? change.bucketMs : recentFromMs,
    };
  }

  function* advancing(rollup: Rollup, nowMs: EpochMs): Steps<void> {
    const before = span;
    const next = spanAt(nowMs, rollup.bucketMs);
    if (before === null) {
      span = next;
      entering = createPassage(rollup.buckets(next.fromMs), rowsPerStep);
      yield* entering.over((row, { startMs }) => add(row, startMs, row.events - row.undrained, next));
      entering = null;
      return;
    }
    if (next.fromMs <= before.fromMs && next.recentFromMs <= before.recentFromMs) return;
    span = next;
    cooling = createPassage(rollup.buckets(before.recentFromMs, next.recentFromMs), rowsPerStep);
    leaving = createPassage(rollup.buckets(before.fromMs, next.fromMs), rowsPerStep);
    yield* cooling.over(coolDown);
    let remaining = [...rollup.buckets(next.fromMs)];
    for (const steps = leaving.over((row) => subtract(row, remaining)); !steps.next().done; ) {
      yield;
      remaining = [...rollup.buckets(next.fromMs)];
    }
    cooling = leaving = null;
  }

  function spanAt(nowMs: EpochMs, bucketMs: number): WindowSpan {
    const fromMs = Math.floor((nowMs - windowMs) / bucketMs) * bucketMs;
    const recentFromMs = (Math.floor(nowMs / bucketMs) - recentBuckets + 1) * bucketMs;
    return { fromMs, recentFromMs: Math.max(fromMs, recentFromMs) };
  }

  function add(row: Row, bucketMs: EpochMs, events: number, { fromMs, recentFromMs }: WindowSpan): void {
    if (events === 0 || bucketMs < fromMs) return;
    const kept = conversations.get(row.dims.conversation)?.rows.get(row.dims.index) ?? newRow(row);
    if (kept === null) return;
    kept.events += events;
    if (bucketMs >= recentFromMs) kept.recent += events;
    if (row.firstMs < kept.firstMs) kept.firstMs = row.firstMs;
    if (row.lastMs > kept.lastMs) kept.lastMs = row.lastMs;
    kept.request = row.request ?? kept.request;
    dirty.add(row.dims.conversation);
  }

  function newRow({ dims, firstMs, lastMs }: Row): MutableRow | null {
    if (!keep(dims)) return null;
    const row = { dims, events: 0, recent: 0, firstMs, lastMs, request: undefined };
    conversationOf(conversations, dims).rows.set(dims.index, row);
    size += 1;
    return row;
  }

  function held({ dims }: Row): MutableRow | undefined {
    return conversations.get(dims.conversation)?.rows.get(dims.index);
  }

  function coolDown(left: BucketRow): void {
    const row = held(left);
    if (row === undefined || left.events === left.undrained) return;
    row.recent -= left.events - left.undrained;
    dirty.add(left.dims.conversation);
  }

  function subtract(left: BucketRow, remaining: readonly RollupBucket[]): void {
    const row = held(left);
    if (row === undefined || left.events === left.undrained) return;
    row.events -= left.events - left.undrained;
    dirty.add(left.dims.conversation);
    if (row.events === 0) remove(left.dims);
    else row.firstMs = firstOf(left.dims, remaining) ?? row.firstMs;
  }

  function remove({ conversation, index }: RowDims): void {
    const rows = conversations.get(conversation)?.rows;
    if (rows?.delete(index)) size -= 1;
    if (rows?.size === 0) conversations.delete(conversation);
  }

  function takeDirty(): Set<string> {
    const taken = dirty;
    dirty = new Set();
    return taken;
  }

  return {
    conversations,
    apply,
    advance: (rollup, nowMs) => finish(advancing(rollup, nowMs)),
    advancing,
    takeDirty,
    span: () => span,
    bytes: () => conversations.size * bytesPerConversation + size * bytesPerRow,
  };
}

/** Measured on Node 20. */
const bytesPerConversation = 330;
const bytesPerRow = 110;

const usualStep = 200;

/** Rows of some buckets gathered by conversation. Those that change meanwhile count as they were or as they are. */
export function* gathering(
  buckets: Iterable<RollupBucket>,
  keep: (dims: RowDims) => boolean,
): Steps<Map<string, Conversation>> {
  const conversations = new Map<string, MutableConversation>();
  let count = 0;
  for (const bucket of [...buckets]) {
    for (const row of bucket.rows.values()) {
      gather(conversations, row, keep);
      count += 1;
      if (count % usualStep === 0) yield;
    }
  }
  return conversations;
}

function gather(conversations: Map<string, MutableConversation>, row: Row, keep: (dims: RowDims) => boolean): void {
  const { dims, events, firstMs, lastMs, request } = row;
  const held = conversations.get(dims.conversation)?.rows.get(dims.index);
  if (held) {
    held.events += events;
    held.firstMs = Math.min(held.firstMs, firstMs);
    held.lastMs = Math.max(held.lastMs, lastMs);
    held.request = request ?? held.request;
  } else if (keep(dims)) {
    conversationOf(conversations, dims).rows.set(dims.index, { dims, events, recent: 0, firstMs, lastMs, request });
  }
}

/** Rows gathered by conversation, for one-off queries. `recent` are the rows of the last minute, if rates are wanted. */
export function conversationsOf(rows: Iterable<Row>, recent: Iterable<Row> = []): Map<string, Conversation> {
  const conversations = new Map<string, MutableConversation>();
  for (const { dims, events, firstMs, lastMs, request } of rows) {
    conversationOf(conversations, dims).rows.set(dims.index, { dims, events, recent: 0, firstMs, lastMs, request });
  }
  for (const { dims, events } of recent) {
    const row = conversations.get(dims.conversation)?.rows.get(dims.index);
    if (row) row.recent += events;
  }
  return conversations;
}

/** The rows as they were in the last minute, for the counting rules to be asked about rates. */
export function recentRows(rows: Iterable<ConversationRow>): Row[] {
  const recent: Row[] = [];
  for (const { dims, recent: events, firstMs, lastMs } of rows) {
    if (events > 0) recent.push({ dims, events, firstMs, lastMs });
  }
  return recent;
}

function conversationOf(conversations: Map<string, MutableConversation>, dims: RowDims): MutableConversation {
  const known = conversations.get(dims.conversation);
  if (known) return known;
  const { conversation: key, client, server, protocol, port } = dims;
  const made: MutableConversation = { key, client, server, protocol, port, rows: new Map() };
  conversations.set(key, made);
  return made;
}

/**
 * Times lie inside their bucket, so the first bucket that has the row has its first time. What is not drained is no part
 * of the window yet, and may never become one.
 */
function firstOf({ index }: RowDims, oldestFirst: readonly RollupBucket[]): EpochMs | undefined {
  for (const { rows } of oldestFirst) {
    const row = rows.get(index);
    if (row && row.events > row.undrained) return row.firstMs;
  }
  return undefined;
}
