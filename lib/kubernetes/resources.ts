// What is asked of the Kubernetes API, and nothing else: the ClusterRole in deploy/ grants this and no more.
import type { PolicyKind } from '@/lib/policy/policy';

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly verbs: readonly ('get' | 'list' | 'watch')[];
}

export const policyResources: Readonly<Record<PolicyKind, Resource>> = {
  CiliumNetworkPolicy: {
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumnetworkpolicies',
    verbs: ['list', 'watch'],
  },
  CiliumClusterwideNetworkPolicy: {
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumclusterwidenetworkpolicies',
    verbs: ['list', 'watch'],
  },
  NetworkPolicy: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'networkpolicies',
    verbs: ['list', 'watch'],
  },
};

/** Says what the ports of a pod's containers are called: asked for one pod at a time, where a policy names a port so. */
export const endpointResource: Resource = {
  group: 'cilium.io',
  version: 'v2',
  plural: 'ciliumendpoints',
  verbs: ['get'],
};

export const resources: readonly Resource[] = [...Object.values(policyResources), endpointResource];

/** As RBAC and its refusals write it. */
export const resourceName = ({ plural, group }: Resource): string => `${plural}.${group}`;

/** Of all namespaces. */
export const listPath = ({ group, version, plural }: Resource): string => `/apis/${group}/${version}/${plural}`;

export const objectPath = ({ group, version, plural }: Resource, namespace: string, name: string): string =>
  `/apis/${group}/${version}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`;
