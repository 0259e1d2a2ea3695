// What was said of a drop group, in sentences.
import type { DropMark, LoudReason, Standing } from '@/lib/drops/mark';
import { formatAgo, formatDateTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';

/** Who said what and when, how long it holds, and whether it still does. Safe to show. */
export function markSentences(mark: DropMark, nowMs: number): string {
  const by = mark.author === '' ? '' : ` by ${visible(mark.author)}`;
  const what = mark.kind === 'muted' ? 'Muted' : 'Acknowledged';
  const note = mark.note === '' ? '.' : `: ${visible(mark.note)}${/[.!?]$/.test(mark.note) ? '' : '.'}`;
  return [`${what}${by} ${formatAgo(mark.atMs, nowMs)}${note}`, endText(mark), loudText(mark)]
    .filter(Boolean)
    .join(' ');
}

function endText({ kind, untilMs }: DropMark): string {
  if (kind !== 'muted') return '';
  return untilMs === null
    ? 'Muted until somebody ends it.'
    : `Muted until ${formatDateTime(untilMs).slice(0, 16)} UTC.`;
}

const loudWords: Record<LoudReason, string> = {
  rose: 'rose again',
  returned: 'came back',
};

function loudText({ loud }: DropMark): string {
  return loud ? `It ${loudWords[loud.why]} at ${formatDateTime(loud.atMs).slice(0, 19)} UTC.` : '';
}

/** A word or two for a cell; '' where there is nothing to say. */
export function standingText(standing: Standing, mark: DropMark | undefined): string {
  if (standing === 'acknowledged' || standing === 'muted') return standing;
  return mark?.loud ? loudWords[mark.loud.why] : '';
}
