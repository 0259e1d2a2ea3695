'use client';

import { windowOf } from '@/app/workspace/stream/live-request';
import { contentOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { BurnDownChart } from '@/components/drop-table/burn-down';
import { DropTable } from '@/components/drop-table/drop-table';
import { nextDropSorting } from '@/lib/drops/order';
import { useFeed } from '@/lib/feed/use-feed';
import { isLive } from '@/lib/view/view';
import { ConnectedExplanation } from '../connected-explanation';
import { Waiting } from '../pane';
import { unknownPoints } from '../unknown-points';
import { ConnectedOrderBar } from './connected-bar';

/** What would break if policies were enforced. */
export function ConnectedAudit() {
  const { view, change, select } = useView();
  const content = useFeed(contentOf);
  const status = useStatus();
  if (!content?.audit) return <Waiting />;
  const { audit: groups, fromMs, toMs, atMs } = content;
  if (groups.length === 0) return <p className="m-auto max-w-[60ch] p-6 text-13 text-muted">{nothing}</p>;
  const open = groups.find(({ id }) => view.sel?.kind === 'drop' && view.sel.id === id);
  return (
    <>
      <BurnDownChart fromMs={fromMs} groups={groups} toMs={Math.max(fromMs, Math.min(toMs, atMs))} />
      <ConnectedOrderBar />
      <div className="min-h-0 flex-1">
        <DropTable
          audited
          by={view.by === 'none' ? null : view.by}
          explanation={open && <ConnectedExplanation group={open} groups={groups} key={open.id} />}
          groups={groups}
          marks={noMarks}
          nowMs={atMs}
          onSelect={(id) => select(id === null ? null : { kind: 'drop', id })}
          onSort={(column) => change({ sort: nextDropSorting(view.sort, column) })}
          selectedId={open?.id ?? null}
          sorting={view.sort}
          still={isCapture(view.cluster) || !isLive(view)}
          unknown={unknownPoints(content, groups, status)}
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
