// Keeps rows sorted while they change: what stays is not sorted again, and what came is put between.
import type { Flow } from '@/lib/flow/flow';
import { type Sorting, type SortKey, sortKeyOf } from './layout';

export interface Sorter {
  /** Rows that do not say come last, and rows that say the same as they came. Costs by how many rows are new. */
  readonly sort: (rows: readonly Flow[]) => readonly Flow[];
}

interface Entry {
  readonly flow: Flow;
  readonly key: string | number | null;
  /** Place among the rows of the turn; equal keys stand in that order. */
  at: number;
  turn: number;
}

export function createSorter(sorting: Sorting): Sorter {
  const by = sortKeyOf(sorting);
  if (by === null) return { sort: (rows) => rows };
  const entries = new WeakMap<Flow, Entry>();
  let held: readonly Entry[] = [];
  let turn = 0;

  /** Notes the place of every row; gives those that were not there before. */
  function enter(rows: readonly Flow[], { of }: SortKey): Entry[] {
    const fresh: Entry[] = [];
    for (const [at, flow] of rows.entries()) {
      const known = entries.get(flow);
      const wasThere = known?.turn === turn - 1;
      const entry = known ?? { flow, key: of(flow), at, turn };
      entry.at = at;
      entry.turn = turn;
      if (!known) entries.set(flow, entry);
      if (!wasThere) fresh.push(entry);
    }
    return fresh;
  }

  return {
    sort(rows) {
      turn += 1;
      const order = (a: Entry, b: Entry): number => by.compare(a.key, b.key) || a.at - b.at;
      const fresh = enter(rows, by).sort(order);
      const kept = held.filter((entry) => entry.turn === turn);
      held = merged(kept, fresh, order);
      return held.map(({ flow }) => flow);
    },
  };
}

function merged<T>(left: readonly T[], right: readonly T[], order: (a: T, b: T) => number): T[] {
  const all: T[] = [];
  let at = 0;
  for (const next of right) {
    for (let first = left[at]; first !== undefined && order(first, next) <= 0; first = left[at]) {
      all.push(first);
      at += 1;
    }
    all.push(next);
  }
  return all.concat(left.slice(at));
}
