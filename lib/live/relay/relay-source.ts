// Follows all flows of one Relay into a store, from the start on.
import type { EpochMs } from '@/lib/flow/flow';
import type { ClusterStatus } from '@/lib/live/live';
import { createPolling, type Polling } from '@/lib/live/relay/polling';
import { createRelayStream, type RelayStream } from '@/lib/live/relay/relay-stream';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import { heldSource, type Source } from '@/lib/live/store/source';
import type { Store } from '@/lib/live/store/store';
import type { RelayClient } from '@/lib/relay/client';

/** A source with a connection behind it. */
export interface RelaySource extends Source {
  status(nowMs: EpochMs): ClusterStatus;
  /** Grows when something about the connection, the nodes, the gaps or the polled figures changed. */
  version(): number;
  /** Cuts the wait for the next attempt short. */
  reconnect(): void;
  /** Bytes of what tells repeats. */
  repeatBytes(): number;
  close(): Promise<void>;
}

export interface RelaySourceOptions {
  readonly client: RelayClient;
  readonly store: Store;
  /** Flows remembered for telling repeats. */
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
}

export function createRelaySource({ client, store, seenCapacity, now }: RelaySourceOptions): RelaySource {
  const polling = createPolling({ client, store, now, onNodes: (nodes) => stream.onNodes(nodes) });
  const stream = createRelayStream({
    client,
    store,
    seenCapacity,
    now,
    async circumstances(signal) {
      const { sinceMs, nodes } = await polling.first(signal);
      return { upSinceMs: sinceMs, nodes };
    },
    onLive: polling.start,
    onBroken: polling.stop,
  });

  return {
    ...heldSource(store),
    status: (nowMs) => statusOf({ client, store, stream, polling, nowMs }),
    version: () => stream.version() + polling.version(),
    reconnect: stream.reconnect,
    repeatBytes: stream.intake.bytes,
    async close() {
      polling.stop();
      await stream.close();
      client.close();
    },
  };
}

interface StatusInput {
  readonly client: RelayClient;
  readonly store: Store;
  readonly stream: RelayStream;
  readonly polling: Polling;
  readonly nowMs: EpochMs;
}

function statusOf({ client, store, stream, polling, nowMs }: StatusInput): ClusterStatus {
  const log = store.log.figures();
  const { rollup } = store.shared;
  const polled = polling.latest();
  const counts = stream.intake.counts();
  return {
    cluster: store.cluster,
    source: 'relay',
    observe: 'always',
    address: client.target.address,
    connection: stream.connection(),
    relayVersion: polled?.version || client.version(),
    nodesConnected: polled?.connectedNodes ?? null,
    nodesUnavailable: polled?.unavailableNodes ?? null,
    nodes: store.nodes.infos(),
    flowsPerSecond: stream.intake.perSecond(nowMs),
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
    held: heldBy([store], stream.intake.bytes()),
    otherFlows: rollup.overflow(),
  };
}

/** What these stores hold, with so many bytes of what tells repeats beside them. */
export function heldBy(stores: readonly Store[], repeatBytes: number): ClusterStatus['held'] {
  const sum = (of: (store: Store) => number) => stores.reduce((total, store) => total + of(store), 0);
  const flowBytes = sum(({ log }) => log.figures().bytes);
  const rollupBytes = sum(({ shared }) => shared.rollup.bytes());
  return {
    flows: sum(({ log }) => log.figures().flows),
    bytes: flowBytes + rollupBytes + repeatBytes,
    rows: sum(({ shared }) => shared.rollup.size()),
    flowBytes,
    rollupBytes,
    repeatBytes,
  };
}
