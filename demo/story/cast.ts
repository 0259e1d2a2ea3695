// Who takes part: nodes, pods, hosts, the API server and the world, each as agents describe them.
import { create } from '@bufbuild/protobuf';
import { mixSeeds, Random } from '@/demo/story/random';
import { type Endpoint, EndpointSchema, type NetworkInterface, NetworkInterfaceSchema } from '@/proto/gen/flow/flow_pb';

export interface ClusterNode {
  /** `cluster/node`. */
  readonly name: string;
  readonly ip: string;
  readonly ip6: string;
  readonly mac: string;
  readonly labels: string[];
  /** Third byte of its pods' addresses. */
  readonly subnet: number;
}

/** One end of a flow. An agent gives the endpoint id only for its own pods, and calls only its own node host. */
export interface Party {
  readonly node?: ClusterNode;
  readonly ip: string;
  readonly ip6: string;
  readonly mac: string;
  readonly interface?: NetworkInterface;
  /** DNS names a client may have asked for. */
  readonly names: string[];
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

export function endpointAt(party: Party, node: ClusterNode): Endpoint {
  return party.node === node ? party.local : party.remote;
}

export interface WorkloadSpec {
  readonly namespace: string;
  readonly name: string;
  /** Deployment when absent; `Pod` is a bare pod. */
  readonly kind?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  /** Index of the node of the first replica; the others follow on the next nodes. */
  readonly onNode?: number;
}

export interface Workload extends WorkloadSpec {
  readonly pods: readonly Party[];
  /** Virtual address of its service. */
  readonly serviceIp: string;
}

const cluster = 'demo';
const namespaceTeams: Readonly<Record<string, string>> = { shop: 'storefront', 'network-policy-test': 'platform' };

/** Makes parties with addresses and identities of their own; the same calls in the same order give the same cast. */
export class Cast {
  readonly nodes: readonly ClusterNode[];
  private readonly random: Random;
  private made = 0;
  private identities = 0;
  private services = 9;

  constructor(seed: number, nodeNames: readonly string[]) {
    this.random = new Random(mixSeeds(seed, 1));
    this.nodes = nodeNames.map((name, index) => makeNode(name, index));
  }

  node(index: number): ClusterNode {
    const node = this.nodes[index % this.nodes.length];
    if (!node) throw new Error('a cluster needs a node');
    return node;
  }

  workload(spec: WorkloadSpec): Workload {
    this.services += 1;
    this.identities += 1;
    const identity = 1024 + ((this.identities * 7919) % 64_000);
    const hash = safe(this.random.hex(9));
    const pods = Array.from({ length: spec.replicas ?? 1 }, (_, index) =>
      this.pod(spec, { identity, hash, index, node: this.node((spec.onNode ?? this.identities) + index) }),
    );
    return { ...spec, pods, serviceIp: `10.233.${this.services >> 8}.${this.services & 255}` };
  }

  /** The node itself, as `host` there and `remote-node` elsewhere. */
  host(node: ClusterNode): Party {
    const isApiServer = node === this.nodes[0];
    const extra = isApiServer ? ['reserved:kube-apiserver'] : [];
    return party({
      node,
      local: create(EndpointSchema, { identity: 1, labels: ['reserved:host', ...extra] }),
      remote: create(EndpointSchema, {
        identity: isApiServer ? 7 : 6,
        labels: [...extra, 'reserved:remote-node'],
      }),
    });
  }

  /** The node's cilium-health endpoint. */
  health(node: ClusterNode): Party {
    this.made += 1;
    const endpoint = { identity: 4, labels: ['reserved:health'] };
    return party({
      node,
      ip: `10.233.${node.subnet}.${2 + this.nodes.indexOf(node)}`,
      local: create(EndpointSchema, { ...endpoint, ID: 100 + this.made }),
      remote: create(EndpointSchema, endpoint),
    });
  }

  /** An address outside the cluster. The cluster has both IP families, so there is no plain `world`. */
  world(ip: string, names: string[] = []): Party {
    const v6 = ip.includes(':');
    const endpoint = create(EndpointSchema, {
      identity: v6 ? 10 : 9,
      labels: [v6 ? 'reserved:world-ipv6' : 'reserved:world-ipv4'],
    });
    return party({ ip, ip6: ip, names, local: endpoint, remote: endpoint });
  }

