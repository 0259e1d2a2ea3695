'use client';

import { flowsOf, newerOf } from '@/app/workspace/parts';
import { useView } from '@/app/workspace/use-view';
import { FlowTable } from '@/components/flow-table/flow-table';
import type { FlowWindow } from '@/lib/feed/content';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { countOf, formatCount } from '@/lib/flow/format';
import { FlowPanel } from '../flow-panel';
import { Empty, Waiting } from '../pane';

/** The newest flows, one per row, and the selected one in full at the right. */
export function FlowsView() {
  const { view, select, narrow } = useView();
  const feed = useFeedStore();
  const flows = useFeed(flowsOf);
  const newer = useFeed(newerOf);
  if (!flows) return <Waiting />;
  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        {flows.rows.length === 0 ? (
          <Empty what="flows" />
        ) : (
          <>
            <Head flows={flows} />
            <div className="min-h-0 flex-1">
              <FlowTable
                newer={newer}
                onNarrow={narrow}
                onResume={feed.resume}
                onSelect={(id) => select(id === null ? null : { kind: 'flow', id })}
                rows={flows.rows}
                selectedId={view.sel?.kind === 'flow' ? view.sel.id : null}
              />
            </div>
          </>
        )}
      </div>
      <FlowPanel />
    </div>
  );
}

/** Rows are bounded and say so; every flow is counted. */
function Head({ flows }: { flows: FlowWindow }) {
  const missed = useFeed(missedOf);
  return (
    <p className="flex h-9 flex-none items-center gap-3 border-line border-b px-4 text-12 text-subtle">
      Newest first. {formatCount(flows.rows.length)} rows of {countOf(flows.matched, 'flow')}
      {missed > 0 && (
        <span className="text-warn-text">{formatCount(missed)} skipped, because this browser fell behind</span>
      )}
    </p>
  );
}

const missedOf = ({ content }: FeedSnapshot) => content?.missed.rows ?? 0;
