// Under which time a flow counts: one answer for the log and the rollup, so that rows and pictures agree.
import type { EpochMs } from '@/lib/flow/flow';
import type { Place } from '@/lib/live/store/store';

export interface PlaceContext {
  readonly retentionMs: number;
  /** While old flows are read back from the nodes' rings: since when the nodes have been up. Null otherwise. */
  readonly readingBackFromMs: EpochMs | null;
}

/** Clocks of a cluster differ by less; so does what Relay says of the present. */
const aheadMs = 5_000;

/**
 * A flow counts under its own time where that can be true. One without time, from the future or from before what is
 * held counts when it arrives: its node's clock is wrong, and leaving it out would hide it. The exception is history:
 * what the rings of long-running nodes still hold from before our reach is kept as a row and in no picture.
 */
export function placeOf(timeMs: EpochMs | undefined, arrivedMs: EpochMs, context: PlaceContext): Place {
  if (timeMs === undefined || Number.isNaN(timeMs) || timeMs > arrivedMs + aheadMs)
    return { atMs: arrivedMs, counts: true };
  if (timeMs >= arrivedMs - context.retentionMs) return { atMs: timeMs, counts: true };
  const isHistory = context.readingBackFromMs !== null && timeMs >= context.readingBackFromMs;
  return isHistory ? { atMs: timeMs, counts: false } : { atMs: arrivedMs, counts: true };
}
