// Time and chance of the real world, as feed, hub and session take them.
import type { EpochMs } from '@/lib/flow/flow';

export interface Clock {
  readonly now: () => EpochMs;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  random: Math.random,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
