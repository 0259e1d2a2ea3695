// The ring buffer of one agent: the newest `capacity` items, each with a sequence number that never repeats.

export class Ring<Item> {
  private readonly slots: (Item | undefined)[] = [];
  private written = 0;

  /** Hubble's capacities are powers of two minus one; any positive number works here. */
  constructor(readonly capacity: number) {}

  push(item: Item): void {
    this.slots[this.written % this.capacity] = item;
    this.written += 1;
  }

  /** Undefined when the item was overwritten or is still to come. */
  get(sequence: number): Item | undefined {
    return sequence >= this.oldest && sequence < this.written ? this.slots[sequence % this.capacity] : undefined;
  }

  /** Sequence number of the oldest item held. */
  get oldest(): number {
    return Math.max(0, this.written - this.capacity);
  }

  /** Sequence number the next item will get. */
  get next(): number {
    return this.written;
  }

  get size(): number {
    return Math.min(this.written, this.capacity);
  }

  /** True once something was overwritten. */
  get wrapped(): boolean {
    return this.written > this.capacity;
  }
}
