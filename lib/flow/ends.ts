// Who is at the two ends of a flow, and which of them is the client.
import { isLocalAddress } from './address';
import { type Entity, type EntityId, type EntityKind, entity } from './entity';
import type { Endpoint, FlowFacts, ServiceName } from './flow';
import { clusterLabel, labelKeys, labelValue, namespaceLabel, namespaceLabelPrefix } from './labels';
import { podOwner } from './pod-owner';

/**
 * - `forward` and `reply`: the record says so
 * - `unknown`: is_reply was absent (drops, denied verdicts, socket events); the packet's direction is taken
 * - `late`: is_reply was absent, but flags, L7 type or ports say it is a reply, probably one that came after its
 *   connection was forgotten
 */
export type ReplyState = 'forward' | 'reply' | 'unknown' | 'late';

export interface Orientation {
  readonly client: 'source' | 'destination';
  readonly reply: ReplyState;
}

type IsListener = (server: EntityId, protocol: string, port: number) => boolean;

/** The entity that sent the packet. Total: what is unknown is an entity of kind `unknown`. */
export function sourceEntity(flow: FlowFacts): Entity {
  return entityAt(flow, flow.source, flow.sourceNames, flow.sourceService, flow.ip?.source, flow.ethernet?.source);
}

/** The entity the packet was sent to. */
export function destinationEntity(flow: FlowFacts): Entity {
  const { destination, destinationNames, destinationService, ip, ethernet } = flow;
  return entityAt(flow, destination, destinationNames, destinationService, ip?.destination, ethernet?.destination);
}

/** `namespace/name` of the service by whose virtual address the source was seen, else ''. */
export function sourceVia(flow: FlowFacts): string {
  return viaOf(sourceEntity(flow), flow.source, flow.sourceService);
}

export function destinationVia(flow: FlowFacts): string {
  return viaOf(destinationEntity(flow), flow.destination, flow.destinationService);
}

/** A veiled end has a service beside it only where it was seen by that. */
function viaOf(end: Entity, endpoint: Endpoint | undefined, service: ServiceName | undefined): string {
  if (endpoint?.veiled && service) return serviceText(service);
  return end.kind === 'service' ? serviceText(end) : '';
}

