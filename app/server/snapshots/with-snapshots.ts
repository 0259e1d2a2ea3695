// The live side with the snapshots that are kept: one that somebody asks for is opened from its file, and nobody is
// answered from one that is over.
import { LiveError } from '@/lib/live/error';
import type { ClusterStatus, Live, Scope } from '@/lib/live/live';
import { noSuchSnapshot, snapshotPrefix } from '@/lib/live/scope';
import type { Snapshots } from '@/lib/snapshots/snapshots';

/** How soon a stream ends of a snapshot that another server on the same folder took back. */
const lookMs = 10_000;

export interface SnapshotLive extends Live {
  /** Opens the snapshot and tells the state of its cluster. Rejects with `no-such-snapshot`. */
  snapshotStatus(id: string): Promise<ClusterStatus>;
}

export function withSnapshots(live: Live, kept: () => Pick<Snapshots, 'get' | 'bytes' | 'listen'>): SnapshotLive {
  kept().listen((id) => void live.closeSnapshot(id));

  async function snapshotStatus(id: string): Promise<ClusterStatus> {
    if (!(await kept().get(id))) throw gone();
    try {
      return await live.openSnapshot(id);
    } catch (error) {
      if (!isNotOpen(error)) throw error;
    }
    const file = await kept().bytes(id);
    if (!file) throw gone();
    return live.openSnapshot(id, file).catch(unreadable);
  }

  /** Asks, and once more after the snapshot was opened where it was not. */
  async function ask<T>(cluster: string | undefined, answer: () => Promise<T>): Promise<T> {
    if (!cluster?.startsWith(snapshotPrefix)) return answer();
    const id = cluster.slice(snapshotPrefix.length);
    if (!(await kept().get(id))) {
      await live.closeSnapshot(id);
      throw gone();
    }
    try {
      return await answer();
    } catch (error) {
      if (!isNotOpen(error)) throw error;
    }
    await snapshotStatus(id);
    return answer();
  }

  const scoped =
    <Asked extends Scope, Rest extends readonly unknown[], T>(method: (scope: Asked, ...rest: Rest) => Promise<T>) =>
    (scope: Asked, ...rest: Rest): Promise<T> =>
      ask(scope.cluster, () => method(scope, ...rest));

  return {
    ...live,
    snapshotStatus,
    namespaces: scoped(live.namespaces),
    flows: scoped(live.flows),
    map: scoped(live.map),
    pods: scoped(live.pods),
    drops: scoped(live.drops),
    series: scoped(live.series),
    values: scoped(live.values),
    freeze: scoped(live.freeze),
    flow: (cluster, ...rest) => ask(cluster, () => live.flow(cluster, ...rest)),
    related: (cluster, ...rest) => ask(cluster, () => live.related(cluster, ...rest)),
    watch(query, signal, lastId) {
      const { cluster } = query;
      if (!cluster?.startsWith(snapshotPrefix)) return live.watch(query, signal, lastId);
      const ended = whenOver(cluster.slice(snapshotPrefix.length), kept(), signal);
      return ask(cluster, () => live.watch(query, AbortSignal.any([signal, ended]), lastId));
    },
  };
}

/** Aborts once the snapshot is over; looks no more when `signal` aborts. */
function whenOver(id: string, kept: Pick<Snapshots, 'get' | 'listen'>, signal: AbortSignal): AbortSignal {
  const over = new AbortController();
  const leave = kept.listen((ended) => {
    if (ended === id) over.abort();
  });
  const looking = setInterval(async () => {
    if (!(await kept.get(id))) over.abort();
  }, lookMs);
  looking.unref();
  const stop = () => {
    clearInterval(looking);
    leave();
  };
  AbortSignal.any([signal, over.signal]).addEventListener('abort', stop, { once: true });
  return over.signal;
}

const gone = () => new LiveError('no-such-snapshot', noSuchSnapshot);

/** By name: errors that crossed a thread have no class. */
function isNotOpen(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'no-such-snapshot';
}

/** Its file was changed or cut by somebody else: it is said where the server's mistakes are. */
function unreadable(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`eyepiece: a snapshot cannot be opened: ${why}\n`);
  throw new LiveError('capture-unreadable', `The snapshot cannot be opened: ${why}`);
}
