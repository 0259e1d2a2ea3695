// What is asked of the Kubernetes API, and nothing else: the ClusterRole in deploy/ grants this and no more.
import type { PolicyKind } from '@/lib/policy/policy';

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly verbs: readonly ('get' | 'list' | 'watch' | 'create')[];
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

/** What stands behind a service that a policy names: asked for by name, or by the labels that are meant. */
export const serviceResource: Resource = { group: '', version: 'v1', plural: 'services', verbs: ['list'] };

/** Of such a service, where it selects no pods. */
export const sliceResource: Resource = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  verbs: ['list'],
};

/** Asks what somebody else may do. Nothing is kept of it. */
export const reviewResource: Resource = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  verbs: ['create'],
};

export const resources: readonly Resource[] = [
  ...Object.values(policyResources),
  endpointResource,
  serviceResource,
  sliceResource,
  reviewResource,
];

/** As RBAC and its refusals write it. */
export const resourceName = ({ plural, group }: Resource): string => (group === '' ? plural : `${plural}.${group}`);

/** Of all namespaces. */
export const listPath = (resource: Resource): string => `${groupPath(resource)}/${resource.plural}`;

export const namespacePath = (resource: Resource, namespace: string): string =>
  `${groupPath(resource)}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`;

export const objectPath = (resource: Resource, namespace: string, name: string): string =>
  `${namespacePath(resource, namespace)}/${encodeURIComponent(name)}`;

/** Kinds of the core have no group. */
const groupPath = ({ group, version }: Resource): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`;

/** Names that are asked for come from flows and policies, which anybody can send. */
export const isName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(text);
