// When a flow was, as the reader wants to see it.
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { formatAgo, formatDateTime, formatTime } from '@/lib/flow/format';

export const timeStyles = ['utc', 'local', 'ago'] as const;
export type TimeStyle = (typeof timeStyles)[number];

/** The time of a flow in one style. */
export type TimeText = (flow: Flow) => string;

/** The flow's own time; a flow that had none shows when it came, in brackets. `nowMs` is what "ago" counts from. */
export function timeText(style: TimeStyle, nowMs: EpochMs): TimeText {
  const write =
    style === 'utc' ? formatTime : style === 'local' ? localTime : (atMs: EpochMs) => formatAgo(atMs, nowMs);
  return ({ timeMs, arrivedMs }) => (timeMs === undefined ? `(${write(arrivedMs)})` : write(timeMs));
}

/** As UTC would write it, by the clock on the reader's wall. */
function localTime(atMs: EpochMs): string {
  return formatDateTime(atMs - new Date(atMs).getTimezoneOffset() * 60_000).slice(11);
}
