// What the API answers, as far as the specs look at it. Written down here once more on purpose: the specs see the
// product from outside.
import type { App } from './app';

type Counts = { readonly [name: string]: number };

export interface Gap {
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to?: string;
  readonly nodes: readonly string[];
  readonly count: string | null;
  readonly message: string;
  readonly quiet: boolean;
}

interface Answer {
  readonly from: string;
  readonly to: string;
  readonly complete: boolean;
  readonly gaps: readonly Gap[];
}

export interface End {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: number;
  readonly state: string;
  readonly events: Counts;
  readonly flows: number;
  readonly denials: number;
}

export interface MapAnswer extends Answer {
  readonly nodes: readonly End[];
  readonly edges: readonly Edge[];
  readonly undrawn: number;
}

export interface Group {
  readonly reason: string;
  readonly id: string;
  readonly source: End;
  readonly destination: End;
  readonly port: number;
  readonly reasonText: string;
  readonly class: string;
  readonly count: number;
  readonly evidence: Counts;
}

export interface DropsAnswer extends Answer {
  readonly groups: readonly Group[];
}

export interface FlowRow {
  readonly id: string;
  readonly timeMs?: number;
  readonly verdict: string;
  readonly l4?: { readonly sourcePort?: number };
}

export interface FlowsAnswer extends Answer {
  readonly flows: readonly FlowRow[];
  readonly next: string | null;
}

export interface ClusterAnswer {
  readonly connection: { readonly state: string; readonly code?: string; readonly message?: string };
  readonly relayVersion: string;
  readonly nodesConnected: number | null;
  readonly nodesUnavailable: number | null;
  readonly nodes: readonly { readonly name: string; readonly state: string; readonly message: string }[];
  readonly flowsReceived: number;
  readonly repeatsDropped: number;
  readonly unknownResponses: number;
  readonly malformedMessages: number;
  readonly lostEvents: string;
  readonly lagMs: number | null;
  readonly held: { readonly flows: number; readonly bytes: number };
}

export interface StatusAnswer {
  readonly now: string;
  readonly readers: number;
  readonly views: number;
  readonly clusters: readonly ClusterAnswer[];
}

/** The one cluster there is. */
export async function clusterOf({ app }: { readonly app: App }): Promise<ClusterAnswer> {
  const [cluster] = (await app.api<StatusAnswer>('/api/v1/status')).clusters;
  if (!cluster) throw new Error('the dashboard has no cluster');
  return cluster;
}

/** Every flow of the span, wherever it is counted. */
export function eventsOf({ edges, undrawn }: MapAnswer): number {
  const drawn = edges.flatMap(({ events }) => Object.values(events));
  return drawn.reduce((sum, count) => sum + count, undrawn);
}

/** The edge between two workloads by name; undefined while there is none. */
export function edgeBetween(map: MapAnswer, client: string, server: string, port: number): Edge | undefined {
  const named = (name: string) => map.nodes.filter((node) => node.name === name).map(({ id }) => id);
  const [clients, servers] = [named(client), named(server)];
  return map.edges.find(
    (edge) => clients.includes(edge.source) && servers.includes(edge.destination) && edge.port === port,
  );
}
