// One stream of flows from a Relay into a store, kept open: what it brings, and what is true of its connection.
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { EpochMs } from '@/lib/flow/flow';
import { createIntake, type Intake } from '@/lib/live/relay/intake';
import { createReadBack } from '@/lib/live/relay/read-back';
import type { Matcher } from '@/lib/live/store/matcher';
import { clockBehind } from '@/lib/live/store/node-book';
import type { Store } from '@/lib/live/store/store';
import type { RelayClient } from '@/lib/relay/client';
import { type Following, type FollowListener, follow } from '@/lib/relay/follow';
import { isRefusal, mayBeRefused, plainly } from '@/lib/relay/refusal';
import type { ConnectionState, RelayEvent, RelayNode } from '@/lib/relay/relay';

/** What Relay is asked to send. */
export interface Asked {
  readonly whitelist?: readonly RelayFilter[];
  readonly blacklist?: readonly RelayFilter[];
  readonly fieldMask?: readonly string[];
}

export interface RelayStreamOptions {
  readonly client: RelayClient;
  readonly store: Store;
  /** Flows remembered for telling repeats. */
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
  /** Asked again of every flow: Relay may send more than it was asked for. All are kept unless given. */
  readonly matches?: Matcher;
  /** Waited for before the stream opens. */
  circumstances(signal: AbortSignal): Promise<Circumstances>;
  onLive?(): void;
  onBroken?(): void;
}

export interface Circumstances {
  /** Since when nodes have been up, and how many there are: that many times the history asked for comes. */
  readonly upSinceMs: EpochMs;
  readonly nodes: number;
  readonly asked?: Asked;
}

export interface RelayStream {
  readonly store: Store;
  readonly intake: Pick<Intake, 'counts' | 'perSecond' | 'bytes'>;
  /** Resolves when the history asked for has begun to come, when there is none, or when there is no connection. */
  readonly begun: Promise<void>;
  connection(): ConnectionState;
  onNodes(nodes: readonly RelayNode[]): void;
  /** Grows with what changes about the connection, the nodes and the gaps. */
  version(): number;
  /** Cuts the wait for the next attempt short. */
  reconnect(): void;
  close(): Promise<void>;
}

/** History asked for at the start, over all nodes; a node's ring holds 4095 flows unless configured otherwise. */
const backlogFlows = 200_000;
const mostBacklogPerNode = 4_095;
const leastBacklogPerNode = 100;

/** Newest flows to ask each of so many nodes for. */
export function backlogPerNode(nodes: number): number {
  const share = Math.floor(backlogFlows / Math.max(1, nodes));
  return Math.max(leastBacklogPerNode, Math.min(mostBacklogPerNode, share));
}

export function createRelayStream(options: RelayStreamOptions): RelayStream {
  const { client, store, now } = options;
  const abort = new AbortController();
  const readBack = createReadBack({ store, now });
  const intake = createIntake({ ...options, readBack });
  const begun = createBegun();
  let connection: ConnectionState = { state: 'idle' };
  let following: Following | undefined;
  let wasEverLive = false;
  let version = 0;

  async function run() {
    const { upSinceMs, nodes, asked = {} } = await options.circumstances(abort.signal);
    readBack.nodesUpSince(upSinceMs);
    const backlog = backlogPerNode(nodes);
    const wasRefused = await read({ ...asked, backlog });
    if (wasRefused) await read({ ...plainly(asked), backlog });
  }

  /** True when an agent does not take the field mask or the CEL expression: then ask without. Ends otherwise when aborted. */
  async function read(request: Asked & { readonly backlog: number }): Promise<boolean> {
    const refused = new AbortController();
    const isNew = mayBeRefused(request);
    const listener: FollowListener = {
      state(next) {
        if (isNew && 'message' in next && isRefusal(next.message)) refused.abort();
        else onState(next);
      },
      event(event) {
        if (isNew && isRefused(event)) return refused.abort();
        intake.take(event);
        begun.event(event);
      },
    };
    following = follow(patient(client, store), request, listener, AbortSignal.any([abort.signal, refused.signal]));
    await following.ended;
    return refused.signal.aborted;
  }

  function onState(next: ConnectionState) {
    version += 1;
    const wasLive = connection.state === 'live';
    connection = next;
    begun.state(next);
    if (next.state === 'live') {
      store.listensSince(now());
      options.onLive?.();
      readBack.begin(wasEverLive);
      wasEverLive = true;
    } else if (wasLive) {
      options.onBroken?.();
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
    intake,
    begun: begun.promise,
    connection: () => connection,
    onNodes: readBack.onNodes,
    version: () => version + intake.version() + store.gaps.version(),
    reconnect: () => following?.retryNow(),
    async close() {
      abort.abort();
      begun.end();
      readBack.close();
      await running.catch(() => {});
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
    watch({ sinceMs, ...request }, signal, take) {
      const nodes = store.nodes.all().filter(({ state }) => state !== 'gone');
      const behindMs = Math.max(0, ...nodes.map(clockBehind));
      const earlier = sinceMs !== undefined && { sinceMs: Math.max(0, sinceMs - behindMs) };
      return client.watch({ ...request, ...earlier }, signal, take);
    },
  };
}

/** An agent says it in the stream; a server that checks the request itself refuses the whole of it. */
export function isRefused(event: RelayEvent): boolean {
  return event.kind === 'nodes' && event.state === 'error' && isRefusal(event.message);
}

/** Relay sorts what it has for up to a second before it sends the first of it; then all of it comes at once. */
const sortedMs = 1_000;
const burstMs = 100;

function createBegun() {
  let end = () => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  let timer: NodeJS.Timeout | null = null;
  let hasCome = false;
  const endIn = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(end, ms);
  };
  return {
    promise,
    end: () => {
      if (timer) clearTimeout(timer);
      end();
    },
    event({ kind }: RelayEvent) {
      if (hasCome || kind !== 'flow') return;
      hasCome = true;
      endIn(burstMs);
    },
    state({ state }: ConnectionState) {
      if (state === 'live' && !hasCome) endIn(sortedMs + burstMs);
      else if (state === 'retrying' || state === 'refused') end();
    },
  };
}
