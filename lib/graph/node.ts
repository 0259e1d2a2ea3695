// A node as the sum of its edges.
import type { Entity } from '@/lib/flow/entity';
import type { GraphEdge, GraphNode } from '@/lib/graph/graph';

const mostPorts = 8;

/** `edges` are all edges of the node, one to itself once. */
export function nodeOf(end: Entity, edges: readonly GraphEdge[]): GraphNode {
  const ports = portsOf(edges.filter((edge) => edge.destination === end.id));
  const kept = [...ports].sort(byInterest).slice(0, mostPorts).sort(byFlows);
  return {
    ...end,
    ports: kept,
    morePorts: ports.length - kept.length,
    denials: edges.reduce((sum, edge) => sum + edge.denials, 0),
    flows: edges.reduce((sum, edge) => sum + edge.flows, 0),
  };
}

type Port = GraphNode['ports'][number];

function portsOf(edges: readonly GraphEdge[]): Port[] {
  const ports = new Map<string, Port>();
  for (const { protocol, port, flows, denials } of edges) {
    const key = `${protocol}/${port}`;
    const sum = ports.get(key) ?? { protocol, port, flows: 0, denials: 0 };
    ports.set(key, { protocol, port, flows: sum.flows + flows, denials: sum.denials + denials });
  }
  return [...ports.values()];
}

/** A port that refuses is not left out for one that does not. */
function byInterest(a: Port, b: Port): number {
  return Number(b.denials > 0) - Number(a.denials > 0) || byFlows(a, b);
}

function byFlows(a: Port, b: Port): number {
  return b.flows - a.flows || a.port - b.port || (a.protocol < b.protocol ? -1 : 1);
}
