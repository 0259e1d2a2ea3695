// The part of the map around one node.
import type { EntityId } from '@/lib/flow/entity';
import type { Graph } from '@/lib/graph/graph';

/**
 * The nodes that can be reached in so many steps along edges, either way, and the edges between them. All of the graph
 * where the node is not in it.
 */
export function neighbourhoodOf(graph: Graph, id: EntityId, steps: number): Graph {
  if (!graph.nodes.some((node) => node.id === id)) return graph;
  const reached = new Set([id]);
  let border = new Set([id]);
  for (let step = 0; step < steps; step++) {
    const next = new Set<EntityId>();
    for (const { source, destination } of graph.edges) {
      if (border.has(source) && !reached.has(destination)) next.add(destination);
      if (border.has(destination) && !reached.has(source)) next.add(source);
    }
    for (const node of next) reached.add(node);
    border = next;
  }
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => reached.has(node.id)),
    edges: graph.edges.filter(({ source, destination }) => reached.has(source) && reached.has(destination)),
  };
}
