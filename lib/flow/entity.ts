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
  /** `cluster/namespace/kind/name`, each part with its slashes and percent signs encoded. */
  readonly id: EntityId;
  readonly kind: EntityKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Kubernetes kind, on workloads; '' elsewhere. */
  readonly workloadKind: string;
  /** Whoever asks may see no more of who it is: all that is behind it is one. */
  readonly veiled?: true;
}

/** Builds an entity with its id; two with equal parts have equal ids. */
export function entity(
  kind: EntityKind,
  name: string,
  where: { cluster?: string; namespace?: string; workloadKind?: string; veiled?: true | undefined } = {},
): Entity {
  const { cluster = '', namespace = '', workloadKind = '', veiled } = where;
  return {
    id: [cluster, namespace, kind, name].map(encodePart).join('/'),
    kind,
    cluster,
    namespace,
    name,
    workloadKind,
    ...(veiled && { veiled }),
  };
}

function encodePart(part: string): string {
  return /[/%]/.test(part) ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
}
