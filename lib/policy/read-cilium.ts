// The fields of Cilium's own policy objects, already checked, as rules.
import { namespaceLabel, namespaceLabelPrefix } from '@/lib/flow/labels';
import type {
  Direction,
  HttpMatch,
  IcmpMatch,
  NameMatch,
  Narrowing,
  Peer,
  PolicySpec,
  PortMatch,
  PortRule,
  Requests,
  Requirement,
  Rule,
  Selector,
} from '@/lib/policy/policy';
import { icmpTypes } from '@/lib/policy/schema';
import { hasNamespace, inNamespace, readSelector, selectorObject } from '@/lib/policy/selector';
import { type Fields, fieldsOf, isObject, objectsOf, textOf, textsOf } from '@/lib/policy/shape';

/** Rules of `spec` and `specs`; a namespace of '' is a clusterwide policy. */
export function readCilium(object: Fields, namespace: string): readonly PolicySpec[] {
  return [
    ...(isObject(object.spec) ? [readSpec(object.spec, 'spec', namespace)] : []),
    ...objectsOf(object.specs).map((spec, index) => readSpec(spec, `specs[${index}]`, namespace)),
  ];
}

interface Place {
  readonly namespace: string;
  /** Policies of endpoints that start up know no namespace. */
  readonly ofInit: boolean;
}

function readSpec(spec: Fields, path: string, namespace: string): PolicySpec {
  const chosen = isObject(spec.endpointSelector) ? readSelector(selectorObject(spec.endpointSelector)) : null;
  const place = {
    namespace,
    ofInit: chosen?.some(({ source, key }) => source === 'reserved' && key === 'init') ?? false,
  };
  const sections = (['ingress', 'egress'] as const).flatMap((direction) =>
    [false, true].map((deny) => ({ direction, deny, items: objectsOf(spec[`${direction}${deny ? 'Deny' : ''}`]) })),
  );
  const said = isObject(spec.enableDefaultDeny) ? spec.enableDefaultDeny : {};
  const enforces = (direction: Direction) =>
    typeof said[direction] === 'boolean'
      ? said[direction]
      : sections.some((section) => section.direction === direction && section.items.length > 0);
  return {
    subject: chosen && subjectIn(chosen, place),
    rules: sections.flatMap(({ direction, deny, items }) =>
      items.map((item, index) =>
        readRule(item, { path: `${path}.${direction}${deny ? 'Deny' : ''}[${index}]`, direction, deny }, place),
      ),
    ),
    narrowings: sections.flatMap(({ direction, deny, items }) =>
      items.flatMap((item) => readNarrowings(item, { direction, deny }, place)),
    ),
    defaultDeny: { ingress: enforces('ingress'), egress: enforces('egress') },
  };
}

/**
 * A policy in a namespace is laid on endpoints of that namespace, whatever its selector says; a clusterwide one on all that
 * its selector meets, Cilium's own for ingress and health among them.
 */
function subjectIn(selector: Selector, { namespace, ofInit }: Place): Selector {
  if (ofInit || namespace === '') return selector;
  const rest = selector.filter(
    ({ source, key, operator }) => !(source === 'k8s' && key === namespaceLabel && operator === 'In'),
  );
  return [...rest, inNamespace(namespace)];
}

/** Peers are of the policy's own namespace unless the selector speaks of namespaces. */
function peerIn(selector: Selector, { namespace, ofInit }: Place): Selector {
  if (ofInit || isReserved(selector) || selector.some(speaksOfNamespaces)) return selector;
  return [...selector, namespace === '' ? hasNamespace : inNamespace(namespace)];
}

const speaksOfNamespaces = ({ source, key }: Requirement) =>
  (source === 'k8s' || source === 'any') && (key === namespaceLabel || key.startsWith(namespaceLabelPrefix));
const isReserved = (selector: Selector) => selector.some(({ source }) => source === 'reserved');

function readNarrowings(item: Fields, what: Pick<Rule, 'direction' | 'deny'>, place: Place): Narrowing[] {
  const selectors = objectsOf(item[what.direction === 'ingress' ? 'fromRequires' : 'toRequires']);
  return selectors.map((selector) => ({ ...what, selector: peerIn(readSelector(selectorObject(selector)), place) }));
}

function readRule(item: Fields, what: Pick<Rule, 'path' | 'direction' | 'deny'>, place: Place): Rule {
  const ports = objectsOf(item.toPorts);
  const icmps = objectsOf(item.icmps);
  const peers = readPeers(item, what.direction === 'ingress' ? 'from' : 'to', place);
  // An item that names neither peers nor ports opens nothing: it is how default deny is written.
  const saysNothing = peers === null && ports.length === 0 && icmps.length === 0;
  return {
    ...what,
    peers: saysNothing ? [] : peers,
    ports: ports.length > 0 ? ports.map(readPortRule) : null,
    icmps: icmps.length > 0 ? icmps.flatMap((icmp) => objectsOf(icmp.fields).map(readIcmp)) : null,
    authentication: isObject(item.authentication) && item.authentication.mode !== 'disabled',
  };
}

