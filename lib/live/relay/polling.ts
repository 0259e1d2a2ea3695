// What Relay tells only when asked: its version, node counts, the list of nodes and of namespaces.
import type { EpochMs } from '@/lib/flow/flow';
import type { Store } from '@/lib/live/store/store';
import type { RelayClient } from '@/lib/relay/client';
import { RelayError } from '@/lib/relay/error';
import type { RelayNode, RelayStatus } from '@/lib/relay/relay';

export interface Polling {
  /** Asks once, before the first stream: since when nodes have been up and how many there are. Never rejects. */
  first(signal: AbortSignal): Promise<{ readonly sinceMs: EpochMs; readonly nodes: number }>;
  /** Asks now and then again and again until stopped. */
  start(): void;
  stop(): void;
  latest(): RelayStatus | null;
  version(): number;
}

export interface PollingOptions {
  readonly client: RelayClient;
  readonly store: Pick<Store, 'nodes' | 'named'>;
  readonly now: () => EpochMs;
  onNodes(nodes: readonly RelayNode[]): void;
  /** Each time Relay was asked how it is: what it said, or why it did not. */
  onStatus?(answer: RelayStatus | RelayError): void;
}

/** Asking walks the rings of all nodes and may itself count as lost events: never more often. */
export const pollEveryMs = 5_000;
/** Relay keeps namespaces for an hour and sweeps every five minutes. */
const namespacesEvery = 6;

export function createPolling({ client, store, now, onNodes, onStatus }: PollingOptions): Polling {
  let latest: RelayStatus | null = null;
  let version = 0;
  let abort: AbortController | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function first(signal: AbortSignal) {
    const status = await Promise.race([client.status(signal).catch(() => null), pause(firstAnswerMs)]);
    if (status) noteStatus(status);
    const uptimeMs = status ? Number(BigInt(status.uptimeNs) / 1_000_000n) : 0;
    return { sinceMs: now() - uptimeMs, nodes: Math.max(1, status?.connectedNodes ?? 1) };
  }

  function noteStatus(status: RelayStatus) {
    version += 1;
    latest = status;
    onStatus?.(status);
  }

  async function round(turn: number, lacking: ReadonlySet<Question>, signal: AbortSignal) {
    const lacks = new Set(lacking);
    const ask = async (question: Question, answer: () => Promise<void>) => {
      if (lacks.has(question) || signal.aborted) return;
      await answer().catch((error: unknown) => {
        // What this server does not know it will not learn; all else the connection state tells.
        if (error instanceof RelayError && error.code === 'unimplemented') lacks.add(question);
        if (error instanceof RelayError && question === 'status') onStatus?.(error);
      });
    };
    await ask('status', async () => noteStatus(await client.status(signal)));
    await ask('nodes', async () => noteNodes(await client.nodes(signal)));
    if (turn % namespacesEvery === 0)
      await ask('namespaces', async () => noteNamespaces(await client.namespaces(signal)));
    if (!signal.aborted) timer = setTimeout(() => void round(turn + 1, lacks, signal), pollEveryMs);
  }

  function noteNodes(nodes: readonly RelayNode[]) {
    version += 1;
    store.nodes.polled(nodes, now());
    onNodes(nodes);
  }

  function noteNamespaces(listed: readonly { readonly namespace: string }[]) {
    version += 1;
    store.named.clear();
    for (const { namespace } of listed) if (namespace) store.named.add(namespace);
  }

  function stop() {
    abort?.abort();
    abort = null;
    if (timer) clearTimeout(timer);
  }

  return {
    first,
    start() {
      stop();
      abort = new AbortController();
      void round(0, new Set(), abort.signal);
    },
    stop,
    latest: () => latest,
    version: () => version,
  };
}

/** An answer that takes longer is not worth waiting for. */
const firstAnswerMs = 1_000;

function pause(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}

type Question = 'status' | 'nodes' | 'namespaces';
