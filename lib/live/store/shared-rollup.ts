// A rollup with any number of windows on it: what was folded since the last time goes to each of them.
import type { EpochMs, FlowFacts } from '@/lib/flow/flow';
import { createRollup, type Rollup, type RollupOptions } from '@/lib/rollup/rollup';
import type { RowChange } from '@/lib/rollup/row';

/** Takes every change once, in order. */
export type ChangeListener = (changes: readonly RowChange[]) => void;

export interface SharedRollup {
  readonly rollup: Rollup;
  /** Folds the flow under `atMs`, whatever time it carries; one from before what is held is left to the log. */
  fold(facts: FlowFacts, atMs: EpochMs, alike?: number): void;
  listen(listener: ChangeListener): () => void;
  /** Hands out what was folded since the last call. */
  drain(): void;
  /** Forgets the buckets that end before this time; windows that reach further back begin anew. */
  forget(beforeMs: EpochMs): void;
  /** Forgets the oldest buckets until the rollup takes no more than this, and keeps the newest within twice of it. */
  shrink(bytes: number): void;
  /** Nothing older is held; -Infinity while nothing was forgotten. */
  floorMs(): EpochMs;
  /** Grows with every fold. */
  version(): number;
}

export function createSharedRollup(options: RollupOptions): SharedRollup {
  const rollup = createRollup(options);
  const listeners = new Set<ChangeListener>();
  let version = 0;
  let drained = 0;
  let floorMs: EpochMs = Number.NEGATIVE_INFINITY;

  function forget(beforeMs: EpochMs) {
    const { fromMs } = rollup.align(beforeMs, beforeMs);
    rollup.expire(fromMs);
    floorMs = Math.max(floorMs, fromMs);
  }

  return {
    rollup,
    fold(facts, atMs, alike) {
      if (atMs < floorMs) return;
      version += 1;
      // A flow that counts under another time than its own is folded as one that has none.
      rollup.fold(facts.timeMs === atMs ? facts : { ...facts, timeMs: undefined }, atMs, atMs, alike);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drain() {
      if (drained === version) return;
      drained = version;
      const changes = rollup.drainChanges();
      for (const listener of listeners) listener(changes);
    },
    forget,
    shrink(bytes) {
      rollup.limitBucket(2 * bytes);
      if (rollup.bytes() <= bytes) return;
      const starts = [...rollup.buckets()].map(({ startMs }) => startMs);
      for (const next of starts.slice(1)) if (rollup.bytes() > bytes) forget(next);
    },
    floorMs: () => floorMs,
    version: () => version,
  };
}
