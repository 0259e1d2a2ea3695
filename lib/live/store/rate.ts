// How many per second over the last seconds, counted in one-second steps.
import type { EpochMs } from '@/lib/flow/flow';

const spanSeconds = 10;

export interface RateMeter {
  add(count: number, atMs: EpochMs): void;
  /** Per second over the last ten whole seconds, or over the time since the first count when that is shorter. */
  perSecond(nowMs: EpochMs): number;
}

export function createRateMeter(): RateMeter {
  const counts = new Float64Array(spanSeconds + 1);
  const seconds = new Float64Array(spanSeconds + 1).fill(-1);
  let first = Number.POSITIVE_INFINITY;

  function add(count: number, atMs: EpochMs) {
    const second = Math.floor(atMs / 1000);
    const place = second % counts.length;
    if (seconds[place] !== second) {
      seconds[place] = second;
      counts[place] = 0;
    }
    counts[place] = (counts[place] ?? 0) + count;
    if (second < first) first = second;
  }

  function perSecond(nowMs: EpochMs): number {
    const second = Math.floor(nowMs / 1000);
    let sum = 0;
    for (let place = 0; place < counts.length; place += 1) {
      const age = second - (seconds[place] ?? -1);
      if (age >= 1 && age <= spanSeconds) sum += counts[place] ?? 0;
    }
    return sum / Math.min(spanSeconds, Math.max(1, second - first));
  }

  return { add, perSecond };
}
