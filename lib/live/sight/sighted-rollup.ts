// The rollup of a store as readers of one sight have it: its rows, veiled and added up anew, so that pictures reach back
// as far for them as for those who see everything.
import type { EpochMs } from '@/lib/flow/flow';
import { nextTurn } from '@/lib/live/slices';
import { type ChangeListener, createSharedRollup, type SharedRollup } from '@/lib/live/store/shared-rollup';
import { createPassage, type Passage } from '@/lib/rollup/passage';
import type { Rollup } from '@/lib/rollup/rollup';
import type { RowChange, RowDims } from '@/lib/rollup/row';
import type { Lens } from '@/lib/sight/lens';
import { type SeenRow, veilRequest } from '@/lib/sight/veil-row';

export interface SightedRollup extends SharedRollup {
  /** Resolves once it holds what the rollup behind it holds. */
  readonly ready: Promise<void>;
  /** Flows counted in the buckets held, and the time of the newest. */
  figures(): { readonly flows: number; readonly newestMs: EpochMs | null };
  close(): void;
}

const rowsPerStep = 500;

export function createSightedRollup(behind: SharedRollup, lens: Lens): SightedRollup {
  const own = createSharedRollup({ retentionMs: Number.POSITIVE_INFINITY, bucketMs: behind.rollup.bucketMs });
  const counted = createCount(own, lens);
  const listeners = new Set<ChangeListener>();
  let filling: Passage | null = null;
  let isClosed = false;

  // What was folded before is read below, and not told once more.
  behind.drain();
  const stop = behind.listen((changes) => {
    for (const change of changes) if (!filling?.isAhead(change)) counted.take(change);
  });

  async function fill() {
    filling = createPassage(behind.rollup.buckets(), rowsPerStep);
    const steps = filling.over((row, { startMs }) =>
      counted.take({ ...row, events: row.events - row.undrained, bucketMs: startMs }),
    );
    while (!steps.next().done && !isClosed) await nextTurn();
    filling = null;
  }

  /** What is gone behind is gone here. */
  function keepUp() {
    behind.drain();
    if (behind.floorMs() > own.floorMs()) counted.forget(behind.floorMs());
  }

  return {
    rollup: keptUp(own.rollup, keepUp),
    ready: fill(),
    fold() {
      throw new Error('Flows are folded by the store behind.');
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drain() {
      keepUp();
      const changes = own.rollup.drainChanges();
      if (changes.length > 0) for (const listener of listeners) listener(changes);
    },
    forget: counted.forget,
    /** It never holds more than what is behind. */
    shrink() {},
    floorMs: own.floorMs,
    version: behind.version,
    figures: counted.figures,
    close() {
      isClosed = true;
      stop();
    },
  };
}

/** Whoever reads buckets without a window reads what was folded up to now. */
function keptUp(rollup: Rollup, keepUp: () => void): Rollup {
  return {
    ...rollup,
    buckets(fromMs, toMs) {
      keepUp();
      return rollup.buckets(fromMs, toMs);
    },
    rows(fromMs, toMs) {
      keepUp();
      return rollup.rows(fromMs, toMs);
    },
  };
}

const outOfSight = Symbol('out of sight');

/** Counts into `own` what is in sight of what is counted behind. */
function createCount(own: SharedRollup, lens: Lens) {
  const rows = new WeakMap<RowDims, SeenRow | typeof outOfSight>();
  let flows = 0;
  let newestMs: EpochMs | null = null;

  function take(change: RowChange) {
    if (change.events === 0 || change.bucketMs < own.floorMs()) return;
    const known = rows.get(change.dims) ?? lens.row(change.dims) ?? outOfSight;
    rows.set(change.dims, known);
    if (known === outOfSight) return;
    own.rollup.add(known.sighting, { ...change, request: veilRequest(change.request, known) });
    flows += change.events;
    newestMs = Math.max(newestMs ?? change.lastMs, change.lastMs);
  }

  function forget(beforeMs: EpochMs) {
    const { fromMs } = own.rollup.align(beforeMs, beforeMs);
    for (const { rows: gone } of own.rollup.buckets(Number.NEGATIVE_INFINITY, fromMs)) {
      for (const { events } of gone.values()) flows -= events;
    }
    own.forget(beforeMs);
  }

  return { take, forget, figures: () => ({ flows, newestMs }) };
}
