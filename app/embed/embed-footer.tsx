'use client';

import { wholeOf } from '@/app/workspace/parts';
import { fixedRange, streamStateOf } from '@/app/workspace/stream-state';
import { useStatus } from '@/app/workspace/use-status';
import { useView } from '@/app/workspace/use-view';
import { readingOf } from '@/components/time-bar/stream-reading';
import { Icon } from '@/components/ui/icon';
import { LiveDot } from '@/components/ui/live-dot';
import { useFeed } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { countOf, formatClock } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { fullHref } from './full-href';

/** Whether it moves, of when it is, what is asked, and the way to the whole page. */
export function EmbedFooter() {
  const { page, view, embed } = useView();
  const snapshot = useFeed(wholeOf);
  const { content } = snapshot;
  const stream = streamStateOf({ ...snapshot, status: useStatus() }, fixedRange(view, content));
  const { dot, text } = readingOf(stream);
  const filter = printFilter(view.q);
  return (
    <footer className="embed-wall flex h-7 flex-none items-center gap-3 overflow-hidden whitespace-nowrap border-(--accent-line) border-t bg-surface pr-1 pl-3 text-11 text-muted">
      <span
        className="inline-flex flex-none items-center gap-1.5"
        {...(embed?.controls === 'none' && { 'data-stream': stream.kind })}
      >
        <LiveDot state={dot} />
        {text}
      </span>
      {content && (
        <time className="mono-11 flex-none" dateTime={new Date(content.atMs).toISOString()} title="UTC">
          {formatClock(Math.min(content.atMs, content.toMs))}
        </time>
      )}
      <span className="min-w-0 flex-1 truncate mono-11 max-[480px]:invisible" title={visible(filter)}>
        {visible(filter)}
      </span>
      {content?.flows && <span className="flex-none max-[400px]:hidden">{countOf(content.flows.matched, 'flow')}</span>}
      <a
        className="inline-flex h-5 flex-none items-center gap-1 rounded-1 px-2 font-medium text-(--accent) hover:bg-hover focus-visible:-outline-offset-2"
        href={fullHref(page, view)}
        rel="noopener noreferrer"
        target="_blank"
      >
        Open in Eyepiece
        <Icon name="external" size={12} />
      </a>
    </footer>
  );
}
