// Randomness that repeats: one seed, one story.

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 up to but not including 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws on an empty list. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Waiting time of a Poisson process. */
  gap(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Right-skewed, as latencies are: mostly near `typical`, now and then ten times that. */
  latency(typical: number): number {
    return typical * Math.exp(this.between(-0.7, 0.7)) * (this.chance(0.02) ? 10 : 1);
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits)
      text += Math.floor(this.next() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid(): string {
    const text = this.hex(32);
    const variant = '89ab'.charAt(Number.parseInt(text.charAt(16), 16) & 3);
    return [
      text.slice(0, 8),
      text.slice(8, 12),
      `4${text.slice(13, 16)}`,
      `${variant}${text.slice(17, 20)}`,
      text.slice(20),
    ].join('-');
  }
}

/** A new seed out of several numbers. */
export function mixSeeds(...numbers: readonly number[]): number {
  return (
    numbers.reduce((mixed, number) => {
      const low = Math.imul(mixed ^ (number >>> 0), 0x9e3779b1);
      return Math.imul(low ^ Math.floor(number / 0x1_0000_0000), 0x85ebca6b) ^ (low >>> 13);
    }, 0x2545f491) >>> 0
  );
}
