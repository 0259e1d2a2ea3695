// One end of a connection as a policy sees it.
import { namespaceLabel } from '@/lib/flow/labels';
import type { Selector, Transport } from '@/lib/policy/policy';
import type { Label } from '@/lib/policy/selector';

export interface PolicyEnd {
  readonly labels: readonly Label[];
  /** Null where it is not known. */
  readonly ip: string | null;
  /** DNS names seen for the address. */
  readonly names: readonly string[];
  /** Container ports by name; null where they are not known. */
  readonly namedPorts: Readonly<Record<string, { readonly port: number; readonly protocol: Transport }>> | null;
}

export interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A connection that is opened by its source, and what is asked over it where that is known. */
export interface Attempt {
  readonly source: PolicyEnd;
  readonly destination: PolicyEnd;
  readonly protocol: Transport | 'ICMP' | 'ICMPv6';
  /** Null for ICMP. */
  readonly port: number | null;
  readonly icmpType: number | null;
  readonly http: HttpRequest | null;
  /** The name that is asked for. */
  readonly dns: string | null;
}

/** A service that `toServices` may name. */
export interface KnownService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: readonly Label[];
  /** Pods that it selects; null where it selects none. */
  readonly pods: Selector | null;
  /** Addresses behind one that selects no pods. */
  readonly backends: readonly string[];
}

export function isReserved({ labels }: PolicyEnd, name: string): boolean {
  return labels.some(({ source, key }) => source === 'reserved' && key === name);
}

/** Outside the cluster: only such addresses are compared with ranges and names. */
export function isWorld(end: PolicyEnd): boolean {
  return ['world', 'world-ipv4', 'world-ipv6'].some((name) => isReserved(end, name));
}

/** An endpoint that Cilium runs: policies are laid on no others. */
export function isManaged(end: PolicyEnd): boolean {
  const isPod = end.labels.some(({ source, key }) => source === 'k8s' && key === namespaceLabel);
  return isPod || ['init', 'health', 'ingress'].some((name) => isReserved(end, name));
}

/** A host, of this node or of another: policies for nodes are laid on it. */
export function isNode(end: PolicyEnd): boolean {
  return isReserved(end, 'host') || isReserved(end, 'remote-node');
}

/** Nothing is known of its labels: no selector can be judged. */
export const isNameless = ({ labels }: PolicyEnd): boolean => labels.length === 0;
