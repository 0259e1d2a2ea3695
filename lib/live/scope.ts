// What a scope stands for: which sources, and which times with open ends made explicit.
import type { EpochMs } from '@/lib/flow/flow';
import type { CaptureSource } from '@/lib/live/capture-source';
import { LiveError } from '@/lib/live/error';
import type { Scope } from '@/lib/live/live';
import { heldSource, type Source } from '@/lib/live/source';
import type { Store } from '@/lib/live/store';

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

export interface Sources {
  clusters(): readonly Source[];
  capture(id: string): CaptureSource | undefined;
}

const capturePrefix = 'capture:';

/** Throws `no-such-cluster`. */
export function resolveScope({ cluster, fromMs, toMs }: Scope, sources: Sources, nowMs: EpochMs): ResolvedScope {
  const isOver = toMs !== undefined && toMs <= nowMs;
  if (cluster?.startsWith(capturePrefix)) {
    const { store, span } = openCapture(cluster, sources);
    // An end is the last moment that belongs to the span.
    const end = toMs === undefined ? span.toMs + 1 : Math.min(toMs, span.toMs + 1);
    return {
      sources: [heldSource(store)],
      fromMs: Math.max(fromMs ?? span.fromMs, span.fromMs),
      toMs: Math.max(end, span.fromMs),
    };
  }
  return {
    sources: clusterSources(cluster, sources),
    fromMs: fromMs ?? Number.NEGATIVE_INFINITY,
    toMs: isOver ? toMs : Number.POSITIVE_INFINITY,
  };
}

function openCapture(cluster: string, sources: Sources): CaptureSource {
  const capture = sources.capture(cluster.slice(capturePrefix.length));
  if (capture) return capture;
  throw new LiveError('no-such-cluster', 'This capture is not open any more; open the file again.');
}

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
