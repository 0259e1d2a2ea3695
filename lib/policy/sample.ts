// Ends and connections for tests, in few words.
import type { Attempt, PolicyEnd } from '@/lib/policy/end';
import { readLabel } from '@/lib/policy/selector';

/** A pod with these labels; a label without a source is one of Kubernetes. */
export const pod = (namespace: string, ...labels: string[]): PolicyEnd => ({
  labels: [
    ...labels,
    `k8s:io.kubernetes.pod.namespace=${namespace}`,
    'k8s:io.cilium.k8s.policy.cluster=default',
    `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
  ].map(readLabel),
  ip: '10.0.0.7',
  names: [],
  namedPorts: null,
});

export const world = (ip: string, ...names: string[]): PolicyEnd => ({ ...reserved('world'), ip, names });

export const reserved = (...names: string[]): PolicyEnd => ({
  labels: names.map((name) => readLabel(`reserved:${name}`)),
  ip: '192.0.2.1',
  names: [],
  namedPorts: null,
});

/** 80/TCP unless said otherwise. */
export const attempt = (source: PolicyEnd, destination: PolicyEnd, more: Partial<Attempt> = {}): Attempt => ({
  source,
  destination,
  protocol: 'TCP',
  port: 80,
  icmpType: null,
  http: null,
  dns: null,
  ...more,
});

/** A CiliumNetworkPolicy of namespace `demo` laid on `app=api`; `body` is the rest of its spec in YAML. */
export const cilium = (body: string, name = 'p', selector = '{matchLabels: {app: api}}') => `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: ${name}, namespace: demo}
spec:
  endpointSelector: ${selector}
${indented(body)}
---`;

/** The same for all namespaces. */
export const clusterwide = (body: string, name = 'c', selector = '{matchLabels: {app: api}}') =>
  cilium(body, name, selector).replace('kind: Cilium', 'kind: CiliumClusterwide').replace(', namespace: demo', '');

/** A NetworkPolicy likewise. */
export const network = (body: string, name = 'n') => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: demo}
spec:
  podSelector: {matchLabels: {app: api}}
${indented(body)}
---`;

/** Under `spec`, however deep the lines were written. */
function indented(body: string): string {
  const lines = body.split('\n');
  const depth = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => `  ${line.slice(depth)}`).join('\n');
}
