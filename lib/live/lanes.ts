// Lanes by what they hold: views of the same filter share one.

import type { Filter } from '@/lib/filter/filter';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import { createLane, type Lane } from '@/lib/live/lane';
import { entityOfLevel, type Level } from '@/lib/live/level';
import { createSharedRollup, type SharedRollup } from '@/lib/live/shared-rollup';
import type { Store } from '@/lib/live/store';

export interface LaneQuery {
  readonly stores: readonly Store[];
  readonly filter: Filter;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** null: rows only, no rollup of its own. */
  readonly level: Level | null;
}

/** One lane per store, in their order; `shared` is the rollup that all of them fold into. */
export interface LaneSet {
  readonly lanes: readonly Lane[];
  readonly shared: SharedRollup | null;
  /** Resolves when what the logs hold has been searched. */
  readonly searched: Promise<unknown>;
  release(): void;
}

export interface Lanes {
  acquire(query: LaneQuery): LaneSet;
  /** Forgets buckets that end before this time, and more where the rollups take more than `bytes` together. */
  forget(beforeMs: EpochMs, bytes: number): void;
  close(): void;
}

interface Entry extends Omit<LaneSet, 'release'> {
  readonly isLive: boolean;
  users: number;
}

export function createLanes(now: () => EpochMs): Lanes {
  const entries = new Map<string, Entry>();

  function open(query: LaneQuery): Entry {
    const { stores, filter, fromMs, toMs, level } = query;
    const [first] = stores;
    const shared =
      level && first
        ? createSharedRollup({
            retentionMs: first.retentionMs,
            maxConversations: first.maxConversations,
            entityOf: entityOfLevel(level),
          })
        : null;
    const matches = filter.tokens.length > 0 ? compileFilter(filter) : null;
    const lanes = stores.map((store) => createLane({ store, matches, fromMs, toMs, shared, nowMs: now() }));
    const searched = Promise.all(lanes.map((lane) => lane.searched));
    return { lanes, shared, searched, isLive: stores.every((store) => Number.isFinite(store.retentionMs)), users: 0 };
  }

  function acquire(query: LaneQuery): LaneSet {
    const key = keyOf(query);
    const entry = entries.get(key) ?? open(query);
    entries.set(key, entry);
    entry.users += 1;
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      entry.users -= 1;
      if (entry.users > 0) return;
      entries.delete(key);
      for (const lane of entry.lanes) lane.close();
    };
    return { lanes: entry.lanes, shared: entry.shared, searched: entry.searched, release };
  }

  return {
    acquire,
    forget(beforeMs, bytes) {
      const rollups = [...entries.values()].flatMap(({ shared, isLive }) => (shared && isLive ? [shared] : []));
      for (const shared of rollups) {
        shared.drain();
        shared.forget(beforeMs);
        shared.shrink(bytes / rollups.length);
      }
    },
    close() {
      for (const { lanes } of entries.values()) for (const lane of lanes) lane.close();
      entries.clear();
    },
  };
}

function keyOf({ stores, filter, fromMs, toMs, level }: LaneQuery): string {
  return JSON.stringify([stores.map(({ cluster }) => cluster), printFilter(filter), fromMs, toMs, level]);
}
