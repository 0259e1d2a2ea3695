// What stands out while something is selected: the thing itself and what it is joined to.

import type { MapSelection } from '@/components/service-map/selection';
import type { Graph } from '@/lib/graph/graph';

export interface Focus {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

/** Null when nothing is selected, or what is selected is not in the graph. */
export function focusOf(selection: MapSelection | null, graph: Graph): Focus | null {
  if (!selection) return null;
  const edges = graph.edges.filter((edge) =>
    selection.kind === 'edge'
      ? edge.id === selection.id
      : edge.source === selection.id || edge.destination === selection.id,
  );
  const nodes = new Set(edges.flatMap((edge) => [edge.source, edge.destination]));
  if (selection.kind === 'node' && graph.nodes.some((node) => node.id === selection.id)) nodes.add(selection.id);
  return nodes.size === 0 ? null : { nodes, edges: new Set(edges.map((edge) => edge.id)) };
}
