'use client';

// What a page shows while it has nothing to show, alike on every page.
import type { ReactNode } from 'react';
import { windowOf } from '@/app/workspace/stream/live-request';
import { connectionOf, contentOf, flowsOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { checksOf } from '@/components/status/checks';
import { EmptyState } from '@/components/status/empty-state';
import { Button } from '@/components/ui/button';
import { Patient, SkeletonRows } from '@/components/ui/skeleton';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces, setNamespaces } from '@/lib/filter/edit';
import { everything } from '@/lib/filter/filter';
import { formatClock, formatSecond } from '@/lib/flow/format';

const hourMs = 3_600_000;

/** Tools above a view. In a frame of another page they come with its controls, where it is high enough. */
export function Tools({ children }: { children: ReactNode }) {
  const { embed } = useView();
  if (embed?.controls === 'none') return null;
  return embed ? <div className="embed-tools flex-none">{children}</div> : children;
}

/** Still bars until the first frame; none where the server refused, because a banner says why. */
export function Waiting({ text = 'Asking the server' }: { text?: string }) {
  const { state } = useFeed(connectionOf);
  if (state === 'refused') return null;
  return (
    <Patient>
      <div aria-busy="true" className="h-full overflow-hidden bg-surface">
        <p className="flex h-7 items-center border-line border-b px-4 text-11 text-subtle">{text}</p>
        <SkeletonRows rows={12} />
      </div>
    </Patient>
  );
}

/** Says what was asked and checked. */
export function Empty({ what }: { what: 'flows' | 'drops' | 'traffic' }) {
  const { view, change, embed } = useView();
  const status = useStatus();
  const content = useFeed(contentOf);
  const flows = useFeed(flowsOf);
  const chosen = chosenNamespaces(view.q);
  if (flows?.searching) return <Waiting text="Looking through the flows that are held" />;
  const [hidden, hiddenDenials] = [flows?.hidden ?? 0, flows?.hiddenDenials ?? 0];
  const where = chosen.length === 1 ? ` in ${chosen[0]}` : '';
  const isBare = embed?.controls === 'none';
  const isStill = isCapture(view.cluster) || view.to !== null;
  // What moves with the present is of today; anything else may be of any day.
  const timeOf = isStill ? formatSecond : formatClock;
  return (
    <EmptyState
      checks={checksOf({ status, filter: view.q, hidden, hiddenDenials, gaps: content?.gaps ?? [] })}
      text={
        content
          ? `Asked from ${timeOf(content.fromMs)} to ${timeOf(content.toMs)} UTC.${isStill ? '' : ' This fills as soon as something comes.'}`
          : ''
      }
      title={
        hidden > 0
          ? `No ${what} ${what === 'traffic' ? 'matches' : 'match'} this filter`
          : `No ${what}${where}${isStill ? '' : ' yet'}`
      }
    >
      {!isBare && chosen.length > 0 && (
        <Button onClick={() => change({ q: setNamespaces(view.q, []) })} variant="primary">
          Show all namespaces
        </Button>
      )}
      {!isBare && view.q.tokens.length > 0 && (
        <Button onClick={() => change({ q: everything })}>Clear the filter</Button>
      )}
      {windowOf(view) < hourMs && !isStill && (
        <Button onClick={() => change({ from: '-60m' })}>Look at the last hour</Button>
      )}
    </EmptyState>
  );
}
