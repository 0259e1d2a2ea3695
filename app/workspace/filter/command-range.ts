// The range of time of a view against that of a `hubble observe` command.

import { defaultWindowMs, longestWindowMs } from '@/app/workspace/stream/live-request';
import type { CommandRange } from '@/lib/filter/cli/parse';
import type { EpochMs } from '@/lib/flow/flow';
import { instant } from '@/lib/view/locked';
import type { View } from '@/lib/view/parameters';
import { readAgo, resolveTime } from '@/lib/view/time';

type Span = Pick<View, 'from' | 'to'>;

const minute = 60_000;

/** The span of time that a command asks for; null where it says nothing about time. A view follows an hour at most. */
export function spanOfCommand({ from, to, follow }: CommandRange, nowMs: EpochMs): Span | null {
  if (from === undefined && to === undefined) return follow ? { from: null, to: null } : null;
  const fromMs = from === undefined ? null : resolveTime(from, nowMs);
  const toMs = to === undefined ? nowMs : (resolveTime(to, nowMs) ?? nowMs);
  const ago = from === undefined || to !== undefined ? null : readAgo(from);
  if (ago !== null && ago >= minute && (follow || ago <= longestWindowMs)) {
    const windowMs = Math.min(ago, longestWindowMs);
    return { from: windowMs === defaultWindowMs ? null : agoText(windowMs), to: null };
  }
  if (follow) return { from: null, to: null };
  return { from: instant(fromMs ?? toMs - defaultWindowMs), to: instant(toMs) };
}

/** What of a command's range a view has no words for, one sentence; '' when it takes all of it. */
export function untakenRange(range: CommandRange): string {
  const flags = (['last', 'first', 'all'] as const).filter((name) => range[name] !== undefined);
  if (range.follow && (readAgo(range.from ?? '') ?? 0) > longestWindowMs)
    return 'A view follows the last hour at most.';
  if (flags.length === 0) return '';
  return `${flags.map((name) => `--${name}`).join(' and ')} counts flows; a view shows all of its range of time.`;
}

/** The range of a command for what is shown: a moving window, or two instants. */
export function rangeOfView(
  windowMs: number,
  fixed: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null,
): CommandRange {
  if (fixed) return { from: instant(fixed.fromMs), to: instant(fixed.toMs) };
  return { from: agoText(windowMs), follow: true };
}

const agoText = (ms: number): string => (ms % minute === 0 ? `-${ms / minute}m` : `-${Math.round(ms / 1_000)}s`);
