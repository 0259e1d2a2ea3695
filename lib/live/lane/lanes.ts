// Lanes by what they hold: views of the same filter share them.
import type { Filter } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import { entityOfLevel, type Level } from '@/lib/graph/level';
import { createFoldLane, type Searching } from '@/lib/live/lane/fold-lane';
import { createRowLane, type RowLane } from '@/lib/live/lane/row-lane';
import { compileMatcher } from '@/lib/live/store/matcher';
import { createSharedRollup, type SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Store } from '@/lib/live/store/store';

export interface RowQuery {
  readonly stores: readonly Store[];
  readonly filter: Filter;
  /** What is counted as left out is within it. */
  readonly within?: Filter | undefined;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface FoldQuery {
  readonly stores: readonly Store[];
  readonly filter: Filter;
  readonly level: Level;
}

/** Lanes held together, one per store; `close` lets go of them. */
export interface RowLanes extends Omit<Searching, 'searched'> {
  /** In the order of the stores. */
  readonly lanes: readonly RowLane[];
  readonly searched: Promise<unknown>;
}

export interface FoldLanes extends Omit<Searching, 'searched'> {
  /** What all of them fold into. */
  readonly shared: SharedRollup;
  readonly searched: Promise<unknown>;
}

export interface Lanes {
  rows(query: RowQuery): RowLanes;
  folds(query: FoldQuery): FoldLanes;
  /** Forgets buckets that end before this time. */
  forget(beforeMs: EpochMs): void;
  /** Forgets the oldest buckets until the rollups take no more than this together. */
  shrink(bytes: number): void;
  /** Of the rollups. */
  bytes(): number;
  close(): void;
}

export function createLanes(now: () => EpochMs): Lanes {
  const rows = createShelf(openRows);
  const folds = createShelf((query: FoldQuery) => openFolds(query, now()));
  const moving = () => folds.held().filter(({ isMoving }) => isMoving);
  return {
    rows: (query) => rows.acquire(keyOf(query, timesAndBounds(query)), query),
    folds: (query) => folds.acquire(keyOf(query, [query.level]), query),
    forget(beforeMs) {
      for (const { shared } of moving()) {
        shared.drain();
        shared.forget(beforeMs);
      }
    },
    shrink(bytes) {
      const all = moving();
      for (const { shared } of all) shared.shrink(bytes / all.length);
    },
    bytes: () => folds.held().reduce((sum, { shared }) => sum + shared.rollup.bytes(), 0),
    close() {
      for (const each of [...rows.held(), ...folds.held()]) each.close();
    },
  };
}

function keyOf({ stores, filter }: Pick<RowQuery, 'stores' | 'filter'>, rest: readonly string[]): string {
  return JSON.stringify([stores.map(({ epoch }) => epoch), printFilter(filter), ...rest]);
}

const timesAndBounds = ({ fromMs, toMs, within }: RowQuery): readonly string[] => [
  String(fromMs),
  String(toMs),
  within ? printFilter(within) : '',
];

function openRows({ stores, filter, within, fromMs, toMs }: RowQuery): RowLanes {
  const matcherOf = ({ codec, isSighted }: Store) =>
    filter.tokens.length > 0 || isSighted ? compileMatcher(filter, codec) : null;
  const lanes = stores.map((store) =>
    createRowLane({
      store,
      matches: matcherOf(store),
      within: within && compileMatcher(within, store.codec),
      fromMs,
      toMs,
    }),
  );
  return { lanes, ...together(lanes) };
}

function openFolds({ stores, filter, level }: FoldQuery, nowMs: EpochMs): FoldLanes & { readonly isMoving: boolean } {
  const [first] = stores;
  const { retentionMs = Number.POSITIVE_INFINITY, maxConversations } = first ?? {};
  const into = createSharedRollup({
    retentionMs,
    maxConversations,
    entityOf: entityOfLevel(level, placesAt(level, stores)),
  });
  const matcherOf = ({ codec }: Store) => compileMatcher(filter, codec);
  const lanes = stores.map((store) => createFoldLane({ store, matches: matcherOf(store), into, nowMs }));
  return { shared: into, isMoving: Number.isFinite(retentionMs), ...together(lanes) };
}

/** The nodes that pods run on, by `namespace/pod`: flows at the edges of a span tell of one end only. */
function placesAt(level: Level, stores: readonly Store[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  if (level !== 'node') return places;
  for (const { name, workload, meetings } of stores.flatMap(({ pods }) => [...pods.pods()])) {
    const [last] = meetings.filter(({ nodes }) => nodes.length > 0).toSorted((a, b) => b.lastMs - a.lastMs);
    const node = last?.nodes.at(-1);
    if (node !== undefined) places.set(`${workload.namespace}/${name}`, node);
  }
  return places;
}

function together(lanes: readonly Searching[]) {
  return {
    searched: Promise.all(lanes.map((lane) => lane.searched)),
    searchedToMs() {
      const times = lanes.flatMap((lane) => lane.searchedToMs() ?? []);
      return times.length > 0 ? Math.max(...times) : null;
    },
    close() {
      for (const lane of lanes) lane.close();
    },
  };
}

/** Things opened for the first who wants one and closed when the last lets go. */
function createShelf<Query, Thing extends { close(): void }>(open: (query: Query) => Thing) {
  const entries = new Map<string, { readonly thing: Thing; users: number }>();

  function acquire(key: string, query: Query): Thing {
    const entry = entries.get(key) ?? { thing: open(query), users: 0 };
    entries.set(key, entry);
    entry.users += 1;
    let isHeld = true;
    const close = () => {
      if (isHeld) entry.users -= 1;
      if (isHeld && entry.users === 0) {
        entries.delete(key);
        entry.thing.close();
      }
      isHeld = false;
    };
    return { ...entry.thing, close };
  }

  return { acquire, held: () => [...entries.values()].map(({ thing }) => thing) };
}
