// The twin as it keeps up with the graph: at the pace of who reads it.

import { useThrottled } from '@/components/service-map/canvas/use-throttled';
import { emptyGraph } from '@/lib/graph/diff';
import type { Graph } from '@/lib/graph/graph';
import { Twin, type TwinProps } from './twin';

/** Figures are read at most twice a second. */
const readEveryMs = 500;

/** Tables that nobody sees need not keep up with the eye: renewing all rows may take the hundredth part of the time. */
const unseenMsPerRow = 8;
const unseenAtMostMs = 8_000;

function unseenEveryMs({ nodes, edges }: Graph): number {
  return Math.min(unseenAtMostMs, Math.max(readEveryMs, unseenMsPerRow * (nodes.length + edges.length)));
}

export function Listed({ unseen = false, ...props }: TwinProps & { readonly unseen?: boolean }) {
  const everyMs = unseen ? unseenEveryMs(props.graph) : readEveryMs;
  // The picture comes first.
  return <Twin {...props} graph={useThrottled(props.graph, everyMs, unseen ? emptyGraph : props.graph)} />;
}

/**
 * The twin while the picture is shown: for screen readers only, and nothing in it takes the focus. Out of sight, the
 * browser need not lay out its thousands of cells; who reads it aloud finds them all the same.
 */
export function ReadAloud(props: TwinProps) {
  return (
    <div className="absolute top-0 -left-[9999px] size-px overflow-hidden [content-visibility:auto]">
      <Listed {...props} unseen />
    </div>
  );
}
