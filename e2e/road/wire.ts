// Flows as `hubble observe -o jsonpb` writes them, for pushing at a known moment, and what the API answers.
import { randomUUID } from 'node:crypto';

type Json = Record<string, unknown>;

export interface Edge {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly state: string;
  readonly denials: number;
  readonly events: Record<string, number>;
}

export interface MapAnswer {
  readonly edges: readonly Edge[];
  readonly undrawn: number;
  readonly complete: boolean;
  readonly gaps: readonly { readonly kind: string; readonly message: string; readonly quiet: boolean }[];
}

export interface DropsAnswer {
  readonly groups: readonly {
    readonly source: { readonly name: string; readonly namespace: string };
    readonly destination: { readonly name: string; readonly namespace: string };
    readonly count: number;
    readonly port: number;
    readonly evidence: { readonly verdicts: number; readonly drops: number };
  }[];
}

export interface StatusAnswer {
  readonly readers: number;
  readonly views: number;
  readonly clusters: readonly {
    readonly connection: { readonly state: string; readonly code?: string; readonly message?: string };
    readonly flowsReceived: number;
    readonly repeatsDropped: number;
    readonly lostEvents: string;
    readonly lagMs: number | null;
    readonly nodesUnavailable: number | null;
  }[];
}

export interface RelayStats {
  readonly open: number;
  readonly flows: number;
}

/** All flow events of a map, those without an edge included. */
export function eventsOf(map: MapAnswer): number {
  const edges = map.edges.flatMap(({ events }) => Object.values(events));
  return edges.reduce((sum, count) => sum + count, map.undrawn);
}

const pod = (name: string): Json => ({
  identity: 30_000 + name.length,
  namespace: 'push-test',
  labels: [`k8s:app=${name}`, 'k8s:io.kubernetes.pod.namespace=push-test'],
  pod_name: name,
});

/** One attempt of `client` to reach `server` on 80/TCP that ingress policy refuses: what agents report of it. */
export function deniedAttempt(client: string, server: string, sourcePort: number): Json[] {
  const packet = packetOf(client, server, sourcePort);
  const denied = { ...packet, verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED', traffic_direction: 'INGRESS' };
  return [
    {
      ...packet,
      uuid: randomUUID(),
      verdict: 'FORWARDED',
      event_type: { type: 4, sub_type: 3 },
      traffic_direction: 'EGRESS',
      is_reply: false,
    },
    { ...denied, uuid: randomUUID(), event_type: { type: 5 } },
    { ...denied, uuid: randomUUID(), event_type: { type: 1, sub_type: 133 } },
  ];
}

/** One SYN that both ends let pass: seen at egress and at ingress. */
export function allowedAttempt(client: string, server: string, sourcePort: number): Json[] {
  const packet = {
    ...packetOf(client, server, sourcePort),
    verdict: 'FORWARDED',
    event_type: { type: 4 },
    is_reply: false,
  };
  return ['EGRESS', 'INGRESS'].map((traffic_direction) => ({ ...packet, uuid: randomUUID(), traffic_direction }));
}

function packetOf(client: string, server: string, sourcePort: number): Json {
  return {
    IP: { source: '10.9.0.1', destination: '10.9.0.2', ipVersion: 'IPv4' },
    l4: { TCP: { source_port: sourcePort, destination_port: 80, flags: { SYN: true } } },
    source: pod(client),
    destination: pod(server),
    Type: 'L3_L4',
  };
}
