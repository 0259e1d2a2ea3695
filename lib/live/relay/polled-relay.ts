// What is known of a Relay from which nothing need be streaming: whether it answers, its nodes, and how far back their
// rings reach.
import type { EpochMs } from '@/lib/flow/flow';
import { ringsReachTo } from '@/lib/live/relay/once';
import { createPolling, pollEveryMs } from '@/lib/live/relay/polling';
import type { Circumstances } from '@/lib/live/relay/relay-stream';
import { createGaps } from '@/lib/live/store/gaps';
import { createNodeBook, type NodeBook } from '@/lib/live/store/node-book';
import type { RelayClient } from '@/lib/relay/client';
import { transition } from '@/lib/relay/connection';
import { RelayError } from '@/lib/relay/error';
import type { ConnectionState, RelayNode, RelayStatus } from '@/lib/relay/relay';

export interface PolledRelay {
  connection(): ConnectionState;
  latest(): RelayStatus | null;
  readonly nodes: NodeBook;
  /** Namespaces that Relay names. */
  readonly named: Set<string>;
  /** Resolves once Relay has answered, or after a moment without what it would have said. */
  circumstances(): Promise<Circumstances & { readonly agentVersions: readonly string[] }>;
  /** From when on all nodes' rings hold their flows, as last asked; null while unknown. */
  ringsSinceMs(): EpochMs | null;
  version(): number;
  /** Asks at once. */
  reconnect(): void;
  close(): void;
}

export interface PolledRelayOptions {
  readonly client: RelayClient;
  readonly now: () => EpochMs;
  onNodes(nodes: readonly RelayNode[]): void;
}

const ringsEveryMs = 60_000;
/** An answer that takes longer is not worth waiting for. */
const firstAnswerMs = 2_000;

export function createPolledRelay({ client, now, onNodes }: PolledRelayOptions): PolledRelay {
  const { cluster } = client.target;
  const nodes = createNodeBook(createGaps(cluster));
  const named = new Set<string>();
  const abort = new AbortController();
  let connection: ConnectionState = transition({ state: 'idle' }, { event: 'open', nowMs: now() });
  let listed: readonly RelayNode[] | null = null;
  let ringsMs: EpochMs | null = null;
  let ringsAskedMs = Number.NEGATIVE_INFINITY;
  const known = createSignal();
  const polling = createPolling({
    client,
    store: { nodes, named },
    now,
    onStatus,
    onNodes(all) {
      listed = all;
      known.give();
      onNodes(all);
    },
  });
  polling.start();

  function onStatus(answer: RelayStatus | RelayError) {
    const nowMs = now();
    const failure = answer instanceof RelayError ? answer : withoutNodes(answer);
    // What it could not say while it was away is not to wait for its turn.
    if (!failure && 'retryAtMs' in connection) setImmediate(askAgain);
    if ('retryAtMs' in connection) connection = transition(connection, { event: 'retry', nowMs });
    connection = transition(
      connection,
      failure ? { event: 'fail', nowMs, error: failure, random: 0.5 } : { event: 'answer', nowMs },
    );
    if ('retryAtMs' in connection) connection = { ...connection, retryAtMs: nowMs + pollEveryMs };
    if (failure) known.give();
    else if (nowMs - ringsAskedMs >= ringsEveryMs) void askRings();
  }

  function askAgain() {
    if (!abort.signal.aborted) polling.start();
  }

  function withoutNodes({ connectedNodes, unavailableNames }: RelayStatus): RelayError | null {
    if (connectedNodes !== 0) return null;
    const missing = unavailableNames.length === 0 ? '' : `missing: ${unavailableNames.join(', ')}`;
    return RelayError.of('no-nodes', client.target, missing);
  }

  async function askRings() {
    ringsAskedMs = now();
    const reachMs = await ringsReachTo(client, abort.signal).catch(() => null);
    if (reachMs !== null && Number.isFinite(reachMs)) ringsMs = Math.min(reachMs, now());
  }

  /** An agent names no nodes: it is one itself. */
  function agentVersions(): readonly string[] {
    if (listed) return listed.map((node) => node.version).filter((version) => version !== '');
    const own = polling.latest();
    return own && own.connectedNodes === null ? [own.version] : [];
  }

  return {
    connection: () => connection,
    latest: polling.latest,
    nodes,
    named,
    async circumstances() {
      await known.within(firstAnswerMs);
      const status = polling.latest();
      const upMs = status ? Number(BigInt(status.uptimeNs) / 1_000_000n) : 0;
      return {
        upSinceMs: now() - upMs,
        nodes: Math.max(1, status?.connectedNodes ?? 1),
        agentVersions: agentVersions(),
      };
    },
    ringsSinceMs: () => ringsMs,
    version: polling.version,
    reconnect: polling.start,
    close() {
      abort.abort();
      polling.stop();
    },
  };
}

function createSignal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  const within = (ms: number) => Promise.race([given, new Promise<void>((resolve) => setTimeout(resolve, ms))]);
  return { give: () => give(), within };
}
