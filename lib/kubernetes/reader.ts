// Keeps all policies of one kind as the cluster has them. What fails is tried again, and says so meanwhile; what was
// read before is kept.
//
//                 ┌──────────── ended, failed ────────────┐
//   list ──all──▶ watch ──set, removed, heard──▶ (goes on)  └─▶ wait ─▶ watch from there, or list anew
import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '@/lib/flow/flow';
import { KubernetesError, type KubernetesErrorCode } from '@/lib/kubernetes/error';
import { type Change, listAndWatch, type Place } from '@/lib/kubernetes/list-watch';
import type { Ask } from '@/lib/kubernetes/request';
import { policyResources, resourceName } from '@/lib/kubernetes/resources';
import type { KindFailure, KindState, KindStatus } from '@/lib/kubernetes/status';
import type { PolicyKind } from '@/lib/policy/policy';
import { type ReadPolicy, readPolicy } from '@/lib/policy/read';
import { type Fields, fieldsOf, textOf } from '@/lib/policy/shape';

/** Milliseconds. */
export interface Pace {
  /** Waits after failures double from the first to the longest. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** A connection that lasted this long was a good one: waits begin anew. */
  readonly settled: number;
  /** Before asking again for a kind that the cluster does not know, and for one that may not be read. */
  readonly absentRetry: number;
  readonly forbiddenRetry: number;
  /** After this long all is listed anew, whatever the watch said. */
  readonly relist: number;
  readonly list: number;
  readonly watch: number;
  /** How much longer than asked for a watch may stay open before it counts as dead. */
  readonly watchGrace: number;
}

export const usualPace: Pace = {
  firstRetry: 1_000,
  longestRetry: 60_000,
  settled: 10_000,
  absentRetry: 300_000,
  forbiddenRetry: 60_000,
  relist: 3_600_000,
  list: 60_000,
  watch: 240_000,
  watchGrace: 15_000,
};

export interface ReaderOptions {
  readonly kind: PolicyKind;
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  readonly now: () => EpochMs;
  /** 0 to 1; spreads the attempts of several readers. */
  readonly random: () => number;
}

export interface KindReader {
  readonly policies: () => readonly ReadPolicy[];
  /** Differs whenever `policies` does. */
  readonly version: () => number;
  readonly status: () => KindStatus;
  /** Resolves when `signal` has aborted and nothing is open. */
  readonly done: Promise<void>;
}

export function startReader(options: ReaderOptions): KindReader {
  const { kind, signal, pace, now } = options;
  const resource = policyResources[kind];
  const place: Place = { version: null };
  let held = new Map<string, ReadPolicy>();
  let version = 0;
  let readMs: EpochMs | null = null;
  let listedMs = 0;
  let failures = 0;
  /** That failed one after the other, lists that came between them aside. */
  let attempts = 0;
  let failure: KindFailure | null = null;

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      if (now() - listedMs >= pace.relist) place.version = null;
      const openedMs = now();
      const error = await read().then(
        () => null,
        (thrown: unknown) => KubernetesError.from(thrown, 'the Kubernetes API'),
      );
      if (signal.aborted) return;
      if (now() - openedMs >= pace.settled) attempts = 0;
      const waitMs = error ? failed(error) : Math.max(0, pace.firstRetry - (now() - openedMs));
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function read(): Promise<void> {
    const lengths = { listMs: pace.list, watchMs: pace.watch, watchGraceMs: pace.watchGrace };
    const watching = { resource, ask: options.ask, signal, ...lengths };
    for await (const change of listAndWatch(place, watching)) apply(change);
    if (!signal.aborted) heard();
    attempts = 0;
  }

  function apply(change: Change): void {
    if (change.kind === 'all') {
      held = new Map(change.objects.map((object) => [keyOf(object), readObject(kind, object)]));
      listedMs = now();
    } else if (change.kind === 'set') held.set(keyOf(change.object), readObject(kind, change.object));
    else if (change.kind === 'removed') held.delete(keyOf(change.object));
    if (change.kind !== 'heard') version += 1;
    if (change.kind !== 'all') attempts = 0;
    heard();
  }

  function heard(): void {
    readMs = now();
    failure = null;
  }

  /** Counts it and says how long to wait. That a version is no longer held is no failure unless it goes on. */
  function failed({ code, message, retryAfterMs }: KubernetesError): number {
    attempts += 1;
    if (code === 'absent') {
      held = new Map();
      version += 1;
    }
    const waitMs = Math.round(Math.min(Math.max(waitAfter(code), retryAfterMs ?? 0), pace.absentRetry));
    if (code === 'gone' && attempts === 1) return waitMs;
    failures += 1;
    failure = { code, message, sinceMs: failure?.sinceMs ?? now(), attempts, retryAtMs: now() + waitMs };
    return waitMs;
  }

  function waitAfter(code: KubernetesErrorCode): number {
    const jitter = 0.5 + options.random() / 2;
    if (code === 'absent') return pace.absentRetry * jitter;
    if (code === 'forbidden') return pace.forbiddenRetry * jitter;
    return Math.min(pace.firstRetry * 2 ** (attempts - 1), pace.longestRetry) * jitter;
  }

  function state(): KindState {
    if (failure?.code === 'absent' || failure?.code === 'forbidden') return failure.code;
    if (failure) return 'failing';
    return readMs === null ? 'reading' : 'current';
  }

  return {
    policies: () => [...held.values()],
    version: () => version,
    status: () => ({
      kind,
      resource: resourceName(resource),
      state: state(),
      objects: held.size,
      readAt: readMs === null ? null : new Date(readMs).toISOString(),
      failures,
      failure,
    }),
    done: follow(),
  };
}

function keyOf({ metadata }: Fields): string {
  const { namespace, name } = fieldsOf(metadata);
  return `${textOf(namespace)}/${textOf(name)}`;
}

/** Items of a list do not say their kind. What cannot be read at all is a problem of that object and of no other. */
function readObject(kind: PolicyKind, object: Fields): ReadPolicy {
  const { namespace, name } = fieldsOf(object.metadata);
  const nothing = { kind, namespace: textOf(namespace), name: textOf(name), policy: null };
  try {
    return readPolicy({ ...object, kind }) ?? { ...nothing, problems: [] };
  } catch {
    return { ...nothing, problems: [{ path: '', message: 'The object cannot be read.', effect: 'refused' }] };
  }
}
