// Small graphs for the tests of the map.
import { type Entity, type EntityKind, entity } from '@/lib/flow/entity';
import type { Graph, GraphEdge } from '@/lib/graph/graph';
import { nodeOf } from '@/lib/graph/node';

export function workload(name: string, namespace = 'shop', workloadKind = 'Deployment'): Entity {
  return entity('workload', name, { cluster: 'prod', namespace, workloadKind });
}

export function outside(name: string, kind: EntityKind = 'dns'): Entity {
  return entity(kind, name);
}

/** An edge on which ten flows passed in the window, 2 a second. */
export function edge(
  client: Pick<Entity, 'id'>,
  server: Pick<Entity, 'id'>,
  port: number,
  more: Partial<GraphEdge> = {},
): GraphEdge {
  return {
    id: `${client.id}>${server.id} TCP/${port}`,
    source: client.id,
    destination: server.id,
    protocol: 'TCP',
    port,
    state: 'forwarded',
    events: { FORWARDED: 10 },
    sides: { egress: { FORWARDED: 10 }, ingress: { FORWARDED: 10 }, unknown: {} },
    flows: 10,
    flowsPerSecond: 2,
    denials: 0,
    denialsPerSecond: 0,
    deniedBySide: { egress: 0, ingress: 0, unknown: 0 },
    audits: 0,
    reasons: [],
    policies: [],
    http: null,
    dns: null,
    lateReplies: 0,
    repliesOnly: false,
    firstMs: 1_000_000,
    lastMs: 1_060_000,
    ...more,
  };
}

/** What a refused edge has of its own: twelve denials at the server, by policy. */
export const denied: Partial<GraphEdge> = {
  state: 'denied',
  events: { DROPPED: 24 },
  sides: { egress: {}, ingress: { DROPPED: 24 }, unknown: {} },
  flows: 24,
  denials: 12,
  denialsPerSecond: 0.8,
  deniedBySide: { egress: 0, ingress: 12, unknown: 0 },
  reasons: ['POLICY_DENIED'],
  policies: ['shop/allow-cart'],
};

/** The graph of these edges; nodes come from their ends. */
export function graphWith(ends: readonly Entity[], edges: readonly GraphEdge[]): Graph {
  const nodes = ends.map((end) =>
    nodeOf(
      end,
      edges.filter(({ source, destination }) => source === end.id || destination === end.id),
    ),
  );
  return { nodes, edges, undrawn: 0, undrawnBy: {} };
}
