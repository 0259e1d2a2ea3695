// A network policy as it is judged: what Kubernetes and Cilium write in several ways, in one form.

export const policyKinds = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'NetworkPolicy'] as const;
export type PolicyKind = (typeof policyKinds)[number];

export const directions = ['ingress', 'egress'] as const;
export type Direction = (typeof directions)[number];

/** One condition on labels. A source of `any` is met by a label of every source. */
export interface Requirement {
  readonly source: string;
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** All must hold; none is met by everybody. */
export type Selector = readonly Requirement[];

/** Whom a rule speaks of. */
export type Peer =
  | { readonly kind: 'endpoints'; readonly selector: Selector }
  | { readonly kind: 'entity'; readonly entity: string }
  | { readonly kind: 'cidr'; readonly cidr: string; readonly except: readonly string[] }
  | { readonly kind: 'name'; readonly pattern: string; readonly exact: boolean }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'service-labels'; readonly namespace: string; readonly selector: Selector }
  /** A field that names peers which are known to the cluster only. */
  | { readonly kind: 'unjudged'; readonly field: string };

export const transports = ['TCP', 'UDP', 'SCTP'] as const;
export type Transport = (typeof transports)[number];

export interface PortMatch {
  /** A number, 0 for every port, or a container port's name. */
  readonly port: number | string;
  /** Last port of a range; equal to `port` where it is none. */
  readonly endPort: number;
  readonly protocol: Transport | 'ANY';
}

export interface HeaderMatch {
  readonly name: string;
  /** Null asks for presence only. */
  readonly value: string | null;
  /** The request passes either way: a header that differs is logged or changed. */
  readonly lenient: boolean;
  /** The value is in a Kubernetes secret, which is not read. */
  readonly secret: boolean;
}

/** Texts are regular expressions of the whole value; '' is not asked for. */
export interface HttpMatch {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: readonly HeaderMatch[];
}

export interface NameMatch {
  readonly pattern: string;
  readonly exact: boolean;
}

export type Requests =
  | { readonly kind: 'http'; readonly rules: readonly HttpMatch[] }
  | { readonly kind: 'dns'; readonly rules: readonly NameMatch[] }
  | { readonly kind: 'unjudged'; readonly field: string };

export interface PortRule {
  readonly ports: readonly PortMatch[];
  /** What the proxy lets through; null is everything. */
  readonly requests: Requests | null;
}

export interface IcmpMatch {
  readonly family: 'IPv4' | 'IPv6';
  readonly type: number;
}

export interface Rule {
  /** Where it stands in the object, such as `spec.ingress[0]`. */
  readonly path: string;
  readonly direction: Direction;
  readonly deny: boolean;
  /** Null is everybody, an empty list nobody. */
  readonly peers: readonly Peer[] | null;
  /** Null is every port of every protocol, ICMP included. */
  readonly ports: readonly PortRule[] | null;
  /** Null where the rule does not speak of ICMP. */
  readonly icmps: readonly IcmpMatch[] | null;
  /** Refuses all that is not authenticated, where it is asked for. */
  readonly authentication: boolean;
}

/** A condition that narrows the endpoints of all rules of its direction, those of other policies included. */
export interface Narrowing {
  readonly direction: Direction;
  readonly deny: boolean;
  readonly selector: Selector;
}

export interface PolicySpec {
  /** Whom it is laid on; null is nodes. */
  readonly subject: Selector | null;
  readonly rules: readonly Rule[];
  readonly narrowings: readonly Narrowing[];
  /** Whether what no rule allows is refused. */
  readonly defaultDeny: Readonly<Record<Direction, boolean>>;
}

export interface Policy {
  readonly kind: PolicyKind;
  /** '' for a clusterwide policy. */
  readonly namespace: string;
  readonly name: string;
  /** It is laid on endpoints of this cluster alone; absent where it is not known whose it is. */
  readonly cluster?: string;
  readonly specs: readonly PolicySpec[];
  /** As it was given, plain JSON. */
  readonly object: Readonly<Record<string, unknown>>;
}
