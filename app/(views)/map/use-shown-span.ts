'use client';

// Of which time what is beside the map is asked for: that of the picture, also where it stands still.
import { isCapture } from '@/app/workspace/scope';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed } from '@/lib/feed/use-feed';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { shownSpan } from './ask-map';
import { askedSpan } from './use-pods';

interface AskedSpan {
  readonly from: string | null;
  readonly to: string | null;
}

type Spanned = Pick<View, 'cluster' | 'from' | 'to'>;
type Shown = Pick<FeedSnapshot, 'content' | 'pausedAtMs' | 'pending'>;

/** As parameters of a request; the same from one frame to the next. */
export function useShownSpan(view: Spanned): AskedSpan {
  const from = useFeed((shown) => spanToAsk(view, shown).from);
  const to = useFeed((shown) => spanToAsk(view, shown).to);
  return { from, to };
}

/** In instants where the picture stands still: told from now on, they would be those of another time. */
export function spanToAsk(view: Spanned, { content, pausedAtMs, pending }: Shown): AskedSpan {
  // While its first frame is awaited, what is shown answers another view.
  const own = pending ? null : content;
  const isPast = own !== null && !isLive(view) && own.toMs <= own.atMs;
  const standsAtMs = pausedAtMs ?? (isPast ? own.atMs : null);
  if (standsAtMs === null || isCapture(view.cluster)) return askedSpan(view, null);
  const { fromMs, toMs } = shownSpan(view, own, standsAtMs);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
