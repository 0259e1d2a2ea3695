'use client';

import { lazy, Suspense } from 'react';
import { dropsOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { ShownControl } from '@/components/drop-table/shown-control';
import { useFeed } from '@/lib/feed/use-feed';
import { ConnectedDrops } from '../connected-drops';
import { Empty, Tools, Waiting } from '../pane';

/** Loaded by who asks for it. */
const ConnectedAudit = lazy(() => import('./connected-audit').then((module) => ({ default: module.ConnectedAudit })));

/** What was refused, or what would be if policies were enforced. */
export function DropsView() {
  const { view, change } = useView();
  return (
    <div className="flex h-full flex-col">
      <Tools>
        <ShownControl onShow={(show) => change({ show, sel: null })} shown={view.show} />
      </Tools>
      <div className="flex min-h-0 flex-1 flex-col">
        {view.show === 'audit' ? (
          <Suspense fallback={<Waiting />}>
            <ConnectedAudit />
          </Suspense>
        ) : (
          <Refused />
        )}
      </div>
    </div>
  );
}

function Refused() {
  const groups = useFeed(dropsOf);
  if (!groups) return <Waiting />;
  return groups.length === 0 ? <Empty what="drops" /> : <ConnectedDrops />;
}
