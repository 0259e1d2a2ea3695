// One request read from one agent's ring: where to start, what to leave out, when to stop.
import { type Entry, encodeFlow, encodeLost, flowOf } from '@/demo/agent/entry';
import { maskFlow } from '@/demo/agent/field-mask';
import type { FlowQuery } from '@/demo/agent/query';
import { type FlowRing, isWrapped } from '@/demo/agent/ring';
import { LostEventSource } from '@/proto/gen/flow/flow_pb';

/** A message ready to send; without an entry it tells of lost events. `lost` is what an overrun reader missed. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  readonly timeMs: number;
  readonly sequence: number;
  readonly entry?: Entry;
  readonly lost: number;
}

export class Reader {
  private at: number;
  private readonly end: number;
  private left: number;
  private head: Outgoing | undefined;
  private finished = false;

  constructor(
    private readonly ring: FlowRing,
    private readonly query: FlowQuery,
    private readonly nodeName: string,
  ) {
    const start = startOf(ring, query);
    this.at = start.at;
    this.end = query.follow ? Number.POSITIVE_INFINITY : ring.next;
    this.left = query.number > 0 && !query.follow ? query.number : Number.POSITIVE_INFINITY;
    if (start.metOldest && isWrapped(ring)) this.head = { ...this.lostMessage(1), lost: 0 };
  }

  /** The next message, left in place; undefined when there is none now. */
  peek(): Outgoing | undefined {
    this.head ??= this.advance();
    return this.head;
  }

  take(): Outgoing | undefined {
    const next = this.peek();
    this.head = undefined;
    return next;
  }

  /** True when nothing will ever come. */
  get done(): boolean {
    return this.peek() === undefined && this.finished;
  }

  private advance(): Outgoing | undefined {
    while (!this.finished) {
      if (this.left === 0 || this.at >= this.end) {
        this.finished = true;
        return undefined;
      }
      if (this.at < this.ring.oldest) return this.overrun();
      const sequence = this.at;
      const entry = this.ring.get(sequence);
      if (!entry) return undefined;
      this.at += 1;
      const outgoing = this.consider(entry, sequence);
      if (outgoing) return outgoing;
    }
    return undefined;
  }

  /** Undefined when the entry is left out, or ends the read. */
  private consider(entry: Entry, sequence: number): Outgoing | undefined {
    const { sinceMs, untilMs, mask } = this.query;
    if (entry.kind === 'other') return { bytes: entry.bytes, timeMs: entry.timeMs, sequence, entry, lost: 0 };
    if (untilMs !== undefined && entry.timeMs > untilMs) {
      this.finished = true;
      return undefined;
    }
    if (sinceMs !== undefined && entry.timeMs < sinceMs) return undefined;
    if (!passes(entry, this.query)) return undefined;
    this.left -= 1;
    const flow = mask && flowOf(entry);
    const bytes = mask && flow ? encodeFlow(maskFlow(mask, flow)) : entry.bytes;
    return { bytes, timeMs: entry.timeMs, sequence, entry, lost: 0 };
  }

  private overrun(): Outgoing {
    const missed = this.ring.oldest - this.at;
    this.at = this.ring.oldest;
    return this.lostMessage(missed);
  }

  private lostMessage(lost: number): Outgoing {
    const now = Date.now();
    const event = { source: LostEventSource.HUBBLE_RING_BUFFER, count: BigInt(lost), firstMs: now, lastMs: now };
    return { bytes: encodeLost(event, this.nodeName, now), timeMs: 0, sequence: -1, lost };
  }
}

function passes(entry: Entry, { matches }: FlowQuery): boolean {
  if (!matches) return true;
  const flow = flowOf(entry);
  return flow === undefined || matches(flow);
}

/** Where a request starts, and whether looking for it reached the oldest entry of the ring. */
function startOf(ring: FlowRing, query: FlowQuery): { at: number; metOldest: boolean } {
  const { number, first, follow, sinceMs } = query;
  if (follow && number === 0 && sinceMs === undefined) return { at: ring.next, metOldest: false };
  if (first || (number === 0 && sinceMs === undefined)) return { at: ring.oldest, metOldest: true };
  return rewind(
    ring,
    sinceMs === undefined ? countBack(query) : (entry) => (entry.timeMs < sinceMs ? 'after' : 'go on'),
  );
}

type Step = 'go on' | 'here' | 'after';

/** Walks back from the newest entry until `look` finds the start: the entry looked at, or the one after it. */
function rewind(ring: FlowRing, look: (entry: Entry) => Step): { at: number; metOldest: boolean } {
  for (let at = ring.next - 1; at >= ring.oldest; at -= 1) {
    const entry = ring.get(at);
    const step = entry?.kind === 'flow' ? look(entry) : 'go on';
    if (step !== 'go on') return { at: step === 'here' ? at : at + 1, metOldest: false };
  }
  return { at: ring.oldest, metOldest: true };
}

/** Stops at the N-th match from the end. */
function countBack(query: FlowQuery): (entry: Entry) => Step {
  const { number, untilMs = Number.POSITIVE_INFINITY } = query;
  let found = 0;
  return (entry) => {
    if (entry.timeMs <= untilMs && passes(entry, query)) found += 1;
    return found === number ? 'here' : 'go on';
  };
}
