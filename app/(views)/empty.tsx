'use client';

// What a page says where nothing was found.
import { windowOf } from '@/app/workspace/stream/live-request';
import { contentOf, flowsOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useStatus } from '@/app/workspace/stream/use-status';
import { useView } from '@/app/workspace/use-view';
import { checksOf } from '@/components/status/checks';
import { EmptyState } from '@/components/status/empty-state';
import { Button } from '@/components/ui/button';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces, setNamespaces } from '@/lib/filter/edit';
import { everything } from '@/lib/filter/filter';
import { formatClock, formatSecond } from '@/lib/flow/format';

const hourMs = 3_600_000;

/** Says what was asked and checked. */
export function Empty({ what }: { what: 'flows' | 'drops' | 'traffic' }) {
  const { view, change, embed } = useView();
  const status = useStatus();
  const content = useFeed(contentOf);
  const flows = useFeed(flowsOf);
  const chosen = chosenNamespaces(view.q);
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
