'use client';

// Of which time what is beside the map is asked for: that of the picture, also where it stands still.
import { windowOf } from '@/app/workspace/stream/live-request';
import { isCapture } from '@/app/workspace/stream/scope';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed } from '@/lib/feed/use-feed';
import type { EpochMs } from '@/lib/flow/flow';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { shownSpan } from './ask-map';
import { type Replay, replayedMs, replayStepMs } from './use-replay';

interface AskedSpan {
  readonly from: string | null;
  readonly to: string | null;
}

type Spanned = Pick<View, 'cluster' | 'from' | 'to'>;
type Tape = Pick<NonNullable<Replay['tape']>, 'atMs'>;
type Shown = Pick<FeedSnapshot, 'content' | 'pausedAtMs' | 'pending'>;

/** As parameters of a request; the same from one frame to the next. */
export function useShownSpan(view: Spanned, tape: Tape | null = null): AskedSpan {
  const from = useFeed((shown) => spanToAsk(view, shown, tape).from);
  const to = useFeed((shown) => spanToAsk(view, shown, tape).to);
  return { from, to };
}

/** In instants where the picture stands still: told from now on, they would be those of another time. */
export function spanToAsk(view: Spanned, { content, pausedAtMs, pending }: Shown, tape: Tape | null = null): AskedSpan {
  // While its first frame is awaited, what is shown answers another view.
  const own = pending ? null : content;
  const isPast = own !== null && !isLive(view) && own.toMs <= own.atMs;
  const standsAtMs = pausedAtMs ?? (isPast ? own.atMs : null);
  if (tape || standsAtMs === null || isCapture(view.cluster)) return askedSpan(view, tape);
  const { fromMs, toMs } = shownSpan(view, own, standsAtMs);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** That of the picture: where it moves, no longer than pictures that move are. */
export function askedSpan(view: Spanned, tape: Tape | null): AskedSpan {
  if (tape) return played(tape.atMs);
  if (!isLive(view) || isCapture(view.cluster)) return { from: view.from, to: view.to };
  return { from: `-${windowOf(view) / 1_000}s`, to: null };
}

function played(atMs: EpochMs) {
  const toMs = Math.ceil(atMs / replayStepMs) * replayStepMs;
  return { from: new Date(toMs - replayedMs).toISOString(), to: new Date(toMs).toISOString() };
}
