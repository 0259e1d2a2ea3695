// Names of nodes by id.
import type { Graph } from '@/lib/graph/graph';

/** The name of a node; its id where the graph does not hold it. */
export function namesIn(graph: Graph): (id: string) => string {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  return (id) => names.get(id) || id;
}
