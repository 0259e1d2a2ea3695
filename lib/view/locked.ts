// The time of a view held still: what a moving window shows at one moment.
import type { EpochMs } from '@/lib/flow/flow';
import type { View } from '@/lib/view/parameters';
import { readAgo } from '@/lib/view/time';
import { isLive, viewSpan } from '@/lib/view/view';

export interface TimeSpan {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What the pages show when a link does not say. */
export const usualWindowMs = 15 * 60_000;

/** Both ends of what a view shows at `nowMs`. A start that lies after its end is `windowMs` before it. */
export function lockedSpan(view: Pick<View, 'from' | 'to'>, nowMs: EpochMs, windowMs = usualWindowMs): TimeSpan {
  const { fromMs, toMs = nowMs } = viewSpan(view, nowMs);
  const isWindow = isLive(view) && (view.from === null || readAgo(view.from) === 0);
  const startMs = fromMs === undefined || isWindow || fromMs >= toMs ? toMs - windowMs : fromMs;
  return { fromMs: startMs, toMs };
}

/** A time as it stands in links. */
export const instant = (atMs: EpochMs): string => new Date(atMs).toISOString().replace('.000', '');
