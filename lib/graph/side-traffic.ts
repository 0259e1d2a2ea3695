// What is always there beside the traffic that a map is opened for: lookups, probes, replies alone. A reader may take it
// off the map; what is refused stays, and what is taken off is counted.
import type { Entity } from '@/lib/flow/entity';
import { countOf } from '@/lib/flow/format';
import type { Graph, GraphEdge } from '@/lib/graph/graph';

/**
 * - `dns` lookups · `probes` what hosts ask of pods, mostly kubelet's probes, and Cilium's own health checks
 * - `replies` connections of which only replies were seen, so that the client is inferred
 */
export const sideTraffics = ['dns', 'probes', 'replies'] as const;
export type SideTraffic = (typeof sideTraffics)[number];

export interface Thinned {
  readonly graph: Graph;
  /** What is not drawn, in a sentence; '' when all is. */
  readonly sentence: string;
}

/** The graph without these kinds of traffic, and without the nodes that have no other. */
export function withoutTraffic(graph: Graph, kinds: readonly SideTraffic[]): Thinned {
  if (kinds.length === 0) return { graph, sentence: '' };
  const entities = new Map(graph.nodes.map((node) => [node.id, node]));
  const hidden = new Map<SideTraffic, number>();
  const edges = graph.edges.filter((edge) => {
    const kind = kindOf(edge, entities.get(edge.source), entities.get(edge.destination), kinds);
    if (kind !== undefined) hidden.set(kind, (hidden.get(kind) ?? 0) + 1);
    return kind === undefined;
  });
  if (hidden.size === 0) return { graph, sentence: '' };
  const ends = new Set(edges.flatMap(({ source, destination }) => [source, destination]));
  const nodes = graph.nodes.filter(({ id }) => ends.has(id));
  return { graph: { ...graph, nodes, edges }, sentence: sentenceOf(hidden, graph.nodes.length - nodes.length) };
}

/** The first of the kinds that it is of. */
function kindOf(
  edge: GraphEdge,
  client: Entity | undefined,
  server: Entity | undefined,
  kinds: readonly SideTraffic[],
): SideTraffic | undefined {
  if (edge.denials > 0) return undefined;
  return kinds.find((kind) => isOf[kind](edge, client, server));
}

type Question = (edge: GraphEdge, client: Entity | undefined, server: Entity | undefined) => boolean;

const isOf: Readonly<Record<SideTraffic, Question>> = {
  dns: ({ dns, port, protocol }) => dns !== null || (port === 53 && (protocol === 'UDP' || protocol === 'TCP')),
  probes: (_, client, server) =>
    isReserved(client, 'health') ||
    isReserved(server, 'health') ||
    ((isReserved(client, 'host') || isReserved(client, 'remote-node')) && server !== undefined && isPod(server)),
  replies: ({ repliesOnly }) => repliesOnly,
};

const isReserved = (end: Entity | undefined, name: string): boolean => end?.kind === 'reserved' && end.name === name;

const isPod = ({ kind }: Entity): boolean => kind === 'workload' || kind === 'pod';

/** "Not drawn: 12 DNS connections, 3 connections of hosts and health checks; 2 nodes have no others". */
function sentenceOf(hidden: ReadonlyMap<SideTraffic, number>, nodes: number): string {
  const said = sideTraffics.flatMap((kind) => {
    const count = hidden.get(kind);
    return count === undefined ? [] : [words[kind](count)];
  });
  const alone = nodes === 0 ? '' : `; ${countOf(nodes, 'node')} ${nodes === 1 ? 'has' : 'have'} no others`;
  return `Not drawn: ${said.join(', ')}${alone}`;
}

const words: Readonly<Record<SideTraffic, (count: number) => string>> = {
  dns: (count) => countOf(count, 'DNS connection'),
  probes: (count) => `${countOf(count, 'connection')} of hosts and health checks`,
  replies: (count) => `${countOf(count, 'connection')} known by replies only`,
};
