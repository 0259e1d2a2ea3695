// One end of a flow as people name it.

/**
 * - `workload`  Deployment, StatefulSet, a bare Pod … (`workloadKind` says which, '' when only guessed)
 * - `service`   a Kubernetes service seen by its virtual address, no backend known
 * - `namespace` only the namespace is known (masked exports) or the map is folded to it
 * - `reserved`  host, remote-node, kube-apiserver, world, ingress, health, init, unmanaged …
 * - `dns` `cidr` `ip` outside ends · `identity` labels only · `unknown` nothing is known
 * - `pod` `node` `cluster` other levels of aggregation
 */
export const entityKinds = [
  'workload',
  'service',
  'namespace',
  'reserved',
  'dns',
  'cidr',
  'ip',
  'identity',
  'pod',
  'node',
  'cluster',
  'unknown',
] as const;
export type EntityKind = (typeof entityKinds)[number];

export type EntityId = string & { readonly __brand?: 'EntityId' };

/** Keyed by cluster, namespace, kind and name; never by a numeric identity. */
export interface Entity {
  /** `cluster/namespace/kind/name`, each part percent-encoded where it holds a slash or a percent sign. */
  readonly id: EntityId;
  readonly kind: EntityKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Kubernetes kind, on workloads; '' elsewhere. */
  readonly workloadKind: string;
}
