// Follows one Relay into a store, and knows what is true of the connection.
import type { EpochMs } from '@/lib/flow/flow';
import { createIntake, type Intake } from '@/lib/live/intake';
import type { ClusterStatus } from '@/lib/live/live';
import { clockBehind } from '@/lib/live/node-book';
import { createPolling, type Polling } from '@/lib/live/polling';
import { createReadBack } from '@/lib/live/read-back';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import type { Store } from '@/lib/live/store';
import type { RelayClient } from '@/lib/relay/client';
import { type Following, follow } from '@/lib/relay/follow';
import type { ConnectionState } from '@/lib/relay/relay';

export interface RelaySource {
  readonly store: Store;
  status(nowMs: EpochMs): ClusterStatus;
  /** Grows when something about the connection, the nodes, the gaps or the polled figures changed. */
  version(): number;
  /** Cuts the wait for the next attempt short. */
  reconnect(): void;
  close(): Promise<void>;
}

export interface RelaySourceOptions {
  readonly client: RelayClient;
  readonly store: Store;
  /** Flows remembered for telling repeats. */
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
}

/** History asked for at the start, over all nodes; a node's ring holds 4095 flows unless configured otherwise. */
const backlogFlows = 200_000;
const mostBacklogPerNode = 4_095;
const leastBacklogPerNode = 100;

export function createRelaySource(options: RelaySourceOptions): RelaySource {
  const { client, store, now } = options;
  const abort = new AbortController();
  const readBack = createReadBack({ store, now });
  const intake = createIntake({ ...options, readBack });
  const polling = createPolling({ client, store, now, onNodes: readBack.onNodes });
  let connection: ConnectionState = { state: 'idle' };
  let following: Following | undefined;
  let wasEverLive = false;
  let version = 0;

  async function run() {
    const { sinceMs, nodes } = await polling.first(abort.signal);
    readBack.nodesUpSince(sinceMs);
    const share = Math.floor(backlogFlows / nodes);
    const backlog = Math.max(leastBacklogPerNode, Math.min(mostBacklogPerNode, share));
    following = follow(patient(client, store), { backlog }, abort.signal);
    for await (const update of following) {
      if (update.kind === 'events') await intake.takeAll(update.events);
      else onState(update.state);
    }
  }

  function onState(next: ConnectionState) {
    version += 1;
    const wasLive = connection.state === 'live';
    connection = next;
    if (next.state === 'live') {
      store.listensSince(now());
      polling.start();
      readBack.begin(wasEverLive);
      wasEverLive = true;
    } else if (wasLive) {
      polling.stop();
      readBack.broken(lastHeardMs());
    }
  }

  /** A quiet cluster says nothing for long; a dead connection is noticed within a minute. */
  function lastHeardMs(): EpochMs {
    return Math.max(intake.counts().lastArrivedMs ?? 0, now() - 60_000);
  }

  const running = run();
  return {
    store,
    status: (nowMs) => statusOf({ client, store, connection, intake, polling, nowMs }),
    version: () => version + intake.version() + store.gaps.version() + polling.version(),
    reconnect: () => following?.retryNow(),
    async close() {
      abort.abort();
      polling.stop();
      readBack.close();
      await running.catch(() => {});
      client.close();
    },
  };
}

/**
 * Resumes as far back as the slowest clock of the cluster asks for: an agent sends nothing that is older, by its own
 * clock, than what was asked for. What comes again is known.
 */
function patient(client: RelayClient, store: Store): RelayClient {
  return {
    ...client,
    observe({ sinceMs, ...request }, signal) {
      const nodes = store.nodes.all().filter(({ state }) => state !== 'gone');
      const behindMs = Math.max(0, ...nodes.map(clockBehind));
      return client.observe(
        { ...request, ...(sinceMs !== undefined && { sinceMs: Math.max(0, sinceMs - behindMs) }) },
        signal,
      );
    },
  };
}

interface StatusInput {
  readonly client: RelayClient;
  readonly store: Store;
  readonly connection: ConnectionState;
  readonly intake: Intake;
  readonly polling: Polling;
  readonly nowMs: EpochMs;
}

function statusOf({ client, store, connection, intake, polling, nowMs }: StatusInput): ClusterStatus {
  const log = store.log.figures();
  const { rollup } = store.shared;
  const polled = polling.latest();
  const counts = intake.counts();
  return {
    cluster: store.cluster,
    source: 'relay',
    address: client.target.address,
    connection,
    relayVersion: polled?.version || client.version(),
    nodesConnected: polled?.connectedNodes ?? null,
    nodesUnavailable: polled?.unavailableNodes ?? null,
    nodes: store.nodes.infos(),
    flowsPerSecond: intake.perSecond(nowMs),
    flowsReceived: counts.received,
    repeatsDropped: counts.repeats,
    unknownResponses: counts.unknown,
    malformedMessages: counts.malformed,
    lostEvents: store.gaps.lostEvents(),
    lostEventsUnknown: store.gaps.lostEventsUnknown(),
    flowsSince: toRfc3339OrNull(log.oldestMs),
    rollupSince: toRfc3339OrNull(rollup.sinceMs()),
    lastFlow: toRfc3339OrNull(counts.newestFlowMs),
    lagMs: counts.lagMs,
    held: { flows: log.flows, bytes: log.bytes + rollup.bytes() + intake.bytes(), rows: rollup.size() },
  };
}
