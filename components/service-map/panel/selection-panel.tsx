// What is selected on the map, in figures and words: the content of the side panel.
import { type ReactNode, useMemo } from 'react';
import { edgeFilter, entityFilter } from '@/components/service-map/filters';
import { entitiesIn } from '@/components/service-map/picture/entities';
import type { MapSelection } from '@/components/service-map/selection';
import { Button, IconButton } from '@/components/ui/button';
import type { Latency, Served } from '@/lib/graph/exchanges';
import type { Graph } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { EdgeFacts } from './edge-facts';
import { NodeFacts } from './node-facts';
import { ServedEndpoints } from './served-endpoints';

export interface SelectionPanelProps {
  readonly graph: Graph;
  readonly selection: MapSelection;
  readonly onSelect: (selection: MapSelection | null) => void;
  /** Adds filter text to what is seen. */
  readonly onNarrow: (text: string) => void;
  readonly onClose: () => void;
  /** HTTP endpoints of what is selected, once they are known. */
  readonly served?: Served;
  /** How long HTTP answers took, by the ids of edges. */
  readonly latencies?: ReadonlyMap<string, Latency>;
  /** The pods that were seen, by the ids of nodes. */
  readonly pods?: ReadonlyMap<string, SeenPods>;
  /** The newest flows of filter text. */
  readonly flowsOf?: (text: string) => ReactNode;
  /** Shows the drops of filter text; the button is left out without it. */
  readonly onOpenDrops?: (text: string) => void;
  /** Shows the flows of filter text; the button is left out without it. */
  readonly onOpenFlows?: (text: string) => void;
}

export function SelectionPanel({
  graph,
  selection,
  onSelect,
  onNarrow,
  onClose,
  onOpenFlows,
  onOpenDrops,
  served,
  latencies,
  pods,
  flowsOf,
}: SelectionPanelProps) {
  const entityOf = useMemo(() => entitiesIn(graph), [graph]);
  const node = selection.kind === 'node' ? graph.nodes.find(({ id }) => id === selection.id) : undefined;
  const edge = selection.kind === 'edge' ? graph.edges.find(({ id }) => id === selection.id) : undefined;
  const filter = node
    ? entityFilter(node)
    : edge && edgeFilter(edge, entityOf(edge.source), entityOf(edge.destination));
  return (
    <Panel onClose={onClose}>
      {node && <NodeFacts {...{ entityOf, graph, node, onSelect, latencies }} seen={pods?.get(node.id)} />}
      {edge && <EdgeFacts edge={edge} entityOf={entityOf} latency={latencies?.get(edge.id)} onSelect={onSelect} />}
      {served && (node || edge) && <ServedEndpoints served={served} />}
      {filter !== undefined && flowsOf?.(filter)}
      {filter === undefined ? (
        <p className="px-4 py-3 text-12 text-muted">
          Nothing of it in this view: no flow matched the filter in the range shown.
        </p>
      ) : (
        <div className="flex gap-2 px-4 py-3">
          {onOpenFlows && (
            <Button onClick={() => onOpenFlows(filter)} size="sm">
              Open flows
            </Button>
          )}
          {onOpenDrops && (node?.denials ?? edge?.denials ?? 0) > 0 && (
            <Button onClick={() => onOpenDrops(filter)} size="sm">
              Open drops
            </Button>
          )}
          <Button icon="filter" onClick={() => onNarrow(filter)} size="sm" variant="ghost">
            Only this
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Panel({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <section aria-label="Selected on the map" className="relative h-full min-h-0 overflow-y-auto bg-surface">
      <div className="absolute top-2.5 right-2 z-10">
        <IconButton icon="close" keys="Escape" label="Close" onClick={onClose} size="sm" />
      </div>
      {children}
    </section>
  );
}
