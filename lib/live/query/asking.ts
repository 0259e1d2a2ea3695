// One question at a time: what its scope stands for, and the stores that answer it, held as long as that takes.
import { everything as all, type Filter } from '@/lib/filter/filter';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { Related, Scope } from '@/lib/live/live';
import { readRelated } from '@/lib/live/query/related';
import { type HeldScope, type ResolvedScope, resolveScope } from '@/lib/live/scope';
import { type Everything, sourcesFor } from '@/lib/live/sight/for-reader';
import { refuseBadFilter } from '@/lib/live/store/matcher';
import { leaseAll, type Source } from '@/lib/live/store/source';
import type { Reader } from '@/lib/sight/reader';

export interface Asking {
  /** Throws `bad-filter`, `no-such-cluster` and `no-such-snapshot`. */
  resolve(scope: Scope): ResolvedScope;
  /** Answers from what the sources hold or get for this question; `epoch` is of the store in which a page goes on. */
  ask<T>(scope: Scope, answer: (held: HeldScope, filter: Filter) => Promise<T>, epoch?: string): Promise<T>;
  /** Both reject with `no-such-flow`. */
  flow(cluster: string | undefined, id: string, reader?: Reader): Promise<Flow>;
  related(cluster: string | undefined, id: string, reader?: Reader): Promise<Related>;
}

export function createAsking(everything: Everything, now: () => EpochMs): Asking {
  function resolve(scope: Scope): ResolvedScope {
    refuseBadFilter(scope.filter);
    return resolveScope(scope, sourcesFor(scope.reader, everything), now());
  }

  /** Where a flow may be that is known by its id alone. */
  function sourcesOf(cluster: string | undefined, reader: Reader | undefined): readonly Source[] {
    const { sources: asked } = resolve({ filter: all, cluster, reader });
    return [...asked, ...(cluster === undefined ? sourcesFor(reader, everything).captures() : [])];
  }

  return {
    resolve,
    async ask(scope, answer, epoch) {
      const { sources: asked, ...times } = resolve(scope);
      const leases = leaseAll(asked, { filter: scope.filter, ...times, goesOn: false, epoch });
      try {
        await leases.ready;
        return await answer({ ...times, stores: leases.stores }, leases.rest);
      } finally {
        leases.close();
      }
    },
    flow: async (cluster, id, reader) => findFlow(sourcesOf(cluster, reader), id),
    async related(cluster, id, reader) {
      const asked = sourcesOf(cluster, reader);
      const flow = await findFlow(asked, id);
      return readRelated(
        asked.flatMap((source) => source.stores()),
        flow,
      );
    },
  };
}

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
