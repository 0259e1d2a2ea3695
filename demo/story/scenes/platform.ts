// What runs in every cluster: DNS, the API server, kubelet and health probes, metrics, Hubble itself.
import type { Cast, ClusterNode, Party, Workload } from '@/demo/story/cast';
import { at, briefConnection, connection, keptTraffic, ping, type Route } from '@/demo/story/exchanges';
import { anyPod, type Happening, happening } from '@/demo/story/scenes/scene';
import type { Packet, Stage } from '@/demo/story/stage';
import { TrafficDirection } from '@/proto/gen/flow/flow_pb';

export function kubeDns(cast: Cast): Workload {
  return cast.workload({
    namespace: 'kube-system',
    name: 'coredns',
    labels: { 'k8s-app': 'kube-dns' },
    replicas: 2,
    onNode: 0,
  });
}

/** `residents` are pods that kubelets probe and Prometheus scrapes. */
export function platform(cast: Cast, dns: Workload, residents: readonly Party[]): Happening[] {
  const metricsServer = cast.workload({
    namespace: 'kube-system',
    name: 'metrics-server',
    labels: { 'k8s-app': 'metrics-server' },
  });
  const relay = cast.workload({
    namespace: 'kube-system',
    name: 'hubble-relay',
    labels: { 'k8s-app': 'hubble-relay' },
  });
  const prometheus = cast.workload({
    namespace: 'monitoring',
    name: 'prometheus',
    kind: 'StatefulSet',
    labels: { 'app.kubernetes.io/name': 'prometheus' },
    onNode: 1,
  });
  const hosts = cast.nodes.map((node) => cast.host(node));
  const apiServer = hosts[0];
  if (!apiServer) return [];
  return [
    happening('pods watch the API server', 1600, (stage, atMs) => {
      const client = anyPod(stage, stage.random.pick([dns, metricsServer, prometheus, relay]));
      keptTraffic(stage, atMs, { client, server: apiServer, port: 6443 });
    }),
    happening('metrics-server scrapes kubelets', 5000, (stage, atMs) => {
      connection(stage, atMs, { client: anyPod(stage, metricsServer), server: stage.random.pick(hosts), port: 10_250 });
    }),
    happening('Relay reads from agents', 4000, (stage, atMs) =>
      keptTraffic(stage, atMs, { client: anyPod(stage, relay), server: stage.random.pick(hosts), port: 4244 }),
    ),
    happening('Prometheus scrapes pods', 1400, (stage, atMs) =>
      briefConnection(stage, atMs, {
        client: anyPod(stage, prometheus),
        server: stage.random.pick(residents),
        port: 9090,
      }),
    ),
    happening('kubelets probe pods', 900, (stage, atMs) =>
      probe(stage, atMs, cast, stage.random.pick([...dns.pods, ...residents])),
    ),
    ...healthChecks(cast),
  ];
}

/** A kubelet asks a pod on its own node whether it lives. */
function probe(stage: Stage, atMs: number, cast: Cast, server: Party): void {
  const { node } = server;
  if (!node) return;
  const packet: Packet = {
    client: cast.host(node),
    server,
    protocol: 'TCP',
    clientPort: stage.port(),
    serverPort: 8081,
  };
  const where = (later: number) => at(node, atMs + later, TrafficDirection.INGRESS);
  stage.trace(where(0), { ...packet, flags: ['SYN'] }, 'to-endpoint');
  stage.trace(where(0.05), { ...packet, flags: ['SYN', 'ACK'], reply: true }, 'to-stack');
  stage.trace(where(1.2), { ...packet, flags: ['ACK', 'FIN'] }, 'to-endpoint');
}

function healthChecks(cast: Cast): Happening[] {
  const endpoints = new Map(cast.nodes.map((node) => [node, cast.health(node)]));
  const pair = (stage: Stage): { from: ClusterNode; server: Party } | undefined => {
    const from = stage.random.pick(cast.nodes);
    const to = stage.random.pick(cast.nodes);
    const server = endpoints.get(to);
    return server && from !== to ? { from, server } : undefined;
  };
  const route = (from: ClusterNode, server: Party): Route => ({ client: cast.host(from), server, port: 4240 });
  return [
    happening('cilium-health asks other nodes', 3500, (stage, atMs) => {
      const found = pair(stage);
      if (found) briefConnection(stage, atMs, route(found.from, found.server));
    }),
    happening('cilium-health pings other nodes', 6000, (stage, atMs) => {
      const found = pair(stage);
      if (found) ping(stage, atMs, route(found.from, found.server));
    }),
    happening('the overlay carries a packet', 9000, (stage, atMs) => {
      const found = pair(stage);
      if (found) overlay(stage, atMs, found.from, found.server);
    }),
  ];
}

/** A packet taken out of its VXLAN tunnel, with the outer addresses. */
function overlay(stage: Stage, atMs: number, from: ClusterNode, server: Party): void {
  if (!server.node) return;
  const packet: Packet = {
    client: { ...server, local: server.remote, node: from, ip: from.ip },
    server,
    protocol: 'TCP',
    clientPort: stage.port(),
    serverPort: 4240,
    flags: ['ACK'],
  };
  stage.trace(at(server.node, atMs, TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN), packet, 'from-overlay', {
    tunnel: {
      protocol: 1,
      IP: { source: from.ip, destination: server.node.ip, ipVersion: 1 },
      l4: { protocol: { case: 'UDP', value: { sourcePort: stage.port(), destinationPort: 8472 } } },
      vni: 2,
    },
  });
}
