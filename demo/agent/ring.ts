// The ring buffer of one agent: the newest entries, each with a sequence number that never repeats.
import type { Entry } from '@/demo/agent/entry';

/** What readers need of a ring. */
export interface FlowRing {
  readonly capacity: number;
  /** Sequence number of the oldest entry held. */
  readonly oldest: number;
  /** Sequence number the next entry will get. */
  readonly next: number;
  /** Undefined when the entry was overwritten or is still to come. */
  get(sequence: number): Entry | undefined;
  /** True the first time, so that distinct flows can be counted. */
  markSent(sequence: number): boolean;
}

/** Entries held. */
export function sizeOf({ oldest, next }: FlowRing): number {
  return next - oldest;
}

/** True once something was overwritten. */
export function isWrapped({ oldest }: FlowRing): boolean {
  return oldest > 0;
}

export class Ring implements FlowRing {
  private readonly slots: (Entry | undefined)[] = [];
  private readonly sent: boolean[] = [];
  next = 0;

  /** Hubble's capacities are powers of two minus one; any positive number works here. */
  constructor(readonly capacity: number) {}

  get oldest(): number {
    return Math.max(0, this.next - this.capacity);
  }

  push(entry: Entry): void {
    const slot = this.next % this.capacity;
    this.slots[slot] = entry;
    this.sent[slot] = false;
    this.next += 1;
  }

  get(sequence: number): Entry | undefined {
    return sequence >= this.oldest && sequence < this.next ? this.slots[sequence % this.capacity] : undefined;
  }

  markSent(sequence: number): boolean {
    const slot = sequence % this.capacity;
    const isFirst = !this.sent[slot];
    this.sent[slot] = true;
    return isFirst;
  }
}