/** Null where no list of peers is there. A list that is there and empty names nobody (as of Cilium 1.14). */
function readPeers(item: Fields, side: 'from' | 'to', place: Place): readonly Peer[] | null {
  const lists = peerLists.map(({ field, read }) => {
    const value = item[`${side}${field}`];
    return Array.isArray(value) ? value.map((one) => read(one, place, `${side}${field}`)) : null;
  });
  const there = lists.filter((list) => list !== null);
  if (there.length === 0) return null;
  return there.some((list) => list.length === 0) ? [] : there.flat();
}

const peerLists: readonly { field: string; read: (value: unknown, place: Place, field: string) => Peer }[] = [
  {
    field: 'Endpoints',
    read: (value, place) => ({ kind: 'endpoints', selector: peerIn(readSelector(selectorObject(value)), place) }),
  },
  { field: 'Entities', read: (value) => ({ kind: 'entity', entity: String(value) }) },
  { field: 'CIDR', read: (value) => ({ kind: 'cidr', cidr: String(value), except: [] }) },
  { field: 'CIDRSet', read: readCidrSet },
  { field: 'FQDNs', read: (value) => ({ kind: 'name', ...readName(value) }) },
  { field: 'Services', read: readService },
  { field: 'Nodes', read: (_, __, field) => ({ kind: 'unjudged', field }) },
  { field: 'Groups', read: (_, __, field) => ({ kind: 'unjudged', field }) },
];

function readCidrSet(value: unknown, _: Place, field: string): Peer {
  const { cidr, except } = fieldsOf(value);
  if (typeof cidr !== 'string') return { kind: 'unjudged', field: `${field} with a group of ranges` };
  return { kind: 'cidr', cidr, except: textsOf(except) };
}

function readService(value: unknown, place: Place): Peer {
  const { k8sService, k8sServiceSelector } = fieldsOf(value);
  const named = fieldsOf(k8sService);
  if (isObject(k8sService)) {
    return { kind: 'service', namespace: textOf(named.namespace) || place.namespace, name: textOf(named.serviceName) };
  }
  const { selector, namespace } = fieldsOf(k8sServiceSelector);
  return {
    kind: 'service-labels',
    namespace: textOf(namespace),
    selector: readSelector(selectorObject(selector)),
  };
}

function readName(value: unknown): NameMatch {
  const { matchName, matchPattern } = fieldsOf(value);
  return matchName === undefined || matchName === null || matchName === ''
    ? { pattern: textOf(matchPattern), exact: false }
    : { pattern: textOf(matchName), exact: true };
}

function readPortRule(entry: Fields): PortRule {
  return {
    ports: objectsOf(entry.ports).map(readPort),
    requests: readRequests(fieldsOf(entry.rules)) ?? readProxied(entry),
  };
}

/** Flows do not tell the name that TLS asks for, nor what a listener of one's own does. */
function readProxied({ serverNames, listener }: Fields): Requests | null {
  const names = textsOf(serverNames);
  if (names.length > 0) return { kind: 'unjudged', field: `TLS to ${names.join(', ')}` };
  return isObject(listener) ? { kind: 'unjudged', field: `what listener ${textOf(listener.name)} takes` } : null;
}

function readPort({ port, endPort, protocol }: Fields): PortMatch {
  const text = textOf(port);
  const first = /^\d+$/.test(text) ? Number(text) : text;
  const isRange = typeof first === 'number' && first > 0 && typeof endPort === 'number' && endPort > first;
  return {
    port: first,
    endPort: isRange ? endPort : typeof first === 'number' ? first : 0,
    protocol: protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'ANY',
  };
}

/** An empty list of rules asks for nothing. */
function readRequests(rules: Fields): Requests | null {
  const [http, dns, kafka, l7] = [
    objectsOf(rules.http),
    objectsOf(rules.dns),
    objectsOf(rules.kafka),
    objectsOf(rules.l7),
  ];
  if (http.length > 0) return { kind: 'http', rules: http.map(readHttp) };
  if (dns.length > 0) return { kind: 'dns', rules: dns.map(readName) };
  if (kafka.length > 0) return { kind: 'unjudged', field: 'kafka' };
  return l7.length > 0 ? { kind: 'unjudged', field: `l7 rules of ${textOf(rules.l7proto)}` } : null;
}

function readHttp({ method, path, host, headers, headerMatches }: Fields): HttpMatch {
  return {
    method: textOf(method),
    path: textOf(path),
    host: textOf(host),
    headers: [
      ...textsOf(headers).map(readHeader),
      ...objectsOf(headerMatches).map((match) => ({
        name: textOf(match.name),
        value: typeof match.value === 'string' && match.value !== '' ? match.value : null,
        lenient: typeof match.mismatch === 'string' && match.mismatch !== '',
        secret: isObject(match.secret),
      })),
    ],
  };
}

/** `X-Token: secret` or `X-Token`: the value, split off at the first blank, is literal and no pattern. */
function readHeader(text: string): HttpMatch['headers'][number] {
  const blank = text.indexOf(' ');
  const name = (blank < 0 ? text : text.slice(0, blank)).replace(/:$/, '');
  return { name, value: blank < 0 ? null : text.slice(blank + 1), lenient: false, secret: false };
}

function readIcmp({ type, family }: Fields): IcmpMatch {
  const of = family === 'IPv6' ? 'IPv6' : 'IPv4';
  const number = typeof type === 'string' ? icmpTypes[of][type] : type;
  return { family: of, type: typeof number === 'number' ? number : -1 };
}
