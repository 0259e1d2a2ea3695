// The live side of the server: one source per Relay, opened captures, shared views, and answers on all of them.
import { randomBytes } from 'node:crypto';
import type { DropMark } from '@/lib/drops/mark';
import { everything as all } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import { createCaptures } from '@/lib/live/at-rest/captures';
import { createFreezer } from '@/lib/live/at-rest/freezer';
import { createOpenSnapshots } from '@/lib/live/at-rest/open-snapshots';
import { startHousekeeping } from '@/lib/live/housekeeping';
import { createLanes } from '@/lib/live/lane/lanes';
import type { Live } from '@/lib/live/live';
import { shareMemory } from '@/lib/live/memory';
import { createMemoryGuard } from '@/lib/live/memory-guard';
import { createNamespaceFeeds } from '@/lib/live/picture/namespace-feed';
import { createAsking } from '@/lib/live/query/asking';
import { createQueries } from '@/lib/live/query/queries';
import { type Observe, openRelay } from '@/lib/live/relay/open-relay';
import { marksInSight } from '@/lib/live/sight/for-reader';
import { createSightedSources } from '@/lib/live/sight/sighted-sources';
import { createStatuses } from '@/lib/live/statuses';
import { createViews, type Views } from '@/lib/live/view/views';
import { createRelayClient, type RelayClient } from '@/lib/relay/client';
import type { RelayTarget } from '@/lib/relay/relay';

export interface LiveOptions {
  readonly clusters: readonly RelayTarget[];
  /** For flow logs, rollups, captures and what tells repeats, together. */
  readonly memoryBytes: number;
  readonly version: string;
  /** `always` unless given: all flows from the start on, or those that are asked for. */
  readonly observe?: Observe;
  /** Flows are shown with the secrets that clients sent; masked unless so. */
  readonly showSecrets?: boolean;
  /** How long a view, and with it what only it asked for, is kept after its last reader. */
  readonly graceMs?: number;
  readonly now?: () => EpochMs;
  readonly connect?: (target: RelayTarget) => RelayClient;
}

/** Pictures reach back an hour; buckets are kept a little longer, until every window has left them. */
export const retentionMs = 3_600_000;

/** Connects at once; `close` ends every stream and every reader. */
export function createLive(options: LiveOptions): Live {
  const { clusters, memoryBytes, observe = 'always', showSecrets = false, now = Date.now } = options;
  const { connect = createRelayClient } = options;
  const memory = shareMemory(memoryBytes, clusters.length);
  const relays = clusters.map((target) =>
    openRelay(observe, {
      client: connect(target),
      memory,
      retentionMs,
      showSecrets,
      part: () => guard.part(),
      now,
      newId,
    }),
  );
  const files = { mostBytes: memory.captureBytes, maxConversations: memory.maxConversations, showSecrets };
  const captures = createCaptures({ ...files, now });
  const snapshots = createOpenSnapshots({ ...files, newId });
  const sighted = createSightedSources();
  const everything = { relays, captures, snapshots, sighted };
  const lanes = createLanes(now);
  const namespaces = createNamespaceFeeds(now);
  const guard = createMemoryGuard({
    shares: memory,
    relays,
    captures: { bytes: () => captures.bytes() + snapshots.bytes() },
    lanes,
    sighted,
    feeds: namespaces,
    views: () => views,
  });
  const status = createStatuses({
    version: options.version,
    memoryBytes,
    heldBytes: memory.heldBytes,
    everything,
    namespaces,
    guard,
    views: () => views,
    now,
  });
  let marks: readonly DropMark[] = [];
  let marked = 0;
  const views: Views = createViews({
    lanes,
    now,
    namespaces: namespaces.of,
    status,
    marks: (reader) => marksInSight(marks, reader),
    stateVersion: () => relays.reduce((sum, relay) => sum + relay.version(), captures.version() + marked),
    graceMs: options.graceMs,
    hasRoom: guard.hasRoom,
    frameBytes: memory.frameBytes,
  });
  const stopHousekeeping = startHousekeeping({ relays, sighted, lanes, guard, retentionMs, now });
  const asking = createAsking(everything, now);

  return {
    status,
    ...createQueries(asking, lanes, now),
    flow: asking.flow,
    related: asking.related,
    watch: async (query, signal, lastId) => views.watch({ ...query, ...asking.resolve(query) }, signal, lastId),
    async reconnect(cluster, reader) {
      const asked = asking.resolve({ filter: all, cluster, reader }).sources.map((source) => source.cluster);
      for (const relay of relays) if (asked.includes(relay.cluster)) relay.reconnect();
    },
    async mark(all) {
      marks = all;
      marked += 1;
    },
    freeze: createFreezer(asking, lanes, memory.captureBytes, now),
    openSnapshot: snapshots.open,
    closeSnapshot: async (id) => snapshots.close(id),
    openCapture: async (name, chunks, reader) =>
      (await captures.open(newId(), name, chunks, reader?.name ?? null)).report,
    async close() {
      stopHousekeeping();
      views.close();
      lanes.close();
      sighted.close();
      await Promise.all(relays.map((relay) => relay.close()));
    },
  };
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}
