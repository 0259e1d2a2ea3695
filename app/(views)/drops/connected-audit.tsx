'use client';

import { useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import { defaultWindowMs, windowOf } from '@/app/workspace/live-request';
import { isPausedOf } from '@/app/workspace/parts';
import { isCapture } from '@/app/workspace/scope';
import { useView } from '@/app/workspace/use-view';
import { BurnDownChart } from '@/components/drop-table/burn-down';
import { DropTable } from '@/components/drop-table/drop-table';
import type { DropGroup } from '@/lib/drops/group';
import { nextDropSorting } from '@/lib/drops/order';
import { useFeed } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { visible } from '@/lib/flow/visible';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';
import { ConnectedExplanation } from '../connected-explanation';

/** Audit mode is looked at for hours; what is new may come a moment later. */
const againMs = 5_000;

/** What would break if policies were enforced. */
export function ConnectedAudit() {
  const { view, change, select } = useView();
  const { data, error } = useAudit(view);
  if (error) return <Note>{`It could not be asked: ${error.message}`}</Note>;
  if (!data) return <Note>Asking the server.</Note>;
  if (data.groups.length === 0) return <Note>{nothing}</Note>;
  const open = data.groups.find(({ id }) => view.sel?.kind === 'drop' && view.sel.id === id);
  const toMs = Date.parse(data.to);
  return (
    <>
      <BurnDownChart fromMs={Date.parse(data.from)} groups={data.groups} toMs={toMs} />
      <div className="min-h-0 flex-1">
        <DropTable
          by={view.by === 'none' ? null : view.by}
          explanation={open && <ConnectedExplanation group={open} groups={data.groups} key={open.id} />}
          groups={data.groups}
          marks={noMarks}
          nowMs={toMs}
          onSelect={(id) => select(id === null ? null : { kind: 'drop', id })}
          onSort={(column) => change({ sort: nextDropSorting(view.sort, column) })}
          selectedId={open?.id ?? null}
          sorting={view.sort}
          still={isStill(view)}
          windowMs={windowOf(view)}
        />
      </div>
    </>
  );
}

/** Marks are made of what is refused. */
const noMarks = new Map();

const nothing =
  'No AUDIT verdicts in this range. Agents give them while policy audit mode is on, for all of the cluster or for single endpoints: what no policy allows then passes and is told of. With audit mode off, what is refused stands under Refused.';

function Note({ children }: { children: string }) {
  return <p className="m-auto max-w-[60ch] p-6 text-13 text-muted">{visible(children)}</p>;
}

const isStill = (view: View): boolean => isCapture(view.cluster) || !isLive(view);

interface AuditAnswer {
  readonly groups: readonly DropGroup[];
  readonly from: string;
  readonly to: string;
}

function useAudit(view: View) {
  const isPaused = useFeed(isPausedOf);
  const query = auditQuery(view);
  return useQuery({
    queryKey: ['audit', query.toString()],
    queryFn: ({ signal }) => askWith<AuditAnswer>('drops', query, signal),
    refetchInterval: !isStill(view) && !isPaused && againMs,
    retry: false,
    placeholderData: (before) => before,
  });
}

/** A moving window is asked for by its length. */
function auditQuery(view: View): URLSearchParams {
  const query = new URLSearchParams({ show: 'audit' });
  const q = printFilter(view.q);
  if (q !== '') query.set('q', q);
  if (view.cluster !== null) query.set('cluster', view.cluster);
  if (isCapture(view.cluster)) return query;
  query.set('from', isLive(view) ? `-${windowOf(view) / 1_000}s` : (view.from ?? `-${defaultWindowMs / 1_000}s`));
  if (!isLive(view) && view.to !== null) query.set('to', view.to);
  return query;
}
