// The live side of the server: one source per Relay, opened captures, shared views, and answers on all of them.
import { randomBytes } from 'node:crypto';
import type { DropMark } from '@/lib/drops/mark';
import { everything as all, type Filter } from '@/lib/filter/filter';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import type { FrozenAbout } from '@/lib/frozen/about';
import { writeFrozen } from '@/lib/frozen/file';
import type { Grouping } from '@/lib/graph/graph';
import { createAnswers } from '@/lib/live/answers';
import { createCaptures } from '@/lib/live/captures';
import { LiveError } from '@/lib/live/error';
import {
  capturesOf,
  limitedReader,
  marksInSight,
  type SightedRelay,
  sightedRelays,
  sourcesFor,
} from '@/lib/live/for-reader';
import { freeze } from '@/lib/live/freeze';
import { createLanes } from '@/lib/live/lanes';
import type { ClusterStatus, FrozenView, Live, PodsSeen, Scope, Span, Status } from '@/lib/live/live';
import { refuseBadFilter } from '@/lib/live/matcher';
import { shareMemory } from '@/lib/live/memory';
import { createMemoryGuard } from '@/lib/live/memory-guard';
import { createNamespaceFeeds } from '@/lib/live/namespace-feed';
import { createOnDemandSource } from '@/lib/live/on-demand';
import { createOpenSnapshots } from '@/lib/live/open-snapshots';
import { answerFlows, epochOf } from '@/lib/live/page';
import { answerPods } from '@/lib/live/pods';
import { readRelated } from '@/lib/live/related';
import { createRelaySource, type RelaySource } from '@/lib/live/relay-source';
import { toRfc3339 } from '@/lib/live/rfc3339';
import { type HeldScope, resolveScope } from '@/lib/live/scope';
import { scopeKey } from '@/lib/live/scope-key';
import { createSharedAnswers } from '@/lib/live/shared-answers';
import { createSightedSources } from '@/lib/live/sighted-sources';
import { sightedStatus } from '@/lib/live/sighted-status';
import { leaseAll, type Source } from '@/lib/live/source';
import { createStore } from '@/lib/live/store';
import { momentOf } from '@/lib/live/stores';
import { lookForValues } from '@/lib/live/value-look';
import { createValues } from '@/lib/live/values';
import { createViews, type Views } from '@/lib/live/views';
import { createRelayClient, type RelayClient } from '@/lib/relay/client';
import { relayCodec } from '@/lib/relay/decode';
import type { RelayTarget } from '@/lib/relay/relay';
import { createPodBook } from '@/lib/rollup/pod-book';
import type { Reader } from '@/lib/sight/reader';

export interface LiveOptions {
  readonly clusters: readonly RelayTarget[];
  /** For flow logs, rollups, captures and what tells repeats, together. */
  readonly memoryBytes: number;
  readonly version: string;
  /** `always` unless given: all flows from the start on, or those that are asked for. */
  readonly observe?: 'always' | 'on-demand';
  /** Flows are shown with the secrets that clients sent; masked unless so. */
  readonly showSecrets?: boolean;
  /** How long a view, and with it what only it asked for, is kept after its last reader. */
  readonly graceMs?: number;
  readonly now?: () => EpochMs;
  readonly connect?: (target: RelayTarget) => RelayClient;
}

/** Pictures reach back an hour; buckets are kept a little longer, until every window has left them. */
export const retentionMs = 3_600_000;
const marginMs = 120_000;
const housekeepingMs = 2_000;
/** Pods come and go slowly, and every map asks. */
const podsFreshMs = 2_000;

