// How the server and its clusters fare, as far as that is a reader's to know.
import { everything as everyFlow } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import type { ClusterStatus, Live, Status } from '@/lib/live/live';
import type { MemoryGuard } from '@/lib/live/memory-guard';
import type { NamespaceFeeds } from '@/lib/live/picture/namespace-feed';
import { toRfc3339 } from '@/lib/live/rfc3339';
import {
  capturesOf,
  type Everything,
  limitedReader,
  type SightedRelay,
  sightedRelays,
} from '@/lib/live/sight/for-reader';
import { sightedStatus } from '@/lib/live/sight/sighted-status';
import type { Question } from '@/lib/live/store/source';
import type { Views } from '@/lib/live/view/views';
import { type Reader, readsEverything } from '@/lib/sight/reader';

export interface StatusesOptions {
  readonly version: string;
  /** All that the server may take, and what of it is for what it holds. */
  readonly memoryBytes: number;
  readonly heldBytes: number;
  readonly everything: Everything;
  readonly namespaces: Pick<NamespaceFeeds, 'of'>;
  readonly guard: Pick<MemoryGuard, 'held'>;
  /** Asked late: views tell of the status in their turn. */
  views(): Pick<Views, 'readers' | 'count'>;
  readonly now: () => EpochMs;
}

export function createStatuses(options: StatusesOptions): Live['status'] {
  const { everything, namespaces, now } = options;
  const startedMs = now();

  async function clustersFor(reader: Reader | undefined): Promise<readonly ClusterStatus[]> {
    const { relays, captures } = everything;
    const limited = limitedReader(reader);
    const relayed = limited
      ? await Promise.all(sightedRelays(limited, everything).map(sightedStatusOf))
      : relays.map((relay) => relay.status(now())).map((told) => (reader?.within ? sightedStatus(told, [], 0) : told));
    return [...relayed, ...capturesOf(reader, captures.all()).map((capture) => capture.status())];
  }

  async function sightedStatusOf({ relay, source }: SightedRelay): Promise<ClusterStatus> {
    const told = relay.status(now());
    // What is read anyway may be looked at; what is not is not asked for to tell of it.
    const lease = told.observe === 'always' ? source.lease(nothingInParticular) : null;
    await lease?.ready;
    const stores = source.held();
    const rows = await namespaces.of(stores);
    lease?.close();
    const rates = rows.filter(({ namespace }) => namespace === '').map(({ flowsPerSecond }) => flowsPerSecond);
    return sightedStatus(told, stores, Math.max(0, ...rates));
  }

  function memory(): Status['memory'] {
    const { memoryBytes, heldBytes, guard } = options;
    return { limitBytes: memoryBytes, processBytes: memoryBytes - heldBytes, heldBytes: guard.held() };
  }

  return async (reader) => {
    const clusters = await clustersFor(reader);
    const isWhole = reader === undefined || readsEverything(reader);
    return {
      version: options.version,
      now: toRfc3339(now()),
      startedAt: toRfc3339(startedMs),
      readers: options.views().readers(),
      views: options.views().count(),
      ...(isWhole && { memory: memory() }),
      clusters,
    };
  };
}

const nothingInParticular: Question = {
  filter: everyFlow,
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  goesOn: false,
};
