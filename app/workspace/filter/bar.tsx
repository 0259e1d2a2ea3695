'use client';

import { type RefObject, useEffect, useMemo } from 'react';
import { shownRange } from '@/app/workspace/shown-range';
import { defaultWindowMs, windowOf } from '@/app/workspace/stream/live-request';
import { connectionOf, contentOf, flowsOf, isStaleOf, wholeOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { fixedRange, streamStateOf } from '@/app/workspace/stream/stream-state';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { FilterBar } from '@/components/filter-bar/filter-bar';
import { memoryOf } from '@/components/status/status-bar';
import { RangeControl } from '@/components/time-bar/range-control';
import { StreamControl } from '@/components/time-bar/stream-control';
import { Timeline } from '@/components/time-bar/timeline';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { everything } from '@/lib/filter/filter';
import { instant } from '@/lib/view/locked';
import { isLive } from '@/lib/view/view';
import { spanOfCommand, untakenRange } from './command-range';
import { refusedFilter } from './refused-filter';
import { useFilterLibrary } from './use-filter-library';
import { useSeenValues } from './use-seen-values';

/** Filter, stream and range in one line, the timeline under it. */
export function ConnectedBar({ filterRef }: ConnectedFilterProps) {
  return (
    <>
      <ConnectedFilter filterRef={filterRef} />
      <ConnectedTimeline />
    </>
  );
}

interface ConnectedFilterProps {
  readonly filterRef: RefObject<HTMLInputElement | null>;
}

/** Filter, stream and range in one line. */
export function ConnectedFilter({ filterRef }: ConnectedFilterProps) {
  const { view, notices, change } = useView();
  const feed = useFeedStore();
  const library = useFilterLibrary(view.q);
  const flows = useFeed(flowsOf);
  const stale = useFeed(isStaleOf);
  const connection = useFeed(connectionOf);
  const refused = useMemo(() => refusedFilter(connection, view.q), [connection, view.q]);
  const badText = refused?.text ?? notices.find(({ parameter }) => parameter === 'q')?.text;
  useEffect(() => {
    // The field begins anew with what was refused, and gives the focus back to whoever typed it.
    if (refused && document.activeElement === document.body) filterRef.current?.focus();
  }, [refused, filterRef]);
  return (
    <FilterBar
      badText={badText}
      filter={refused ? everything : view.q}
      hidden={flows?.hidden ?? 0}
      hiddenDenials={flows?.hiddenDenials ?? 0}
      inputRef={filterRef}
      library={library}
      key={badText}
      matched={flows?.matched ?? null}
      off={view.off}
      onChange={({ on, off }) => change({ q: on, off })}
      onCommand={(q, range) => {
        change({ q, ...spanOfCommand(range, Date.now()) });
        return untakenRange(range);
      }}
      rangeNow={() => shownRange(view, feed.getSnapshot().content)}
      refused={refused?.error}
      searching={flows?.searching}
      stale={stale}
      useSeen={useSeenValues}
    >
      <TimeControls />
    </FilterBar>
  );
}

function TimeControls() {
  const { view, change } = useView();
  const feed = useFeedStore();
  const snapshot = useFeed(wholeOf);
  const range = fixedRange(view, snapshot.content);
  const status = useStatus();
  const [cluster, ...others] = status?.clusters ?? [];
  const stream = streamStateOf({ ...snapshot, status }, range, view.cluster);
  const goLive = () => change({ from: null, to: null });
  return (
    <div className="flex flex-wrap gap-2 sm:flex-none">
      <StreamControl onGoLive={goLive} onPause={feed.pause} onResume={feed.resume} stream={stream} />
      {stream.kind !== 'capture' && stream.kind !== 'snapshot' && (
        <RangeControl
          memory={cluster && others.length === 0 ? memoryOf(cluster) : null}
          onGoLive={goLive}
          onWindow={(ms) => change({ from: ms === defaultWindowMs ? null : `-${ms / 60_000}m`, to: null })}
          range={range}
          windowMs={windowOf(view)}
        />
      )}
    </div>
  );
}

export function ConnectedTimeline() {
  const { view, change } = useView();
  const content = useFeed(contentOf);
  if (!content) return <div className="h-9 flex-none border-line border-b bg-surface sm:h-13" />;
  return (
    <Timeline
      gaps={content.gaps}
      lit={{ fromMs: content.fromMs, toMs: content.toMs }}
      live={isLive(view) && !isCapture(view.cluster)}
      nowMs={Math.min(content.atMs, content.toMs)}
      onReset={() => change({ from: null, to: null })}
      onSelect={({ fromMs, toMs }) => change({ from: instant(fromMs), to: instant(toMs) })}
      series={content.series}
    />
  );
}
