'use client';

import { useSettings } from '@/app/settings';
import { flowsOf } from '@/app/workspace/stream/parts';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { FlowDetail } from '@/components/flow-detail/flow-detail';
import { SidePanel } from '@/components/shell/panels';
import { Button } from '@/components/ui/button';
import { Patient, SkeletonRows } from '@/components/ui/skeleton';
import { useFeed } from '@/lib/feed/use-feed';
import type { Flow } from '@/lib/flow/flow';
import { formatDateTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { viewHref } from '@/lib/view/href';
import { readView } from '@/lib/view/view';
import { orderedRows } from './ordered-rows';
import { type FoundFlow, useFlow } from './use-flow';
import { useFlowSorting } from './use-flow-sorting';
import { useRelated } from './use-related';
import { useWhy } from './use-why';

/** One flow at the right. */
export function FlowPanel({ id }: { id: string }) {
  const { view, select, narrow } = useView();
  const { traceUrl } = useSettings();
  const rows = orderedRows(useFeed(flowsOf)?.rows ?? noRows, useFlowSorting().sorting);
  const found = useFlow(id, view.cluster, rows);
  const related = useRelated(id, view.cluster);
  const why = useWhy(found.state === 'found' ? found.flow : null);
  const at = rows.findIndex((flow) => flow.id === id);
  const step = (by: 1 | -1) => {
    const next = rows[at + by];
    if (next) select({ kind: 'flow', id: next.id });
  };
  return (
    <SidePanel label="Flow">
      {found.state === 'found' ? (
        <FlowDetail
          flow={found.flow}
          link={flowLink(found.flow.id, view.cluster)}
          onClose={() => select(null)}
          onNarrow={narrow}
          onSelect={(other) => select({ kind: 'flow', id: other })}
          related={related}
          traceUrl={traceUrl}
          why={why}
          onStep={at < 0 ? undefined : step}
        />
      ) : (
        <NoFlow found={found} onClose={() => select(null)} />
      )}
    </SidePanel>
  );
}

/** Of the flow alone: whatever else one looks at may hide it. */
function flowLink(id: string, cluster: string | null): string {
  const { view } = readView(new URLSearchParams());
  const href = viewHref('flows', { ...view, cluster, sel: { kind: 'flow', id } });
  return `${window.location.origin}${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}${href}`;
}

function NoFlow({ found, onClose }: { found: FoundFlow; onClose: () => void }) {
  if (found.state !== 'gone')
    return (
      <Patient>
        <SkeletonRows />
      </Patient>
    );
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <h2 className="font-semibold text-14">This flow is not held any more</h2>
      <p className="text-12 text-muted">{found.why}</p>
      <HeldSince />
      <Button onClick={onClose} size="sm">
        Close
      </Button>
    </div>
  );
}

function HeldSince() {
  const clusters = useStatus()?.clusters ?? [];
  return clusters.map(({ cluster, flowsSince }) => (
    <p className="text-12 text-muted" key={cluster}>
      {flowsSince === null
        ? 'No flow is held now.'
        : `Flows are held since ${formatDateTime(Date.parse(flowsSince))} UTC.`}
      {clusters.length > 1 && ` Cluster ${visible(cluster)}.`}
    </p>
  ));
}

const noRows: readonly Flow[] = [];
