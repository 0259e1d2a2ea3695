// The rows of the map's tables. One that says the same as before keeps its identity, so that it is not drawn again.

import { entitiesIn } from '@/components/service-map/picture/entities';
import type { Entity } from '@/lib/flow/entity';
import type { Served, ServedEndpoint } from '@/lib/graph/exchanges';
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';

export interface EdgeRow {
  readonly id: string;
  readonly edge: GraphEdge;
  readonly client: Entity;
  readonly server: Entity;
}

export interface NodeRow {
  readonly id: string;
  readonly node: GraphNode;
  readonly seen: SeenPods | undefined;
  /** Flows per second to it and from it. */
  readonly into: number;
  readonly out: number;
}

export interface EndpointRow {
  readonly id: string;
  readonly server: Entity;
  readonly endpoint: ServedEndpoint;
}

/** Of the nodes that are in the graph. */
export function endpointRows({ nodes }: Graph, served: ReadonlyMap<string, Served>): EndpointRow[] {
  return nodes.flatMap((server) =>
    (served.get(server.id)?.endpoints ?? []).map((endpoint) => ({
      id: `${server.id} ${endpoint.id}`,
      server,
      endpoint,
    })),
  );
}

export interface TwinRows {
  readonly edges: readonly EdgeRow[];
  readonly nodes: readonly NodeRow[];
}

export const noRows: TwinRows = { edges: [], nodes: [] };

type Pods = ReadonlyMap<string, SeenPods>;

export function twinRows(graph: Graph, previous: TwinRows, pods?: Pods): TwinRows {
  return { edges: edgeRows(graph, byId(previous.edges)), nodes: nodeRows(graph, byId(previous.nodes), pods) };
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

function edgeRows(graph: Graph, previous: ReadonlyMap<string, EdgeRow>): EdgeRow[] {
  const entityOf = entitiesIn(graph);
  return graph.edges.map((edge) => {
    const [client, server] = [entityOf(edge.source), entityOf(edge.destination)];
    const old = previous.get(edge.id);
    // A node's figures change, what it is called does not, unless it was not known before.
    const same = old?.edge === edge && old.client.kind === client.kind && old.server.kind === server.kind;
    return same ? old : { id: edge.id, edge, client, server };
  });
}

function nodeRows(graph: Graph, previous: ReadonlyMap<string, NodeRow>, pods: Pods | undefined): NodeRow[] {
  const [into, out] = [new Map<string, number>(), new Map<string, number>()];
  for (const edge of graph.edges) {
    out.set(edge.source, (out.get(edge.source) ?? 0) + edge.flowsPerSecond);
    into.set(edge.destination, (into.get(edge.destination) ?? 0) + edge.flowsPerSecond);
  }
  return graph.nodes.map((node) => {
    const seen = pods?.get(node.id);
    const row = { id: node.id, node, seen, into: into.get(node.id) ?? 0, out: out.get(node.id) ?? 0 };
    const old = previous.get(node.id);
    const same = old?.node === node && old.seen === seen && old.into === row.into && old.out === row.out;
    return same ? old : row;
  });
}
