// The fields of a Kubernetes NetworkPolicy, already checked, as the rules that Cilium makes of them.
import { namespaceLabelPrefix } from '@/lib/flow/labels';
import type { Direction, Peer, PolicySpec, PortMatch, Rule, Selector } from '@/lib/policy/policy';
import { hasNamespace, inNamespace, readSelector, selectorObject } from '@/lib/policy/selector';
import { type Fields, fieldsOf, isObject, objectsOf, textsOf } from '@/lib/policy/shape';

export function readNetworkPolicy(object: Fields, namespace: string): PolicySpec {
  const spec = fieldsOf(object.spec);
  const sections = { ingress: objectsOf(spec.ingress), egress: objectsOf(spec.egress) };
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
  const peers = objectsOf(item[direction === 'ingress' ? 'from' : 'to']);
  const ports = objectsOf(item.ports);
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
    return { kind: 'cidr', cidr: String(ipBlock.cidr), except: textsOf(ipBlock.except) };
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
  return [...labels, hasNamespace];
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
