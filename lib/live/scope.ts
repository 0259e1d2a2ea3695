// What a scope stands for: which sources, and which times with open ends made explicit.
import type { EpochMs } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { Scope } from '@/lib/live/live';
import type { Source } from '@/lib/live/store/source';
import type { Store } from '@/lib/live/store/store';

interface Times {
  /** -Infinity: from the first on. */
  readonly fromMs: EpochMs;
  /** Infinity: now and moving. */
  readonly toMs: EpochMs;
}

export interface ResolvedScope extends Times {
  readonly sources: readonly Source[];
}

/** The same once the sources have said which stores answer. */
export interface HeldScope extends Times {
  readonly stores: readonly Store[];
}

/** What has come to rest: a capture, or a snapshot. */
export interface AtRest {
  readonly sources: readonly Source[];
  /** Asked times are kept within it; its end is the last moment that belongs to it. */
  readonly span: { readonly fromMs: EpochMs; readonly toMs: EpochMs };
}

/** What one reader may ask. */
export interface Sources {
  clusters(): readonly Source[];
  capture(id: string): AtRest | undefined;
  snapshot(id: string): AtRest | undefined;
  /** Those of captures in which flows are looked for that are known by their id alone. */
  captures(): readonly Source[];
}

const capturePrefix = 'capture:';
export const snapshotPrefix = 'snapshot:';

/** Throws `no-such-cluster` and `no-such-snapshot`. */
export function resolveScope({ cluster, fromMs, toMs }: Scope, sources: Sources, nowMs: EpochMs): ResolvedScope {
  const isOver = toMs !== undefined && toMs <= nowMs;
  const atRest = cluster === undefined ? null : restOf(cluster, sources);
  if (atRest) {
    const { span } = atRest;
    return {
      sources: atRest.sources,
      fromMs: Math.max(fromMs ?? span.fromMs, span.fromMs),
      toMs: Math.max(Math.min(toMs ?? span.toMs, span.toMs), span.fromMs),
    };
  }
  return {
    sources: clusterSources(cluster, sources),
    fromMs: fromMs ?? Number.NEGATIVE_INFINITY,
    toMs: isOver ? toMs : Number.POSITIVE_INFINITY,
  };
}

function restOf(cluster: string, sources: Sources): AtRest | null {
  if (cluster.startsWith(capturePrefix)) {
    const capture = sources.capture(cluster.slice(capturePrefix.length));
    if (capture) return capture;
    throw new LiveError('no-such-cluster', 'This capture is not open any more; open the file again.');
  }
  if (!cluster.startsWith(snapshotPrefix)) return null;
  const snapshot = sources.snapshot(cluster.slice(snapshotPrefix.length));
  if (snapshot) return snapshot;
  throw new LiveError('no-such-snapshot', noSuchSnapshot);
}

/** The same for one that has expired, was taken back or never was: nobody learns which. */
export const noSuchSnapshot = 'This snapshot is not kept here: it has expired, was taken back, or never was.';

function clusterSources(cluster: string | undefined, sources: Sources): readonly Source[] {
  const all = sources.clusters();
  if (cluster === undefined) return all;
  const found = all.filter((source) => source.cluster === cluster);
  if (found.length > 0) return found;
  const names = all.map((source) => source.cluster).join(', ');
  throw new LiveError(
    'no-such-cluster',
    `There is no cluster ${JSON.stringify(cluster)}; there are ${names || 'none'}.`,
  );
}
