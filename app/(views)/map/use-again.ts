'use client';

// How often what is shown beside the stream is asked for again.
import { isPausedOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useView } from '@/app/workspace/use-view';
import { useFeed } from '@/lib/feed/use-feed';
import type { EpochMs } from '@/lib/flow/flow';
import type { View } from '@/lib/view/parameters';
import { viewSpan } from '@/lib/view/view';

/** For `refetchInterval`. While the view stands still, what is beside it does too. */
export function useAgain(everyMs: number): (query: Answered) => number | false {
  const { view } = useView();
  const isPaused = useFeed(isPausedOf);
  return ({ state }) => (state.data !== undefined && (isPaused || isOver(view, Date.now())) ? false : everyMs);
}

interface Answered {
  readonly state: { readonly data: unknown };
}

/** Flows are a while on their way. */
const lateMs = 60_000;

/** Whether nothing comes to it any more: a file, or a time that is past. An end that is told from now on stays where it was. */
export function isOver({ cluster, from, to }: Pick<View, 'cluster' | 'from' | 'to'>, nowMs: EpochMs): boolean {
  if (isCapture(cluster)) return true;
  const { toMs } = viewSpan({ from, to }, nowMs);
  return toMs !== undefined && toMs + lateMs < nowMs;
}
