// Which flows were met before (counting rule 7): Relay repeats history after reconnects and when nodes return.
import type { EpochMs, FlowFacts, Layer4 } from '@/lib/flow/flow';
import { type Fingerprint, fingerprint } from '@/lib/live/store/fingerprint';

/**
 * - `new`     not met before: count it
 * - `repeat`  the very flow was met before
 * - `replay`  older than what is remembered of its node, which was read continuously: met before, as far as one can tell
 */
export type Sighting = 'new' | 'repeat' | 'replay';

/** What was read of one node and is no longer remembered flow by flow. One per node, kept by the caller. */
export interface Watermark {
  /** Times of the oldest and newest flow forgotten; `newest` is -Infinity while nothing was. */
  oldestMs: EpochMs;
  newestMs: EpochMs;
  /** Time of the newest flow ever remembered of the node; -Infinity before the first. */
  metMs: EpochMs;
  /** Times of the oldest and newest flow in the remembered generations, current first. */
  readonly current: { generation: number; oldestMs: EpochMs; newestMs: EpochMs };
  readonly previous: { generation: number; oldestMs: EpochMs; newestMs: EpochMs };
  /** Where a run of replayed flows began, by our clock and by the flows'; null between runs. */
  run: { readonly arrivedMs: EpochMs; readonly flowMs: EpochMs } | null;
}

export interface SeenOptions {
  /** Flows remembered at least; at most twice as many. */
  readonly capacity: number;
}

export interface Seen {
  /** Judges a flow and remembers it. `hash` is what the flow log finds it by. */
  judge(facts: FlowFacts, mark: Watermark, arrivedMs: EpochMs): { readonly sighting: Sighting; readonly hash: number };
  bytes(): number;
}

export function createWatermark(): Watermark {
  const never = () => ({ generation: -1, oldestMs: Number.POSITIVE_INFINITY, newestMs: Number.NEGATIVE_INFINITY });
  return {
    oldestMs: Number.POSITIVE_INFINITY,
    newestMs: Number.NEGATIVE_INFINITY,
    metMs: Number.NEGATIVE_INFINITY,
    current: never(),
    previous: never(),
    run: null,
  };
}

export function createSeen(options: SeenOptions): Seen {
  let current = createTable(options.capacity);
  let previous = createTable(options.capacity);
  let generation = 0;
  const print: Fingerprint = { high: 0, low: 0 };
  // One answer reused: the hot path makes no object per flow.
  const answer: { sighting: Sighting; hash: number } = { sighting: 'new', hash: 0 };

  function remember(mark: Watermark, timeMs: EpochMs | undefined) {
    if (current.count >= options.capacity) {
      [previous, current] = [current, previous];
      current.clear();
      generation += 1;
    }
    current.add(print);
    if (timeMs !== undefined) stretch(mark, timeMs, generation);
  }

  function judge(facts: FlowFacts, mark: Watermark, arrivedMs: EpochMs) {
    answer.sighting = 'new';
    answer.hash = 0;
    const key = facts.uuid || keyOf(facts);
    if (!key) return answer;
    fingerprint(key, print);
    if (facts.uuid) answer.hash = print.low;
    if (!isNewest(mark, facts.timeMs) && (current.has(print) || previous.has(print))) answer.sighting = 'repeat';
    else {
      forget(mark, generation);
      if (facts.timeMs !== undefined && isReplay(mark, facts.timeMs, arrivedMs)) answer.sighting = 'replay';
      else remember(mark, facts.timeMs);
    }
    return answer;
  }

  return { judge, bytes: () => current.bytes + previous.bytes };
}

/** Newer than all that was met of its node: then it was not met, and needs no look at tables too large for any cache. */
function isNewest({ metMs }: Watermark, timeMs: EpochMs | undefined): boolean {
  return timeMs !== undefined && metMs !== Number.NEGATIVE_INFINITY && timeMs > metMs;
}

const nearNowMs = 5_000;
const runMs = 10_000;

