// Where flows of a cluster come from, and how much of them is held: everything since the start, one capture, or what
// somebody asks for.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import type { ClusterStatus } from '@/lib/live/live';
import type { Store } from '@/lib/live/store/store';

/** What somebody wants to know, with `-Infinity` and `Infinity` for open ends. */
export interface Question {
  readonly filter: Filter;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** What comes from now on is wanted too. */
  readonly goesOn: boolean;
  /** The epoch of a store that answered before, where this carries on. */
  readonly epoch?: string;
}

/** A store that answers, held until closed. */
export interface Lease {
  readonly store: Store;
  /** What the store's flows must still be asked: the filter less what was left out on the way in. */
  readonly rest: Filter;
  /** Resolves once it holds what can be had at once. Rejects with `relay-failed`; the store then has a gap. */
  readonly ready: Promise<unknown>;
  close(): void;
}

export interface Source {
  readonly cluster: string;
  /** Of a frozen view: tells it from the cluster whose name it has. */
  readonly key?: string;
  /** Throws `too-many-views`. */
  lease(question: Question): Lease;
  /** All that hold something now. */
  stores(): readonly Store[];
  /** Of its cluster, as it is told now. */
  status?(nowMs: EpochMs): ClusterStatus;
  /** Asks for a whole flow by its uuid where the stores hold less of it or nothing. */
  whole?(uuid: string): Promise<Flow | undefined>;
}

/** A source that holds all it has, whatever is asked. */
export function heldSource(store: Store): Source {
  const lease = ({ filter }: Question): Lease => ({ store, rest: filter, ready: Promise.resolve(), close() {} });
  return { cluster: store.cluster, lease, stores: () => [store] };
}

/** Leases of several sources as one. */
export interface Leases {
  readonly stores: readonly Store[];
  readonly rest: Filter;
  readonly ready: Promise<unknown>;
  close(): void;
}

export function leaseAll(sources: readonly Source[], question: Question): Leases {
  const leases: Lease[] = [];
  const close = () => {
    for (const lease of leases) lease.close();
  };
  try {
    for (const source of sources) leases.push(source.lease(question));
  } catch (error) {
    close();
    throw error;
  }
  return {
    stores: leases.map(({ store }) => store),
    rest: leases[0]?.rest ?? question.filter,
    ready: Promise.all(leases.map(({ ready }) => ready)),
    close,
  };
}
