'use client';

import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { contentOf, flowsOf, newerOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { FlowTable } from '@/components/flow-table/flow-table';
import { type FlowWindow, rowLimit } from '@/lib/feed/content';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { orderedRows } from '../ordered-rows';
import { Empty, Tools, Waiting } from '../pane';
import { SelectedFlow } from '../selected-flow';
import { Toolbar } from './toolbar';
import { useFind } from './use-find';
import { useTable } from './use-table';

/** Loaded with the first view of which the stream does not bring all. */
const OlderRows = dynamic(() => import('./older-rows').then((module) => module.OlderRows), { ssr: false });

/** The newest flows, one per row, and the selected one in full at the right. */
export function FlowsView() {
  const flows = useFeed(flowsOf);
  if (!flows) return <Waiting />;
  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        {flows.rows.length === 0 ? <Empty what="flows" /> : <Rows flows={flows} />}
      </div>
      <SelectedFlow />
    </div>
  );
}

function Rows({ flows }: { flows: FlowWindow }) {
  const { view, embed, select, narrow } = useView();
  const feed = useFeedStore();
  const newer = useFeed(newerOf);
  const table = useTable(useFeed(contentOf)?.atMs ?? 0);
  const rows = orderedRows(flows.rows, table.look.sorting);
  const find = useFind(rows, table.look);
  const [nearEnd, setNearEnd] = useState(false);
  const hasMore = rows.length < Math.min(flows.matched, rowLimit);
  // Sorted, the end is not where older ones go.
  const older = hasMore && <OlderRows flows={flows} near={nearEnd && !table.look.sorting} />;
  const look = useMemo(() => ({ ...table.look, ...find.marks }), [table.look, find.marks]);
  return (
    <>
      <Tools>
        <Toolbar find={find} flows={flows} older={older} table={table} />
      </Tools>
      <div className="min-h-0 flex-1">
        <FlowTable
          look={look}
          newer={newer}
          onNarrow={narrow}
          onNearEnd={setNearEnd}
          onResize={table.resize}
          onResume={feed.resume}
          onSelect={(id) => select(id === null ? null : { kind: 'flow', id })}
          onSort={table.sortBy}
          rows={rows}
          selectedId={view.sel?.kind === 'flow' ? view.sel.id : null}
        />
      </div>
      {embed?.controls === 'none' && older && <p className="flex-none px-4 py-1 text-12 text-subtle">{older}</p>}
    </>
  );
}
