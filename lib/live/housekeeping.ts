// What is done every few seconds: what changed is handed out, what is too old is forgotten, and memory is kept to.
import type { EpochMs } from '@/lib/flow/flow';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { MemoryGuard } from '@/lib/live/memory-guard';
import type { RelaySource } from '@/lib/live/relay/relay-source';
import type { SightedSources } from '@/lib/live/sight/sighted-sources';

export interface Household {
  readonly relays: readonly Pick<RelaySource, 'stores'>[];
  readonly sighted: Pick<SightedSources, 'stores'>;
  readonly lanes: Pick<Lanes, 'forget'>;
  readonly guard: Pick<MemoryGuard, 'tidy'>;
  /** Of lanes; stores say theirs. */
  readonly retentionMs: number;
  readonly now: () => EpochMs;
}

/** Buckets are kept a little longer than they are asked for, until every window has left them. */
const marginMs = 120_000;
const everyMs = 2_000;

/** Until the function it gives is called. */
export function startHousekeeping({ relays, sighted, lanes, guard, retentionMs, now }: Household): () => void {
  const timer = setInterval(() => {
    const nowMs = now();
    for (const { shared, pods, retentionMs: ofStore } of [
      ...relays.flatMap((relay) => relay.stores()),
      ...sighted.stores(),
    ]) {
      shared.drain();
      shared.forget(nowMs - ofStore - marginMs);
      pods.forget(nowMs - ofStore - marginMs);
    }
    lanes.forget(nowMs - retentionMs - marginMs);
    guard.tidy();
  }, everyMs);
  return () => clearInterval(timer);
}
