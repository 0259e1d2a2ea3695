// Whether the time of a link is still held, and from when on there is something to see.
import type { EpochMs } from '@/lib/flow/flow';
import type { ClusterStatus } from '@/lib/wire/frame';

export interface Unheld {
  /** Nothing of the asked time is held, or not its beginning. */
  readonly kind: 'all' | 'part';
  readonly heldMs: EpochMs;
}

/** Pictures are of whole buckets, and a log begins with its first flow: so much earlier says nothing. */
const marginMs = 30_000;

/** null where all of it is held, and while nothing is known of that. */
export function unheld(
  asked: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  clusters: readonly ClusterStatus[],
): Unheld | null {
  const known = clusters.flatMap((cluster) => heldSince(cluster) ?? []);
  if (known.length === 0) return null;
  const heldMs = Math.min(...known);
  if (asked.fromMs + marginMs >= heldMs) return null;
  return { kind: asked.toMs <= heldMs ? 'all' : 'part', heldMs };
}

/** What is asked for on demand lies in the rings of the nodes. */
function heldSince({ source, flowsSince, rollupSince, ringsSince }: ClusterStatus): EpochMs | null {
  if (source !== 'relay') return null;
  const times = [flowsSince, rollupSince, ringsSince ?? null].flatMap((time) =>
    time === null ? [] : [Date.parse(time)],
  );
  return times.length === 0 ? null : Math.min(...times);
}
