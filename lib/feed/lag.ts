// How far frames trail the server's clock. Ours differs from it, so the smallest difference seen is taken
// for the clocks' and what exceeds it for delay.

export interface Lag {
  readonly leastMs: number;
  readonly lastMs: number;
}

export const noLag: Lag = { leastMs: Number.POSITIVE_INFINITY, lastMs: 0 };

export function lagAfter(lag: Lag, differenceMs: number): Lag {
  return { leastMs: Math.min(lag.leastMs, differenceMs), lastMs: differenceMs };
}

/** Whole seconds; 0 under two, which is what a reader calls live. */
export function behindSeconds({ leastMs, lastMs }: Lag): number {
  const seconds = Math.floor((lastMs - leastMs) / 1000);
  return Number.isFinite(seconds) && seconds >= 2 ? seconds : 0;
}