function serviceText({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return namespace ? `${namespace}/${name}` : name;
}

export function sourcePort({ l4 }: FlowFacts): number {
  return l4 && 'sourcePort' in l4 ? l4.sourcePort : 0;
}

/** 0 where the protocol has no ports or the sender gave none. */
export function destinationPort({ l4 }: FlowFacts): number {
  return l4 && 'destinationPort' in l4 ? l4.destinationPort : 0;
}

/** Where Linux and the IANA ranges begin to hand out client ports. */
const firstEphemeralPort = 32_768;
const lastWellKnownPort = 1023;

/**
 * Which end is the client (SEMANTICS of is_reply: absent is a third state). `isListener` tells of ports already
 * known to be served, so that a late reply from 8080 is recognised like one from 53.
 */
export function orientation(flow: FlowFacts, isListener?: IsListener): Orientation {
  if (flow.isReply === true) return { client: 'destination', reply: 'reply' };
  if (flow.isReply === false) return { client: 'source', reply: 'forward' };
  if (isReverseSocketEvent(flow)) return { client: 'destination', reply: 'late' };
  return looksLikeReply(flow, isListener)
    ? { client: 'destination', reply: 'late' }
    : { client: 'source', reply: 'unknown' };
}

/** Socket translation points 3 and 4 are the way back. */
function isReverseSocketEvent({ eventType }: FlowFacts): boolean {
  return eventType?.type === 7 && eventType.subType >= 3;
}

function looksLikeReply(flow: FlowFacts, isListener?: IsListener): boolean {
  if (flow.l7) return flow.l7.type === 'RESPONSE';
  if (flow.l4?.protocol === 'TCP' && flow.l4.flags.includes('SYN')) return flow.l4.flags.includes('ACK');
  const from = sourcePort(flow);
  if (from === 0 || destinationPort(flow) < firstEphemeralPort) return false;
  if (from <= lastWellKnownPort) return true;
  return isListener?.(sourceEntity(flow).id, flow.l4?.protocol ?? '', from) ?? false;
}

// Endpoints are interned by whoever reads the stream, so what they say by themselves is worked out once for each.
const named = new WeakMap<Endpoint, Entity | null>();

function entityAt(
  flow: FlowFacts,
  endpoint: Endpoint | undefined,
  names: readonly string[],
  service: ServiceName | undefined,
  ip: string | undefined,
  mac: string | undefined,
): Entity {
  if (endpoint?.veiled === 'hidden') return hiddenEnd;
  if (endpoint) {
    const known = workloadOf(endpoint, flow.node);
    if (known) return known;
  }
  if (service?.name) {
    return interned('service', service.name, clusterOf(endpoint, flow.node), service.namespace);
  }
  const reserved = endpoint ? reservedName(endpoint) : '';
  if (reserved === 'world' || (reserved === '' && ip)) return outside(endpoint, names, ip, reserved);
  if (reserved) return interned('reserved', reserved, nodeCluster(flow.node));
  if (endpoint?.identity) return interned('identity', `identity ${endpoint.identity}`);
  return interned('unknown', mac ?? '');
}

/** Whoever a reader may not see, all of them as one. */
export const hiddenEnd: Entity = entity('reserved', 'hidden', { veiled: true });

/** What labels, pod and workload say; null when they name nothing. */
function workloadOf(endpoint: Endpoint, node: string | undefined): Entity | null {
  const memo = named.get(endpoint);
  if (memo !== undefined) return memo;
  const found = nameWorkload(endpoint, node);
  // Without a cluster of its own the endpoint takes the node's, which another flow may not share.
  if (found === null || clusterSaid(endpoint)) named.set(endpoint, found);
  return found;
}

const nameLabels = ['app.kubernetes.io/name', 'k8s-app', 'app', 'name'];

function nameWorkload(endpoint: Endpoint, node: string | undefined): Entity | null {
  const namespace = endpoint.namespace || labelValue(endpoint.labels, namespaceLabel) || '';
  const cluster = clusterOf(endpoint, node);
  if (endpoint.veiled) return entity('namespace', namespace, { cluster, namespace, veiled: true });
  const workload = endpoint.workloads.find(({ name }) => name !== '');
  if (workload) return entity('workload', workload.name, { cluster, namespace, workloadKind: workload.kind });
  if (endpoint.pod) {
    const { name, workloadKind } = podOwner(endpoint.pod);
    return entity('workload', name, { cluster, namespace, workloadKind });
  }
  if (reservedName(endpoint) !== '') return null;
  for (const key of nameLabels) {
    const name = labelValue(endpoint.labels, key);
    if (name) return entity('workload', name, { cluster, namespace });
  }
  const own = endpoint.labels.find(isOwnLabel);
  if (own) return entity('identity', own.replace(/^(k8s|any):/, ''), { cluster, namespace });
  return namespace ? entity('namespace', namespace, { cluster, namespace }) : null;
}

/** Labels a person gave the pod: not the namespace's, not Cilium's own, not an address. */
function isOwnLabel(label: string): boolean {
  const key = label.replace(/^(k8s|any):/, '');
  return (
    !/^(reserved|cidr|fqdn|cidrgroup):/.test(label) &&
    !key.startsWith('io.cilium.') &&
    !key.startsWith(namespaceLabelPrefix) &&
    !key.startsWith('io.kubernetes.')
  );
}

/** Several reserved labels come together; the first of this list that is there names the end. */
const reservedOrder = ['kube-apiserver', 'host', 'ingress', 'remote-node', 'health', 'init', 'unmanaged', 'world'];
const reservedByNumber: Record<number, string> = {
  1: 'host',
  2: 'world',
  3: 'unmanaged',
  4: 'health',
  5: 'init',
  6: 'remote-node',
  7: 'kube-apiserver',
  8: 'ingress',
  9: 'world',
  10: 'world',
  11: 'encrypted-overlay',
};
const remoteNodeScope = 2;

/** Labels first, then the number and its scope; world-ipv4 and world-ipv6 are world. '' when it is none. */
export function reservedName({ labels, identity = 0 }: Endpoint): string {
  const keys = labelKeys(labels, 'reserved').map((key) => (key.startsWith('world-ipv') ? 'world' : key));
  const known = reservedOrder.find((name) => keys.includes(name));
  if (known) return known;
  const other = keys.filter((key) => key !== 'unknown').sort()[0];
  if (other) return other;
  if (labels.length > 0) return '';
  return identity >>> 24 === remoteNodeScope ? 'remote-node' : (reservedByNumber[identity] ?? '');
}

/** An end outside the cluster: DNS name, then a CIDR somebody wrote a policy for, then world or the address itself. */
function outside(
  endpoint: Endpoint | undefined,
  names: readonly string[],
  ip: string | undefined,
  reserved: string,
): Entity {
  const labels = endpoint?.labels ?? [];
  const name = [...names].sort()[0] ?? labelKeys(labels, 'fqdn').find((pattern) => !pattern.includes('*'));
  if (name) return interned('dns', name.replace(/\.$/, '').toLowerCase());
  const cidr = labelKeys(labels, 'cidr')[0];
  if (cidr && !/\/(32|128)$/.test(cidr)) return interned('cidr', cidr.includes('.') ? cidr : cidr.replaceAll('-', ':'));
  if (ip && (reserved === '' || isLocalAddress(ip))) return interned('ip', ip);
  return interned('reserved', reserved || 'world');
}

function clusterSaid({ cluster, labels }: Endpoint): string {
  return cluster || labelValue(labels, clusterLabel) || '';
}

function clusterOf(endpoint: Endpoint | undefined, node: string | undefined): string {
  return (endpoint && clusterSaid(endpoint)) || nodeCluster(node);
}

/** Nodes are named `cluster/node`; a bare name is of Cilium's cluster `default`. */
export function nodeCluster(node: string | undefined): string {
  const slash = node?.indexOf('/') ?? -1;
  return node && slash > 0 ? node.slice(0, slash) : 'default';
}

const mostInterned = 20_000;
const pool = new Map<string, Entity>();

function interned(kind: EntityKind, name: string, cluster = '', namespace = ''): Entity {
  const key = `${kind}\n${cluster}\n${namespace}\n${name}`;
  const found = pool.get(key);
  if (found) return found;
  if (pool.size >= mostInterned) pool.clear();
  const made = entity(kind, name, { cluster, namespace });
  pool.set(key, made);
  return made;
}
