'use client';

import { wholeOf } from '@/app/workspace/stream/parts';
import { fixedRange, streamStateOf } from '@/app/workspace/stream/stream-state';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { readingOf } from '@/components/time-bar/stream-reading';
import type { StreamState } from '@/components/time-bar/stream-state';
import { Icon } from '@/components/ui/icon';
import { LiveDot } from '@/components/ui/live-dot';
import type { FeedContent } from '@/lib/feed/content';
import { useFeed } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { countOf, formatClock, formatSecond } from '@/lib/flow/format';
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
        {stream.kind === 'fixed' ? <span className="sr-only">Fixed time</span> : text}
      </span>
      {content && <Moment content={content} stream={stream} />}
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

/** What moves is of today; of the rest the day is told too, where there is room. */
function Moment({ content, stream }: { content: FeedContent; stream: StreamState }) {
  const toMs = Math.min(content.atMs, content.toMs);
  if (stream.kind === 'paused' || stream.kind === 'frozen') return null;
  if (stream.kind === 'live' || stream.kind === 'behind') return <Clock atMs={toMs} />;
  if (stream.kind !== 'fixed') return <Clock atMs={toMs} dated />;
  return (
    <span className="flex-none">
      <Clock atMs={stream.fromMs} dated /> to{' '}
      <Clock atMs={stream.toMs} dated={dayOf(stream.fromMs) !== dayOf(stream.toMs)} />
    </span>
  );
}

function Clock({ atMs, dated = false }: { atMs: number; dated?: boolean }) {
  return (
    <time
      className="mono-11 flex-none"
      dateTime={new Date(atMs).toISOString()}
      title={dated ? `${formatSecond(atMs)} UTC` : 'UTC'}
    >
      {dated && <span className="max-[640px]:hidden">{dayOf(atMs)} </span>}
      {formatClock(atMs)}
    </time>
  );
}

const dayOf = (atMs: number): string => formatSecond(atMs).slice(0, 10);
