// Nodes by id.
import type { Entity } from '@/lib/flow/entity';
import type { Graph } from '@/lib/graph/graph';

/** The entity of a node; one that is known by its id alone where the graph does not hold it. */
export function entitiesIn(graph: Graph): (id: string) => Entity {
  const nodes = new Map<string, Entity>(graph.nodes.map((node) => [node.id, node]));
  return (id) => nodes.get(id) ?? { id, kind: 'unknown', cluster: '', namespace: '', name: id, workloadKind: '' };
}
