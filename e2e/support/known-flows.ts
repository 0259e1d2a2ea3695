// Flows that a spec knows one by one, in the form of `hubble observe -o jsonpb`: what agents tell of a packet that is
// let through, and of one that is refused.
import { randomUUID } from 'node:crypto';
import type { RelayProcess } from './relay';

export interface KnownFlow {
  readonly uuid: string;
  readonly node_name: string;
  readonly time: string;
  readonly [field: string]: unknown;
}

/** The demo's nodes. */
export const nodes = ['demo/test-server', 'demo/test-server-agent', 'demo/test-server-agent-2'] as const;

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly pod: string;
  readonly ip: string;
  readonly id: number;
  readonly node: string;
  /** `demo` unless said. */
  readonly cluster?: string;
}

const [firstNode, secondNode, thirdNode] = nodes;
const guide = 'network-policy-test';

export const backend: Workload = {
  ...{ namespace: guide, name: 'backend', kind: 'Pod', pod: 'backend' },
  ...{ ip: '10.233.64.21', id: 321, node: firstNode },
};
export const testPod: Workload = {
  ...{ namespace: guide, name: 'test-pod', kind: 'Pod', pod: 'test-pod' },
  ...{ ip: '10.233.64.22', id: 322, node: firstNode },
};
export const frontend: Workload = {
  ...{ namespace: guide, name: 'frontend', kind: 'Deployment', pod: 'frontend-7d9c6b5f4-x2k8p' },
  ...{ ip: '10.233.65.31', id: 431, node: secondNode },
};
export const cart: Workload = {
  ...{ namespace: 'shop', name: 'cart', kind: 'Deployment', pod: 'cart-6b8d7f9c5-m4t7z' },
  ...{ ip: '10.233.66.41', id: 541, node: thirdNode },
};

export interface Attempt {
  readonly client: Workload;
  readonly server: Workload;
  readonly port: number;
  /** Of the client; one attempt, one port. */
  readonly clientPort: number;
}

/** A SYN let through: seen leaving the client's node, allowed and seen arriving at the server's. */
export function allowed(attempt: Attempt): KnownFlow[] {
  return [
    leaving(attempt),
    flow(attempt, attempt.server.node, {
      ...{ verdict: 'FORWARDED', traffic_direction: 'INGRESS', event_type: { type: 5 }, policy_match_type: 2 },
      ...{ is_reply: false, ingress_allowed_by: [{ name: 'allow-frontend', namespace: guide }] },
    }),
    flow(attempt, attempt.server.node, {
      ...{ verdict: 'FORWARDED', traffic_direction: 'INGRESS', event_type: { type: 4 }, is_reply: false },
      trace_observation_point: 'TO_ENDPOINT',
    }),
  ];
}

/** A SYN refused: seen leaving the client's node; at the server's node the verdict, and then the drop. */
export function refused(attempt: Attempt): KnownFlow[] {
  const denial = {
    ...{ verdict: 'DROPPED', drop_reason: 133, drop_reason_desc: 'POLICY_DENIED' },
    traffic_direction: 'INGRESS',
  };
  return [
    leaving(attempt),
    flow(attempt, attempt.server.node, { ...denial, event_type: { type: 5 } }),
    flow(attempt, attempt.server.node, { ...denial, event_type: { type: 1, sub_type: 133 } }),
  ];
}

/** Has the nodes tell of these flows now, each on its own node, in this order. */
export async function push(relay: RelayProcess, flows: readonly KnownFlow[]): Promise<void> {
  const nodes = [...new Set(flows.map((flow) => flow.node_name))];
  for (const node of nodes) {
    await relay.control('push', { node, flows: flows.filter((flow) => flow.node_name === node) });
  }
}

/** As a file of lines, for a relay to hold from its start. */
export const linesOf = (flows: readonly KnownFlow[]): string =>
  flows.map((flow) => JSON.stringify({ flow, node_name: flow.node_name, time: flow.time })).join('\n');

/** `count` attempts from ports of their own. */
export function attempts(count: number, between: Omit<Attempt, 'clientPort'>, firstPort = 40_000): Attempt[] {
  return Array.from({ length: count }, (_, index) => ({ ...between, clientPort: firstPort + index }));
}

function leaving(attempt: Attempt): KnownFlow {
  return flow(attempt, attempt.client.node, {
    ...{ verdict: 'FORWARDED', traffic_direction: 'EGRESS', event_type: { type: 4, sub_type: 4 }, is_reply: false },
    trace_observation_point: 'TO_OVERLAY',
  });
}

function flow({ client, server, port, clientPort }: Attempt, node: string, more: object): KnownFlow {
  return {
    uuid: randomUUID(),
    time: new Date().toISOString(),
    node_name: node,
    Type: 'L3_L4',
    IP: { source: client.ip, destination: server.ip, ipVersion: 'IPv4' },
    l4: { TCP: { source_port: clientPort, destination_port: port, flags: { SYN: true } } },
    source: endpoint(client, node),
    destination: endpoint(server, node),
    Summary: 'TCP Flags: SYN',
    ...more,
  };
}

/** An agent knows the endpoint ids of its own pods only. */
function endpoint({ namespace, name, kind, pod, id, node, cluster = 'demo' }: Workload, teller: string): object {
  return {
    ...(teller === node && { ID: id }),
    ...{ identity: 10_000 + id, cluster_name: cluster, namespace, pod_name: pod, workloads: [{ name, kind }] },
    labels: [`k8s:app=${name}`, `k8s:io.kubernetes.pod.namespace=${namespace}`],
  };
}
