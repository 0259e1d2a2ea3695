// The live side of the server: one source per Relay, opened captures, shared views, and answers on all of them.
import { randomBytes } from 'node:crypto';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { createAnswers } from '@/lib/live/answers';
import { createCaptures } from '@/lib/live/captures';
import { LiveError } from '@/lib/live/error';
import { createLanes } from '@/lib/live/lanes';
import type { Live, Status } from '@/lib/live/live';
import { shareMemory } from '@/lib/live/memory';
import { createNamespaceFeeds } from '@/lib/live/namespace-feed';
import { answerFlows } from '@/lib/live/page';
import { createRelaySource, type RelaySource } from '@/lib/live/relay-source';
import { toRfc3339 } from '@/lib/live/rfc3339';
import { resolveScope, type Sources } from '@/lib/live/scope';
import { createStore, type Store } from '@/lib/live/store';
import { createViews } from '@/lib/live/views';
import { createRelayClient, type RelayClient } from '@/lib/relay/client';
import { relayCodec } from '@/lib/relay/decode';
import type { RelayTarget } from '@/lib/relay/relay';

export interface LiveOptions {
  readonly clusters: readonly RelayTarget[];
  /** For flow logs, rollups, captures and what tells repeats, together. */
  readonly memoryBytes: number;
  readonly version: string;
  readonly now?: () => EpochMs;
  readonly connect?: (target: RelayTarget) => RelayClient;
}

/** Pictures reach back an hour; buckets are kept a little longer, until every window has left them. */
export const retentionMs = 3_600_000;
const marginMs = 120_000;
const housekeepingMs = 2_000;

/** Connects at once; `close` ends every stream and every reader. */
export function createLive({
  clusters,
  memoryBytes,
  version,
  now = Date.now,
  connect = createRelayClient,
}: LiveOptions): Live {
  const memory = shareMemory(memoryBytes, clusters.length);
  const startedMs = now();
  const relays = clusters.map((target) => openRelay(target));
  const captures = createCaptures({ mostBytes: memory.captureBytes, maxConversations: memory.maxConversations, now });
  const sources: Sources = { clusters: () => relays.map(({ store }) => store), capture: captures.get };
  const lanes = createLanes(now);
  const namespaces = createNamespaceFeeds(now);
  const views = createViews({ lanes, now, namespaces: namespaces.of, status, stateVersion });
  const answers = createAnswers({ lanes, now });
  const resolve = (scope: Parameters<typeof resolveScope>[0]) => resolveScope(scope, sources, now());

  function openRelay(target: RelayTarget): RelaySource {
    const store = createStore({
      cluster: target.cluster,
      codec: relayCodec,
      log: { bytes: memory.logBytes, flows: memory.logFlows },
      retentionMs,
      maxConversations: memory.maxConversations,
      epoch: newId(),
    });
    return createRelaySource({ client: connect(target), store, seenCapacity: memory.seenCapacity, now });
  }

  function stateVersion(): number {
    return relays.reduce((sum, relay) => sum + relay.version(), captures.version());
  }

  function status(): Status {
    const nowMs = now();
    return {
      version,
      now: toRfc3339(nowMs),
      startedAt: toRfc3339(startedMs),
      readers: views.readers(),
      views: views.count(),
      clusters: [...relays.map((relay) => relay.status(nowMs)), ...captures.all().map((capture) => capture.status())],
    };
  }

  const housekeeping = setInterval(() => {
    const beforeMs = now() - retentionMs - marginMs;
    for (const { store } of relays) {
      store.shared.drain();
      store.shared.forget(beforeMs);
      store.shared.shrink(memory.rollupBytes);
    }
    lanes.forget(beforeMs, memory.rollupBytes);
  }, housekeepingMs);

  return {
    status: async () => status(),
    namespaces: async (scope) => answers.namespaces(resolve(scope), scope.filter),
    map: async (scope, group) => answers.map(resolve(scope), scope.filter, group),
    drops: async (scope) => answers.drops(resolve(scope), scope.filter),
    series: async (scope, by, stepMs) => answers.series(resolve(scope), scope.filter, by, stepMs),
    flows: async (scope, page) => answerFlows(resolve(scope), scope.filter, page, now()),
    async flow(cluster, id) {
      const { stores } = resolve({ filter: { tokens: [] }, cluster });
      const open = cluster === undefined ? captures.all().map(({ store }) => store) : [];
      return findFlow([...stores, ...open], id);
    },
    watch: (query, signal, lastId) => views.watch({ ...query, ...resolve(query) }, signal, lastId),
    async reconnect(cluster) {
      const { stores } = resolve({ filter: { tokens: [] }, cluster });
      for (const relay of relays) if (stores.includes(relay.store)) relay.reconnect();
    },
    openCapture: async (name, chunks) => (await captures.open(newId(), name, chunks)).report,
    async close() {
      clearInterval(housekeeping);
      views.close();
      lanes.close();
      await Promise.all(relays.map((relay) => relay.close()));
    },
  };
}

function findFlow(stores: readonly Store[], id: string): Flow {
  for (const store of stores) {
    const flow = store.find(id);
    if (flow) return flow;
  }
  throw new LiveError('no-such-flow', 'This flow is not held any more; the log keeps the newest flows only.');
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}
