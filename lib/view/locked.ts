// The time of a view held still: what moves with the clock becomes what it means at one moment.
import type { EpochMs } from '@/lib/flow/flow';
import type { View } from '@/lib/view/parameters';
import { readAgo, resolveTime } from '@/lib/view/time';
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

/** The view of this span, with the span it is compared with held still as well. */
export function lockedView(view: View, { fromMs, toMs }: TimeSpan, nowMs: EpochMs): View {
  const against = view.against
    ?.split('/')
    .map((text) => instant(resolveTime(text, nowMs) ?? nowMs))
    .join('/');
  return { ...view, from: instant(fromMs), to: instant(toMs), against: against ?? null };
}

/** A time as it stands in links. */
export const instant = (atMs: EpochMs): string => new Date(atMs).toISOString().replace('.000', '');
