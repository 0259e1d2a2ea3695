// The fields of a Kubernetes NetworkPolicy, already checked, as the rules that Cilium makes of them.
import { namespaceLabel, namespaceLabelPrefix } from '@/lib/flow/labels';
import type { Direction, Peer, PolicySpec, PortMatch, Requirement, Rule, Selector } from '@/lib/policy/policy';
import { readSelector, selectorObject } from '@/lib/policy/selector';
import { type Fields, isObject } from '@/lib/policy/shape';

export function readNetworkPolicy(object: Fields, namespace: string): PolicySpec {
  const spec = fields(object.spec);
  const sections = { ingress: objects(spec.ingress), egress: objects(spec.egress) };
  const types = Array.isArray(spec.policyTypes) ? spec.policyTypes : null;
  // Without policyTypes ingress is always enforced, and egress where it has a section.
  const defaultDeny = {
    ingress: types && types.length > 0 ? types.includes('Ingress') : true,
    egress: types && types.length > 0 ? types.includes('Egress') : sections.egress.length > 0,
  };
  return {
    subject: [...podSelector(spec.podSelector), inNamespace(namespace)],
    rules: (['ingress', 'egress'] as const)
      .filter((direction) => defaultDeny[direction])
      .flatMap((direction) =>
        sections[direction].map((item, index) => readRule(item, `spec.${direction}[${index}]`, direction, namespace)),
      ),
    narrowings: [],
    defaultDeny,
  };
}

function readRule(item: Fields, path: string, direction: Direction, namespace: string): Rule {
  const peers = objects(item[direction === 'ingress' ? 'from' : 'to']);
  const ports = objects(item.ports);
  return {
    path,
    direction,
    deny: false,
    peers: peers.length > 0 ? peers.map((peer) => readPeer(peer, namespace)) : null,
    ports: ports.length > 0 ? [{ ports: ports.map(readPort), requests: null }] : null,
    icmps: null,
    authentication: false,
  };
}

function readPeer(peer: Fields, namespace: string): Peer {
  const { ipBlock, namespaceSelector } = peer;
  if (isObject(ipBlock)) {
    const except = Array.isArray(ipBlock.except) ? ipBlock.except.filter((one) => typeof one === 'string') : [];
    return { kind: 'cidr', cidr: String(ipBlock.cidr), except };
  }
  const where = isObject(namespaceSelector) ? namespacesOf(namespaceSelector) : [inNamespace(namespace)];
  return { kind: 'endpoints', selector: [...podSelector(peer.podSelector), ...where] };
}

/** Labels of the namespace stand among those of the pod, under a prefix. */
function namespacesOf(value: Fields): Selector {
  const labels = readSelector(selectorObject(value), 'k8s').map((requirement) => ({
    ...requirement,
    key: `${namespaceLabelPrefix}${requirement.key}`,
  }));
  return [...labels, { source: 'k8s', key: namespaceLabel, operator: 'Exists', values: [] }];
}

const podSelector = (value: unknown): Selector => readSelector(selectorObject(value), 'k8s');

function readPort({ port, endPort, protocol }: Fields): PortMatch {
  const first = typeof port === 'number' || typeof port === 'string' ? port : 0;
  const isRange = typeof first === 'number' && typeof endPort === 'number' && endPort > first;
  return {
    port: first,
    endPort: isRange ? endPort : typeof first === 'number' ? first : 0,
    protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
  };
}

const inNamespace = (namespace: string): Requirement => ({
  source: 'k8s',
  key: namespaceLabel,
  operator: 'In',
  values: [namespace],
});
const fields = (value: unknown): Fields => (isObject(value) ? value : {});
const objects = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);
