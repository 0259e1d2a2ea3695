// A window that moves along a shared rollup and is read now and then.
import type { EpochMs } from '@/lib/flow/flow';
import type { SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Rollup } from '@/lib/rollup/rollup';
import type { RowChange, RowDims } from '@/lib/rollup/row';
import type { Steps } from '@/lib/rollup/steps';
import { type Conversation, createWindow } from '@/lib/rollup/window';

export interface MovingWindowOptions {
  readonly shared: SharedRollup;
  readonly keep: (dims: RowDims) => boolean;
  readonly windowMs: number;
  /** Nothing before it is part of the window. */
  readonly fromMs: EpochMs;
}

export interface WindowReading {
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Keys of conversations that changed, came or went since the reading before. */
  readonly dirty: Iterable<string>;
  /** How long the events called recent took to come. */
  readonly recentMs: number;
}

export interface MovingWindow {
  /** In steps, between which more may be folded; one reading at a time. */
  reading(nowMs: EpochMs): Steps<WindowReading>;
  /** What the window covers, on the edges of buckets. */
  span(nowMs: EpochMs): { readonly fromMs: EpochMs; readonly toMs: EpochMs };
  /** The rollup without what lies before the window's fixed start. */
  readonly rollup: Rollup;
  /** Estimate of memory used. */
  bytes(): number;
  close(): void;
}

export function createMovingWindow({ shared, keep, windowMs, fromMs }: MovingWindowOptions): MovingWindow {
  const rollup = notBefore(shared.rollup, fromMs);
  const firstMs = Number.isFinite(fromMs) ? rollup.align(fromMs, fromMs).fromMs : fromMs;
  let window = createWindow({ windowMs, keep });
  let floorMs = shared.floorMs();

  const stop = shared.listen((changes: readonly RowChange[]) => {
    window.apply(Number.isFinite(firstMs) ? changes.filter(({ bucketMs }) => bucketMs >= firstMs) : changes);
  });

  /** A window cannot take leave of buckets that are gone already; it begins anew with those that are left. */
  function restart(): string[] {
    floorMs = shared.floorMs();
    const gone = [...window.conversations.keys()];
    window = createWindow({ windowMs, keep });
    return gone;
  }

  function* reading(nowMs: EpochMs): Steps<WindowReading> {
    shared.drain();
    const from = window.span()?.fromMs ?? Number.POSITIVE_INFINITY;
    const gone = shared.floorMs() > Math.max(from, floorMs) ? restart() : [];
    yield* window.advancing(rollup, nowMs);
    const recentMs = Math.max(1_000, nowMs - (window.span()?.recentFromMs ?? nowMs));
    const dirty = window.takeDirty();
    for (const key of gone) dirty.add(key);
    return { conversations: window.conversations, dirty, recentMs };
  }

  return {
    reading,
    span: (nowMs) => rollup.align(Math.max(fromMs, nowMs - windowMs, shared.floorMs()), nowMs),
    rollup,
    bytes: () => window.bytes(),
    close: stop,
  };
}

function notBefore(rollup: Rollup, fromMs: EpochMs): Rollup {
  if (!Number.isFinite(fromMs)) return rollup;
  return { ...rollup, buckets: (from = fromMs, to) => rollup.buckets(Math.max(from, fromMs), to) };
}
