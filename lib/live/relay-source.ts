// Follows one Relay into a store: each flow is counted once, and what is known about the connection kept.
import type { EpochMs } from '@/lib/flow/flow';
import type { ClusterStatus } from '@/lib/live/live';
import { placeOf } from '@/lib/live/place';
import { createPolling, type Polling } from '@/lib/live/polling';
import { createRateMeter } from '@/lib/live/rate';
import { createReadBack } from '@/lib/live/read-back';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import { createSeen } from '@/lib/live/seen';
import { nextTurn } from '@/lib/live/slices';
import type { Store } from '@/lib/live/store';
import type { RelayClient } from '@/lib/relay/client';
import { follow } from '@/lib/relay/follow';
import type { ConnectionState, RelayEvent } from '@/lib/relay/relay';

export interface RelaySource {
  readonly store: Store;
  status(nowMs: EpochMs): ClusterStatus;
  /** Something about the connection, the nodes or the polled figures changed when this grew. */
  version(): number;
  close(): Promise<void>;
}

export interface RelaySourceOptions {
  readonly client: RelayClient;
  readonly store: Store;
  /** Flows remembered for telling repeats. */
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
}

interface Counters {
  received: number;
  repeats: number;
  skipped: number;
  unknown: number;
  malformed: number;
  newestFlowMs: EpochMs | null;
  lagMs: number | null;
  lastArrivedMs: EpochMs | null;
}

/** History asked for at the start, over all nodes; a node's ring holds 4095 flows unless configured otherwise. */
const backlogFlows = 200_000;
const mostBacklogPerNode = 4_095;
/** Longest stretch of folding before others get their turn. */
const sliceMs = 12;

export function createRelaySource(options: RelaySourceOptions): RelaySource {
  const { client, store, now } = options;
  const { gaps, nodes } = store;
  const seen = createSeen({ capacity: options.seenCapacity });
  const rate = createRateMeter();
  const abort = new AbortController();
  const counters: Counters = {
    received: 0,
    repeats: 0,
    skipped: 0,
    unknown: 0,
    malformed: 0,
    newestFlowMs: null,
    lagMs: null,
    lastArrivedMs: null,
  };
  const readBack = createReadBack({ store, now });
  const polling = createPolling({ client, store, now, onNodes: readBack.onNodes });
  let connection: ConnectionState = { state: 'idle' };
  let version = 0;

  async function run() {
    const uptime = await polling.first(abort.signal);
    readBack.nodesUpSince(uptime.sinceMs);
    const backlog = Math.max(100, Math.min(mostBacklogPerNode, Math.floor(backlogFlows / uptime.nodes)));
    for await (const update of follow(client, { backlog }, abort.signal)) {
      if (update.kind === 'events') await takeAll(update.events);
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
      readBack.begin(counters.lastArrivedMs !== null);
    } else if (wasLive) {
      polling.stop();
      readBack.broken(lastHeardMs());
    }
  }

  /** A quiet cluster says nothing for long; a dead connection is noticed within a minute. */
  function lastHeardMs(): EpochMs {
    return Math.max(counters.lastArrivedMs ?? 0, now() - 60_000);
  }

  async function takeAll(events: readonly RelayEvent[]) {
    let startedMs = performance.now();
    for (const [index, event] of events.entries()) {
      take(event);
      if (index % 128 !== 127 || performance.now() - startedMs < sliceMs) continue;
      await nextTurn();
      startedMs = performance.now();
    }
  }

  function take(event: RelayEvent) {
    switch (event.kind) {
      case 'flow':
        return takeFlow(event);
      case 'lost':
        return takeLoss(event);
      case 'nodes':
        version += 1;
        return nodes.told(event.state, event.stateText, event.names, event.message, now());
      case 'unknown':
        counters.unknown += 1;
        return;
      case 'malformed':
        counters.malformed += 1;
    }
  }

  function takeFlow({ facts, bytes, node: sender }: RelayEvent & { kind: 'flow' }) {
    const arrivedMs = now();
    counters.lastArrivedMs = arrivedMs;
    const node = nodes.of(facts.node || sender);
    const { sighting, hash } = seen.judge(facts, node.mark, arrivedMs);
    readBack.saw(node, sighting, arrivedMs);
    if (sighting === 'repeat') counters.repeats += 1;
    else if (sighting === 'replay') {
      counters.skipped += 1;
      gaps.replaySkipped(node.name, facts.timeMs ?? arrivedMs);
    } else {
      const place = placeOf(facts.timeMs, arrivedMs, readBack);
      store.keep(facts, bytes, place, arrivedMs, hash);
      nodes.saw(node, facts.timeMs, arrivedMs);
      noteFlow(counters, place.atMs, arrivedMs);
      rate.add(1, arrivedMs);
    }
  }

  function takeLoss(event: RelayEvent & { kind: 'lost' }) {
    const arrivedMs = now();
    const at = (timeMs: EpochMs | null) => placeOf(timeMs ?? undefined, arrivedMs, readBack).atMs;
    const toMs = at(event.lastMs ?? event.timeMs);
    const fromMs = event.firstMs === null ? toMs : at(event.firstMs);
    const atHead = readBack.isReading(arrivedMs);
    gaps.lost({ ...event, fromMs: Math.min(fromMs, toMs), toMs, atHead });
    if (event.node) readBack.lostAt(nodes.of(event.node), atHead);
  }

  const running = run();
  return {
    store,
    status: (nowMs) =>
      statusOf({
        ...options,
        connection,
        counters,
        polling,
        perSecond: rate.perSecond(nowMs),
        extraBytes: seen.bytes(),
      }),
    version: () => version + gaps.version() + polling.version(),
    async close() {
      abort.abort();
      polling.stop();
      readBack.close();
      await running.catch(() => {});
      client.close();
    },
  };
}

function noteFlow(counters: Counters, atMs: EpochMs, arrivedMs: EpochMs) {
  counters.received += 1;
  if (counters.newestFlowMs !== null && atMs < counters.newestFlowMs) return;
  counters.newestFlowMs = atMs;
  counters.lagMs = Math.max(0, arrivedMs - atMs);
}

interface StatusInput extends RelaySourceOptions {
  readonly connection: ConnectionState;
  readonly counters: Counters;
  readonly polling: Polling;
  readonly perSecond: number;
  readonly extraBytes: number;
}

function statusOf({ client, store, connection, counters, polling, perSecond, extraBytes }: StatusInput): ClusterStatus {
  const log = store.log.figures();
  const { rollup } = store.shared;
  const polled = polling.latest();
  return {
    cluster: store.cluster,
    source: 'relay',
    address: client.target.address,
    connection,
    relayVersion: polled?.version || client.version(),
    nodesConnected: polled?.connectedNodes ?? null,
    nodesUnavailable: polled?.unavailableNodes ?? null,
    nodes: store.nodes.infos(),
    flowsPerSecond: perSecond,
    flowsReceived: counters.received,
    repeatsDropped: counters.repeats + counters.skipped,
    unknownResponses: counters.unknown,
    malformedMessages: counters.malformed,
    lostEvents: store.gaps.lostEvents(),
    lostEventsUnknown: store.gaps.lostEventsUnknown(),
    flowsSince: toRfc3339OrNull(log.oldestMs),
    rollupSince: toRfc3339OrNull(rollup.sinceMs()),
    lastFlow: toRfc3339OrNull(counters.newestFlowMs),
    lagMs: counters.lagMs,
    held: { flows: log.flows, bytes: log.bytes + rollup.bytes() + extraBytes, rows: rollup.size() },
  };
}