  /** A destination that a toFQDNs rule has given an identity, a number that only one node understands. */
  fqdn(name: string, ip: string): Party {
    this.made += 1;
    const endpoint = create(EndpointSchema, {
      identity: 16_777_216 + this.made,
      labels: [`cidr:${ip}/32`, `fqdn:${name}.`, 'reserved:world-ipv4'],
    });
    return party({ ip, names: [name], local: endpoint, remote: endpoint });
  }

  private pod(
    spec: WorkloadSpec,
    { identity, hash, index, node }: { identity: number; hash: string; index: number; node: ClusterNode },
  ): Party {
    this.made += 1;
    const kind = spec.kind ?? 'Deployment';
    const described = {
      identity,
      clusterName: cluster,
      namespace: spec.namespace,
      labels: podLabels(spec),
      podName: podName(spec, kind, hash, index, this.random),
      workloads: [{ name: spec.name, kind }],
    };
    return party({
      node,
      ip: `10.233.${node.subnet + (this.made >> 8)}.${this.made & 255 || 1}`,
      ip6: `fd00:10:233:${node.subnet.toString(16)}::${(0x1000 + this.made).toString(16)}`,
      interface: create(NetworkInterfaceSchema, { index: 10 + this.made, name: `lxc${this.random.hex(12)}` }),
      local: create(EndpointSchema, { ...described, ID: 200 + ((this.made * 37) % 3900) }),
      remote: create(EndpointSchema, described),
    });
  }
}

function party(fields: Partial<Party> & Pick<Party, 'local' | 'remote'>): Party {
  const ip = fields.ip ?? fields.node?.ip ?? '';
  return { ip6: fields.node?.ip6 ?? '', mac: fields.node?.mac ?? macOf(ip), names: [], ...fields, ip };
}

function makeNode(name: string, index: number): ClusterNode {
  const short = name.split('/').at(-1) ?? name;
  const ip = `10.77.101.${[62, 57, 58][index] ?? 100 + index}`;
  return {
    name,
    ip,
    ip6: `fd00:10:77:101::${(0x10 + index).toString(16)}`,
    mac: macOf(ip),
    subnet: 64 + index * 16,
    labels: [
      'beta.kubernetes.io/arch=amd64',
      'kubernetes.io/arch=amd64',
      `kubernetes.io/hostname=${short}`,
      'kubernetes.io/os=linux',
      ...(index === 0 ? ['node-role.kubernetes.io/control-plane='] : []),
      `topology.kubernetes.io/zone=zone-${'abc'.charAt(index % 3)}`,
    ],
  };
}

function podLabels({ namespace, name, labels = { app: name } }: WorkloadSpec): string[] {
  const team = namespaceTeams[namespace];
  return [
    ...Object.entries(labels).map(([key, value]) => `k8s:${key}=${value}`),
    `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
    ...(team ? [`k8s:io.cilium.k8s.namespace.labels.team=${team}`] : []),
    `k8s:io.cilium.k8s.policy.cluster=${cluster}`,
    'k8s:io.cilium.k8s.policy.serviceaccount=default',
    `k8s:io.kubernetes.pod.namespace=${namespace}`,
  ].sort();
}

function podName(spec: WorkloadSpec, kind: string, hash: string, index: number, random: Random): string {
  switch (kind) {
    case 'Pod':
      return spec.name;
    case 'StatefulSet':
      return `${spec.name}-${index}`;
    case 'DaemonSet':
      return `${spec.name}-${safe(random.hex(5))}`;
    default:
      return `${spec.name}-${hash}-${safe(random.hex(5))}`;
  }
}

/** Kubernetes leaves vowels and look-alikes out of generated names. */
function safe(hex: string): string {
  return hex.replace(/[013ae]/g, (digit) => 'xwzkt'.charAt('013ae'.indexOf(digit)));
}

/** A locally administered MAC made of the address. */
function macOf(ip: string): string {
  const sum = [...ip].reduce((mixed, char) => (Math.imul(mixed, 31) + char.charCodeAt(0)) >>> 0, 7);
  const bytes = sum.toString(16).padStart(8, '0').match(/../g) ?? [];
  return ['0a', '58', ...bytes].join(':');
}
