// Flows for tests, in few words.
import type { Endpoint, Flow, FlowFacts } from './flow';

/** What folding and filtering need of an event of which nothing is known but what is given. */
export const sampleFacts = (more: Partial<FlowFacts> = {}): FlowFacts => ({
  verdict: 'FORWARDED',
  direction: 'EGRESS',
  sourceNames: [],
  destinationNames: [],
  egressAllowedBy: [],
  ingressAllowedBy: [],
  egressDeniedBy: [],
  ingressDeniedBy: [],
  ...more,
});

/** A whole flow, refused on its way in. */
export const sampleFlow = (more: Partial<Flow> = {}): Flow => ({
  ...sampleFacts({ verdict: 'DROPPED', direction: 'INGRESS' }),
  id: 'f',
  arrivedMs: 0,
  nodeLabels: [],
  policyLog: [],
  ...more,
});

/** A pod of a Deployment; labels without a source are those of Kubernetes. */
export const samplePod = (namespace: string, name: string, ...labels: string[]): Endpoint => ({
  identity: 4711,
  namespace,
  pod: `${name}-5d8f7c9b6d-x2x4z`,
  labels: [
    ...labels.map((label) => (label.includes(':') ? label : `k8s:${label}`)),
    `k8s:io.kubernetes.pod.namespace=${namespace}`,
    `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
    'k8s:io.cilium.k8s.policy.cluster=default',
    'k8s:io.cilium.k8s.policy.serviceaccount=default',
  ],
  workloads: [{ kind: 'Deployment', name }],
});
