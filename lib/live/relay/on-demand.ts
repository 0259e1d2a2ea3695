// A cluster of which only that is read which somebody looks at: one upstream stream for each distinct filter, shared by
// all its views, and questions that end with their answer. docs/adr/0004-observing-on-demand.md says why.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import type { ClusterStatus, NodeInfo } from '@/lib/live/live';
import type { MemoryShares } from '@/lib/live/memory';
import { type AskedOnce, createAskedOnce } from '@/lib/live/relay/asked-once';
import { createAskedStore } from '@/lib/live/relay/asked-store';
import { type AskedStreams, asUpstream, createAskedStreams } from '@/lib/live/relay/asked-streams';
import { askWhole } from '@/lib/live/relay/once';
import { createPolledRelay, type PolledRelay } from '@/lib/live/relay/polled-relay';
import { heldBy, type RelaySource } from '@/lib/live/relay/relay-source';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import { masking } from '@/lib/live/store/masking';
import type { RelayClient } from '@/lib/relay/client';
import { relayCodec } from '@/lib/relay/decode';
import type { ConnectionState, RelayStatus } from '@/lib/relay/relay';
import { createEndNames } from '@/lib/rollup/end-names';
import { createPodBook } from '@/lib/rollup/pod-book';

export interface OnDemandOptions {
  readonly client: RelayClient;
  readonly memory: MemoryShares;
  readonly retentionMs: number;
  readonly showSecrets: boolean;
  /** The part of its share of memory that the cluster may take now. */
  part(): number;
  readonly now: () => EpochMs;
  newId(): string;
}

/** Small grains: what one cluster may hold is shared by all that is being looked at. */
const slabBytes = 256 * 1024;
/** Filtered streams bring less, and repeats of them are as few. */
const seenShare = 16;
const leastSeen = 16_384;

export function createOnDemandSource(options: OnDemandOptions): RelaySource {
  const { memory, now } = options;
  const client = withSharedStatus(options.client, now);
  const codec = options.showSecrets ? relayCodec : masking(relayCodec);
  const names = createEndNames();
  const pods = createPodBook(memory.podBytes);
  const seenCapacity = Math.max(leastSeen, memory.seenCapacity / seenShare);
  const polled = createPolledRelay({
    client,
    now,
    onNodes(nodes) {
      for (const { store, stream } of streams.all()) {
        store.nodes.polled(nodes, now());
        stream.onNodes(nodes);
      }
    },
  });
  const shared = { client, now, seenCapacity, onChange: shareOut };
  const streams = createAskedStreams({ ...shared, open: (filter) => openStore(filter, options.retentionMs) });
  const once = createAskedOnce({
    ...shared,
    open: (filter, reachMs) =>
      openStore(filter, Math.max(options.retentionMs, Number.isFinite(reachMs) ? reachMs + marginMs : 0)),
  });
  const stores = () => [...streams.all(), ...once.all()].map(({ store }) => store);

  function openStore(filter: Filter, retentionMs: number) {
    const { maxConversations, logBytes, logFlows } = memory;
    return createAskedStore(filter, polled, {
      cluster: client.target.cluster,
      log: { bytes: logBytes, flows: logFlows, slabBytes },
      retentionMs,
      showSecrets: options.showSecrets,
      maxConversations,
      epoch: options.newId(),
      names,
      pods,
      named: polled.named,
    });
  }

  /** All that is looked at together may hold as much as one cluster that is watched whole. */
  function shareOut() {
    const all = stores();
    for (const { log } of all) log.limit((options.part() * memory.logBytes) / all.length);
  }

  const repeatBytes = () =>
    [...streams.all().map(({ stream }) => stream), ...once.all().map((kept) => kept.once)].reduce(
      (sum, { intake }) => sum + intake.bytes(),
      0,
    );
  return {
    cluster: client.target.cluster,
    lease: (question) => {
      const isStill = Number.isFinite(question.toMs);
      if (question.goesOn && !isStill) return streams.join(question);
      return streams.borrow(question) ?? once.lease(question);
    },
    stores,
    whole: (uuid) => askWhole(client, codec, uuid, now()).catch(() => undefined),
    status: (nowMs) => statusOf({ client, polled, streams, once, repeatBytes: repeatBytes(), nowMs }),
    version: () => polled.version() + streams.version(),
    reconnect() {
      polled.reconnect();
      for (const { stream } of streams.all()) stream.reconnect();
    },
    repeatBytes,
    async close() {
      polled.close();
      once.close();
      await streams.close();
      client.close();
    },
  };
}

