// Rules as a person would say them.
import { namespaceLabel } from '@/lib/flow/labels';
import type { HttpMatch, Peer, PortMatch, Requests, Rule, Selector } from '@/lib/policy/policy';
import { requirementText } from '@/lib/policy/selector';

/** Longest list that is written out. */
const most = 4;

/** "role=backend", "everybody", "198.51.100.0/24 or world". */
export function peersText(peers: Rule['peers']): string {
  if (peers === null) return 'everybody';
  if (peers.length === 0) return 'nobody';
  return listed(peers.map(peerText));
}

export function peerText(peer: Peer): string {
  switch (peer.kind) {
    case 'endpoints':
      return selectorText(peer.selector);
    case 'entity':
      return peer.entity === 'all' ? 'everybody' : `the entity ${peer.entity}`;
    case 'cidr':
      return peer.except.length > 0 ? `${peer.cidr} without ${listed(peer.except)}` : peer.cidr;
    case 'name':
      return peer.pattern;
    case 'service':
      return `service ${peer.namespace}/${peer.name}`;
    case 'service-labels':
      return `services with ${selectorText(peer.selector)}`;
    case 'unjudged':
      return peer.field;
  }
}

/** The namespace is said where it is all there is, or where it is not one namespace by name. */
export function selectorText(selector: Selector): string {
  const own = selector.filter(({ key }) => key !== namespaceLabel);
  const where = selector.filter(({ key }) => key === namespaceLabel);
  if (own.length > 0) return own.map(requirementText).join(', ');
  const [one] = where;
  if (!one) return 'every endpoint';
  if (one.operator === 'In' && one.values.length === 1) return `every pod of namespace ${one.values[0]}`;
  return one.operator === 'Exists' ? 'every pod' : `pods with ${where.map(requirementText).join(', ')}`;
}

/** "80/TCP", "ICMP type 8"; '' for every port of every protocol. */
export function portsText({ ports, icmps }: Pick<Rule, 'ports' | 'icmps'>): string {
  if (icmps) return listed(icmps.map(({ family, type }) => `${family === 'IPv4' ? 'ICMP' : 'ICMPv6'} type ${type}`));
  return ports ? listed(ports.flatMap((entry) => entry.ports.map(portText))) || 'no port' : '';
}

function portText({ port, endPort, protocol }: PortMatch): string {
  const of = protocol === 'ANY' ? '' : `/${protocol}`;
  if (port === 0) return protocol === 'ANY' ? 'every port' : `every ${protocol} port`;
  return typeof port === 'number' && endPort > port ? `${port}-${endPort}${of}` : `${port}${of}`;
}

/** "GET /api/.* or POST /data". */
export function requestsText(requests: readonly Requests[]): string {
  return listed(requests.flatMap(ruleTexts));
}

function ruleTexts(requests: Requests): readonly string[] {
  switch (requests.kind) {
    case 'http':
      return requests.rules.map(httpText);
    case 'dns':
      return requests.rules.map(({ pattern }) => pattern);
    case 'unjudged':
      return [requests.field];
  }
}

function httpText({ method, path, host, headers }: HttpMatch): string {
  const sent = headers.map(({ name, value }) => (value === null ? `header ${name}` : `header ${name}: ${value}`));
  const parts = [method, path, host && `host ${host}`, ...sent].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : 'every request';
}

function listed(texts: readonly string[]): string {
  const all = [...new Set(texts)];
  const shown = all.slice(0, most);
  const rest = all.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} or ${rest} more` : shown.join(' or ');
}
