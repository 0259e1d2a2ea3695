// The span of time that is shown, in words and as a command of Hubble's own tool says it.

import { rangeOfView } from '@/app/workspace/filter/command-range';
import { windowOf } from '@/app/workspace/stream/live-request';
import { isCapture, isSnapshot } from '@/app/workspace/stream/scope';
import { fixedRange } from '@/app/workspace/stream/stream-state';
import type { ShownRange } from '@/components/filter-bar/command';
import type { FeedContent } from '@/lib/feed/content';
import { formatDateTime, formatDuration } from '@/lib/flow/format';
import type { View } from '@/lib/view/parameters';

/** In words, and as a command says it. */
export function shownRange(view: View, content: FeedContent | null): ShownRange {
  const range = fixedRange(view, content);
  const command = rangeOfView(windowOf(view), range);
  if (isSnapshot(view.cluster))
    return {
      words: 'Time: the whole snapshot.',
      command,
      notes: ['The flows come from a snapshot; Relay may not hold them any more.'],
    };
  if (isCapture(view.cluster))
    return {
      words: 'Time: the whole capture.',
      command: {},
      notes: ['The flows come from a file; --input-file reads one.'],
    };
  const notes = view.cluster === null ? [] : [`Ask the Relay of cluster ${view.cluster}.`];
  if (range)
    return { words: `Time: ${formatDateTime(range.fromMs)} to ${formatDateTime(range.toMs)}, UTC.`, command, notes };
  return { words: `Time: the last ${formatDuration(windowOf(view))}, moving with the present.`, command, notes };
}