const marginMs = 60_000;
const statusFreshMs = 5_000;

/** Every quiet stream asks whether Relay is still there: one answer does for all of them. */
function withSharedStatus(client: RelayClient, now: () => EpochMs): RelayClient {
  let askedMs = Number.NEGATIVE_INFINITY;
  let answer: Promise<RelayStatus> | null = null;
  return {
    ...client,
    status() {
      if (answer && now() - askedMs < statusFreshMs) return answer;
      askedMs = now();
      const asked = client.status();
      answer = asked;
      asked.catch(() => {
        if (answer === asked) answer = null;
      });
      return asked;
    },
  };
}

interface StatusInput {
  readonly client: RelayClient;
  readonly polled: PolledRelay;
  readonly streams: AskedStreams;
  readonly once: AskedOnce;
  readonly repeatBytes: number;
  readonly nowMs: EpochMs;
}

/** Counts are of what Relay has sent: a flow that two filters let through came twice. */
function statusOf({ client, polled, streams, once, repeatBytes, nowMs }: StatusInput): ClusterStatus {
  const open = streams.all();
  const past = streams.past();
  const counts = open.map(({ stream }) => stream.intake.counts());
  const sum = (name: keyof typeof past) => counts.reduce((total, each) => total + each[name], past[name]);
  const gaps = open.map(({ store }) => store.gaps);
  const newest = counts.filter(({ newestFlowMs }) => newestFlowMs !== null);
  const latest = newest.sort((a, b) => (a.newestFlowMs ?? 0) - (b.newestFlowMs ?? 0)).at(-1);
  const stores = [...open, ...once.all()].map(({ store }) => store);
  const status = polled.latest();
  return {
    cluster: client.target.cluster,
    source: 'relay',
    observe: 'on-demand',
    streams: open.map((each) => asUpstream(each, nowMs)),
    ringsSince: toRfc3339OrNull(polled.ringsSinceMs()),
    address: client.target.address,
    connection: connectionOf(polled, streams),
    relayVersion: status?.version || client.version(),
    nodesConnected: status?.connectedNodes ?? null,
    nodesUnavailable: status?.unavailableNodes ?? null,
    nodes: nodesOf(polled, streams),
    flowsPerSecond: open.reduce((total, { stream }) => total + stream.intake.perSecond(nowMs), 0),
    flowsReceived: sum('received'),
    repeatsDropped: sum('repeats'),
    unknownResponses: sum('unknown'),
    malformedMessages: sum('malformed'),
    // All streams are told of the same losses.
    lostEvents: mostOf(gaps.map((each) => BigInt(each.lostEvents()))).toString(),
    lostEventsUnknown: Math.max(0, ...gaps.map((each) => each.lostEventsUnknown())),
    flowsSince: toRfc3339OrNull(leastOf(stores.map(({ log }) => log.figures().oldestMs))),
    rollupSince: toRfc3339OrNull(leastOf(stores.map(({ shared }) => shared.rollup.sinceMs()))),
    lastFlow: toRfc3339OrNull(latest?.newestFlowMs ?? null),
    lagMs: latest?.lagMs ?? null,
    held: heldBy(stores, repeatBytes),
    otherFlows: stores.reduce((total, { shared }) => total + shared.rollup.overflow(), 0),
  };
}

/** A stream that is down tells more than that Relay answers. */
function connectionOf(polled: PolledRelay, streams: AskedStreams): ConnectionState {
  const connection = polled.connection();
  if (connection.state !== 'live') return connection;
  const states = streams.all().map(({ stream }) => stream.connection());
  return states.find(({ state }) => state === 'retrying' || state === 'refused') ?? connection;
}

/** As Relay lists them, with the newest flow that any stream has brought from each. */
function nodesOf(polled: PolledRelay, streams: AskedStreams): readonly NodeInfo[] {
  const lastMs = new Map<string, EpochMs>();
  for (const { store } of streams.all()) {
    for (const { name, lastFlowMs } of store.nodes.infos()) {
      if (lastFlowMs !== null) lastMs.set(name, Math.max(lastFlowMs, lastMs.get(name) ?? lastFlowMs));
    }
  }
  return polled.nodes.infos().map((node) => ({ ...node, lastFlowMs: lastMs.get(node.name) ?? null }));
}

function mostOf(counts: readonly bigint[]): bigint {
  return counts.toSorted((a, b) => Number(a - b)).at(-1) ?? 0n;
}

function leastOf(times: readonly (EpochMs | null)[]): EpochMs | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
