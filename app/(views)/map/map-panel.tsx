'use client';

import dynamic from 'next/dynamic';
import Link from 'next/link';
import { memo, useEffect, useState } from 'react';
import { flowsOf, groupCountOf, newerOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { FlowTable } from '@/components/flow-table/flow-table';
import { columnsOf } from '@/components/flow-table/layout';
import { BottomPanel } from '@/components/shell/panels';
import { Badge } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Tabs } from '@/components/ui/tabs';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { formatCount } from '@/lib/flow/format';

/** Loaded with the tab. */
const ConnectedDrops = dynamic(() => import('../connected-drops').then((module) => module.ConnectedDrops), {
  ssr: false,
});

type Shown = 'flows' | 'drops';

/** Newest flows, or the drop groups, of what the map shows. It reads them itself: another map is no reason to draw it. */
export const MapPanel = memo(function MapPanel() {
  const { href } = useView();
  const [tab, setTab] = useState<Shown>('flows');
  const groups = useFeed(groupCountOf);
  const tabs = [
    { value: 'flows' as const, label: 'Flows' },
    {
      value: 'drops' as const,
      label: (
        <>
          Drops
          {groups > 0 && <Badge tone="drop">{groups}</Badge>}
        </>
      ),
    },
  ];
  return (
    <BottomPanel
      head={
        <>
          <Tabs label="Below the map" onChange={setTab} tabs={tabs} value={tab} />
          <span className="flex-1" />
          <RowsNote />
          <Link className={buttonClass('ghost', 'sm')} href={href(tab)} prefetch={false}>
            <Icon name="expand" size={12} />
            Open in {tab === 'flows' ? 'Flows' : 'Drops'}
          </Link>
        </>
      }
      label="Flows and drops"
    >
      {tab === 'flows' ? <MapFlows /> : <ConnectedDrops />}
    </BottomPanel>
  );
});

/** The panel has room for fewer columns. */
const beside = { columns: columnsOf(['time', 'verdict', 'source', 'destination', 'port', 'info', 'node']) };

function MapFlows() {
  const { view, select, narrow } = useView();
  const feed = useFeedStore();
  const flows = useFeed(flowsOf);
  const newer = useFeed(newerOf);
  const isNext = useNextTask(flows !== null);
  if (!flows || !isNext) return null;
  return (
    <FlowTable
      look={beside}
      newer={newer}
      onNarrow={narrow}
      onResume={feed.resume}
      onSelect={(id) => select(id === null ? null : { kind: 'flow', id })}
      rows={flows.rows}
      selectedId={view.sel?.kind === 'flow' ? view.sel.id : null}
    />
  );
}

/** True from the task after the first with `begun`: all the page shows of its first frame in one task would hold it up. */
function useNextTask(begun: boolean): boolean {
  const [isNext, setNext] = useState(false);
  useEffect(() => {
    if (!begun) return;
    const timer = setTimeout(() => setNext(true));
    return () => clearTimeout(timer);
  }, [begun]);
  return isNext;
}

/** Rows are bounded, counts are not. */
function RowsNote() {
  const flows = useFeed(flowsOf);
  if (!flows || flows.matched === 0) return null;
  return (
    <span className="truncate text-11 text-subtle">
      Newest {formatCount(flows.rows.length)} of {formatCount(flows.matched)} flows
    </span>
  );
}
