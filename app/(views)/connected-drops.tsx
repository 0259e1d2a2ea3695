'use client';

import { lazy } from 'react';
import { windowOf } from '@/app/workspace/stream/live-request';
import { contentOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { DropTable } from '@/components/drop-table/drop-table';
import { nextDropSorting } from '@/lib/drops/order';
import { useFeed } from '@/lib/feed/use-feed';
import { isLive } from '@/lib/view/view';
import { ConnectedDropBar } from './drops/connected-bar';
import { unknownPoints } from './unknown-points';
import { useMarks } from './use-marks';

/** Loaded with the first group that is opened. */
const ConnectedExplanation = lazy(() =>
  import('./connected-explanation').then((module) => ({ default: module.ConnectedExplanation })),
);

/** The drop groups with the open one explained. */
export function ConnectedDrops() {
  const { view, change, select } = useView();
  const content = useFeed(contentOf);
  const selectedId = view.sel?.kind === 'drop' ? view.sel.id : null;
  const open = content?.drops?.find((group) => group.id === selectedId);
  const status = useStatus();
  const { marks, marking } = useMarks(open !== undefined);
  if (!content?.drops) return null;
  return (
    <div className="flex h-full flex-col">
      <ConnectedDropBar marks={marks} />
      <div className="min-h-0 flex-1">
        <DropTable
          by={view.by === 'none' ? null : view.by}
          explanation={open && <ConnectedExplanation group={open} groups={content.drops} key={open.id} />}
          groups={content.drops}
          {...(open && !isCapture(view.cluster) && { marking: marking(open.id, () => select(null)) })}
          marks={marks}
          nowMs={content.atMs}
          onSelect={(id) => select(id === null ? null : { kind: 'drop', id })}
          onSort={(column) => change({ sort: nextDropSorting(view.sort, column) })}
          selectedId={selectedId}
          sorting={view.sort}
          still={isCapture(view.cluster) || !isLive(view)}
          unknown={unknownPoints(content, content.drops, status)}
          windowMs={windowOf(view)}
        />
      </div>
    </div>
  );
}