/**
 * Inside what was read of the node and forgotten. Flows of the present are never replays, whatever was read before
 * from a clock that ran ahead. A clock set back shows itself: its flows come at the pace of ours, a replay does not.
 */
function isReplay(mark: Watermark, timeMs: EpochMs, arrivedMs: EpochMs): boolean {
  if (timeMs > mark.newestMs || timeMs < mark.oldestMs) {
    mark.run = null;
    return false;
  }
  if (Math.abs(arrivedMs - timeMs) < nearNowMs) {
    mark.newestMs = timeMs;
    return false;
  }
  mark.run ??= { arrivedMs, flowMs: timeMs };
  const waited = arrivedMs - mark.run.arrivedMs;
  if (waited < runMs) return true;
  const paced = timeMs - mark.run.flowMs < waited * 2;
  mark.run = null;
  if (paced) resetForgotten(mark);
  return !paced;
}

function resetForgotten(mark: Watermark) {
  mark.oldestMs = Number.POSITIVE_INFINITY;
  mark.newestMs = Number.NEGATIVE_INFINITY;
}

/** Moves what left the remembered generations to what is forgotten. */
function forget(mark: Watermark, generation: number) {
  for (const span of [mark.current, mark.previous]) {
    if (span.generation < 0 || span.generation >= generation - 1) continue;
    mark.oldestMs = Math.min(mark.oldestMs, span.oldestMs);
    mark.newestMs = Math.max(mark.newestMs, span.newestMs);
    span.generation = -1;
  }
}

function stretch(mark: Watermark, timeMs: EpochMs, generation: number) {
  if (timeMs > mark.metMs) mark.metMs = timeMs;
  const span = mark.current;
  if (span.generation !== generation) {
    forget(mark, generation);
    Object.assign(mark.previous, span);
    Object.assign(span, { generation, oldestMs: timeMs, newestMs: timeMs });
    return;
  }
  if (timeMs < span.oldestMs) span.oldestMs = timeMs;
  if (timeMs > span.newestMs) span.newestMs = timeMs;
}

/**
 * Node, time, 5-tuple and event type, and what else tells events of one packet apart.
 * Undefined without a time: two such flows cannot be told from one sent twice.
 */
function keyOf(facts: FlowFacts): string | undefined {
  if (facts.timeMs === undefined) return undefined;
  return [
    facts.node,
    facts.timeMs,
    facts.ip?.source,
    facts.ip?.destination,
    l4Key(facts.l4),
    facts.eventType?.type,
    facts.eventType?.subType,
    facts.verdict,
    facts.direction,
    facts.isReply,
    facts.source?.id,
    facts.destination?.id,
    facts.l7?.type,
  ].join('\n');
}

function l4Key(l4: Layer4 | undefined): string {
  return l4 ? Object.values(l4).join() : '';
}

interface Table {
  readonly bytes: number;
  count: number;
  has(print: Fingerprint): boolean;
  add(print: Fingerprint): void;
  clear(): void;
}

/** An open-addressed set of 64-bit fingerprints at most half full. Low lane 0 is an empty place. */
function createTable(capacity: number): Table {
  const places = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
  const lanes = new Uint32Array(places * 2);
  const mask = places - 1;

  // Asked and added to one after the other, and each look at so large a table is a wait for memory.
  const last = { high: 0, low: 0, at: 0 };

  function place({ high, low }: Fingerprint): number {
    if (last.low === low && last.high === high) return last.at;
    let at = (high & mask) * 2;
    while (lanes[at + 1] !== 0 && (lanes[at] !== high || lanes[at + 1] !== low)) at = (at + 2) & (lanes.length - 1);
    last.high = high;
    last.low = low;
    last.at = at;
    return at;
  }

  return {
    bytes: lanes.byteLength,
    count: 0,
    has: (print) => lanes[place(print) + 1] !== 0,
    add(print) {
      const at = place(print);
      if (lanes[at + 1] === 0) this.count += 1;
      lanes[at] = print.high;
      lanes[at + 1] = print.low;
    },
    clear() {
      lanes.fill(0);
      last.low = 0;
      this.count = 0;
    },
  };
}