/** Connects at once; `close` ends every stream and every reader. */
export function createLive({
  clusters,
  memoryBytes,
  version,
  observe = 'always',
  showSecrets = false,
  graceMs,
  now = Date.now,
  connect = createRelayClient,
}: LiveOptions): Live {
  const memory = shareMemory(memoryBytes, clusters.length);
  const startedMs = now();
  let marks: readonly DropMark[] = [];
  let marked = 0;
  const relays = clusters.map((target) => openRelay(target));
  const captures = createCaptures({
    mostBytes: memory.captureBytes,
    maxConversations: memory.maxConversations,
    showSecrets,
    now,
  });
  const snapshots = createOpenSnapshots({
    mostBytes: memory.captureBytes,
    maxConversations: memory.maxConversations,
    showSecrets,
    newId,
  });
  const atRest = { bytes: () => captures.bytes() + snapshots.bytes() };
  const sighted = createSightedSources();
  const everything = { relays, captures, snapshots, sighted };
  const lanes = createLanes(now);
  const namespaces = createNamespaceFeeds(now);
  const guard = createMemoryGuard({
    shares: memory,
    relays,
    captures: atRest,
    lanes,
    sighted,
    feeds: namespaces,
    views: () => views,
  });
  const views: Views = createViews({
    lanes,
    now,
    namespaces: namespaces.of,
    status: statusFor,
    marks: (reader) => marksInSight(marks, reader),
    stateVersion,
    graceMs,
    hasRoom: guard.hasRoom,
    frameBytes: memory.frameBytes,
  });
  const answers = createAnswers({ lanes, now });
  const values = createValues();
  const pods = createSharedAnswers<Span & PodsSeen>(podsFreshMs);
  const resolve = (scope: Scope) => {
    refuseBadFilter(scope.filter);
    return resolveScope(scope, sourcesFor(scope.reader, everything), now());
  };

  function openRelay(target: RelayTarget): RelaySource {
    const client = connect(target);
    if (observe === 'on-demand')
      return createOnDemandSource({ client, memory, retentionMs, showSecrets, part: () => guard.part(), now, newId });
    const store = createStore({
      cluster: target.cluster,
      codec: relayCodec,
      log: { bytes: memory.logBytes, flows: memory.logFlows },
      retentionMs,
      maxConversations: memory.maxConversations,
      showSecrets,
      epoch: newId(),
      pods: createPodBook(memory.podBytes),
    });
    return createRelaySource({ client, store, seenCapacity: memory.seenCapacity, now });
  }

  function stateVersion(): number {
    return relays.reduce((sum, relay) => sum + relay.version(), captures.version() + marked);
  }

  function status(clusters: readonly ClusterStatus[], reader?: Reader): Status {
    const nowMs = now();
    return {
      version,
      now: toRfc3339(nowMs),
      startedAt: toRfc3339(startedMs),
      readers: views.readers(),
      views: views.count(),
      ...(!limitedReader(reader) &&
        !reader?.within && {
          memory: {
            limitBytes: memoryBytes,
            processBytes: memoryBytes - memory.heldBytes,
            heldBytes: guard.held(),
          },
        }),
      clusters,
    };
  }

  async function statusFor(reader?: Reader): Promise<Status> {
    const limited = limitedReader(reader);
    const relayed = limited
      ? await Promise.all(sightedRelays(limited, everything).map(sightedStatusOf))
      : relays.map((relay) => relay.status(now())).map((told) => (reader?.within ? sightedStatus(told, [], 0) : told));
    const open = capturesOf(reader, captures.all()).map((capture) => capture.status());
    return status([...relayed, ...open], reader);
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

  const housekeeping = setInterval(() => {
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
  }, housekeepingMs);

  /** Where a flow may be that is known by its id alone. */
  function sourcesOf(cluster: string | undefined, reader: Reader | undefined): readonly Source[] {
    const { sources: asked } = resolve({ filter: all, cluster, reader });
    return [...asked, ...(cluster === undefined ? sourcesFor(reader, everything).captures() : [])];
  }

  /** Answers from what the sources hold or get for this question. */
  async function ask<T>(
    scope: Scope,
    answer: (held: HeldScope, filter: Filter) => Promise<T>,
    epoch?: string,
  ): Promise<T> {
    const { sources: asked, ...times } = resolve(scope);
    const leases = leaseAll(asked, { filter: scope.filter, ...times, goesOn: false, epoch });
    try {
      await leases.ready;
      return await answer({ ...times, stores: leases.stores }, leases.rest);
    } finally {
      leases.close();
    }
  }

  function freezeView(scope: Scope, group: Grouping, about: FrozenAbout): Promise<FrozenView> {
    const nowMs = now();
    const statuses = resolve(scope).sources.flatMap((source) => source.status?.(nowMs) ?? []);
    return ask(scope, async (held, filter) => {
      const parts = freeze({
        held,
        asked: scope.filter,
        filter,
        group,
        about,
        statuses,
        lanes,
        mostBytes: memory.captureBytes,
        nowMs: momentOf(held.stores, nowMs),
      });
      const { bytes, end } = await writeFrozen(parts);
      return { bytes, ...end, fromMs: held.fromMs, toMs: held.toMs };
    });
  }

  return {
    status: statusFor,
    namespaces: (scope) => ask(scope, answers.namespaces),
    pods: (scope, group) =>
      pods.of(JSON.stringify([scopeKey(scope), group]), () =>
        ask(scope, (held, filter) =>
          answerPods(held, { group, filter: scope.reader?.within ? filter : null }, momentOf(held.stores, now())),
        ),
      ),
    map: (scope, group) => ask(scope, (held, filter) => answers.map(held, filter, group)),
    drops: (scope, shown) => ask(scope, (held, filter) => answers.drops(held, filter, shown)),
    series: (scope, by, stepMs) => ask(scope, (held, filter) => answers.series(held, filter, by, stepMs)),
    flows: (scope, page) =>
      ask(
        scope,
        (held, filter) => answerFlows(held, filter, page, momentOf(held.stores, now())),
        page.cursor === undefined ? undefined : epochOf(page.cursor),
      ),
    flow: async (cluster, id, reader) => findFlow(sourcesOf(cluster, reader), id),
    async related(cluster, id, reader) {
      const asked = sourcesOf(cluster, reader);
      const flow = await findFlow(asked, id);
      return readRelated(
        asked.flatMap((source) => source.stores()),
        flow,
      );
    },
    values: (scope, query) =>
      values.answer(scope, query, () =>
        ask(scope, (held, filter) =>
          lookForValues(held, { ...query, beside: scope.filter, filter }, momentOf(held.stores, now())),
        ),
      ),
    watch: async (query, signal, lastId) => views.watch({ ...query, ...resolve(query) }, signal, lastId),
    async reconnect(cluster, reader) {
      const asked = resolve({ filter: all, cluster, reader }).sources.map((source) => source.cluster);
      for (const relay of relays) if (asked.includes(relay.cluster)) relay.reconnect();
    },
    async mark(all) {
      marks = all;
      marked += 1;
    },
    freeze: freezeView,
    openSnapshot: snapshots.open,
    closeSnapshot: async (id) => snapshots.close(id),
    openCapture: async (name, chunks, reader) =>
      (await captures.open(newId(), name, chunks, reader?.name ?? null)).report,
    async close() {
      clearInterval(housekeeping);
      views.close();
      lanes.close();
      sighted.close();
      await Promise.all(relays.map((relay) => relay.close()));
    },
  };
}

const nothingInParticular = {
  filter: all,
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  goesOn: false,
};

async function findFlow(sources: readonly Source[], id: string): Promise<Flow> {
  const held = firstOf(
    sources.flatMap((source) => source.stores()),
    (store) => store.find(id),
  );
  if (held && !held.masked) return held;
  const asked = await Promise.all(sources.map((source) => source.whole?.(id)));
  const flow = asked.find((each) => each !== undefined) ?? held;
  if (flow) return flow;
  throw new LiveError('no-such-flow', 'This flow is not held any more; the log keeps the newest flows only.');
}

function firstOf<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}
