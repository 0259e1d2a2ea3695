// What Cilium's agent refuses although every field is known: combinations that mean nothing.
import { isWithin, readRange } from '@/lib/filter/match/address';
import { engineProblem } from '@/lib/filter/match/patterns';
import type { PolicyKind } from '@/lib/policy/policy';
import type { Problem } from '@/lib/policy/problem';
import { type Fields, fieldsOf, isObject } from '@/lib/policy/shape';

/** A problem for each combination that is refused, in an object whose fields are of their proper kinds. */
export function senseProblems(kind: PolicyKind, object: Fields): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse: Refuse = (path, message) => problems.push({ path, message: `${path} ${message}.`, effect: 'refused' });
  if (kind === 'NetworkPolicy') checkNetworkPolicy(fieldsOf(object.spec), refuse);
  else checkCilium(kind, object, refuse);
  return problems;
}

function checkCilium(kind: PolicyKind, object: Fields, refuse: Refuse): void {
  const specs = [
    ...(object.spec === undefined || object.spec === null ? [] : [['spec', object.spec] as const]),
    ...itemsOf(object.specs, 'specs'),
  ];
  if (specs.length === 0) refuse('spec', 'is required: without spec or specs the policy says nothing');
  for (const [path, spec] of specs) checkSpec(kind, fieldsOf(spec), path, refuse);
}

type Refuse = (path: string, message: string) => void;

function checkSpec(kind: PolicyKind, spec: Fields, path: string, refuse: Refuse): void {
  const selectors = ['endpointSelector', 'nodeSelector'].filter((name) => isObject(spec[name]));
  if (selectors.length === 0) refuse(`${path}.endpointSelector`, 'is required: it says whom the policy is laid on');
  if (selectors.length === 2)
    refuse(`${path}.nodeSelector`, 'and endpointSelector exclude each other; use two policies');
  if (kind === 'CiliumNetworkPolicy' && isObject(spec.nodeSelector)) {
    refuse(`${path}.nodeSelector`, 'is for CiliumClusterwideNetworkPolicy only');
  }
  for (const section of ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const) {
    for (const [at, item] of itemsOf(spec[section], `${path}.${section}`))
      checkItem(fieldsOf(item), at, section, refuse);
  }
}

function checkItem(item: Fields, path: string, section: string, refuse: Refuse): void {
  const side = section.startsWith('ingress') ? 'from' : 'to';
  checkPeers(item, path, side, refuse);
  for (const [at, set] of itemsOf(item[`${side}CIDRSet`], `${path}.${side}CIDRSet`))
    checkExcept(fieldsOf(set), at, refuse);
  const ports = itemsOf(item.toPorts, `${path}.toPorts`);
  const icmps = itemsOf(item.icmps, `${path}.icmps`);
  if (ports.length > 0 && icmps.length > 0) refuse(`${path}.icmps`, 'cannot stand beside toPorts; use two items');
  for (const [at, icmp] of icmps) {
    if (itemsOf(fieldsOf(icmp).fields, at).length > 40) refuse(`${at}.fields`, 'takes at most 40 entries');
  }
  for (const [at, entry] of ports) checkPortEntry(fieldsOf(entry), at, side, refuse);
}

/** Kinds of peers of which one item names one only; requirements may stand beside them. */
const peerKinds = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Nodes', 'Groups', 'Services', 'FQDNs'];

function checkPeers(item: Fields, path: string, side: string, refuse: Refuse): void {
  const there = peerKinds.map((kind) => `${side}${kind}`).filter((name) => itemsOf(item[name], '').length > 0);
  const kinds = new Set(there.map((name) => name.replace(/CIDRSet$/, 'CIDR')));
  const [first, second] = kinds;
  if (first && second) refuse(`${path}.${second}`, `cannot stand beside ${first}; use two items`);
}

function checkExcept(set: Fields, path: string, refuse: Refuse): void {
  const range = typeof set.cidr === 'string' ? readRange(set.cidr) : null;
  if (!range) return;
  for (const [at, except] of itemsOf(set.except, `${path}.except`)) {
    const part = typeof except === 'string' ? readRange(except) : null;
    if (part && (part.bits < range.bits || !isWithin(range, part.network))) {
      refuse(at, `must lie inside ${String(set.cidr)}`);
    }
  }
}

function checkPortEntry(entry: Fields, path: string, side: 'from' | 'to', refuse: Refuse): void {
  const ports = itemsOf(entry.ports, `${path}.ports`);
  if (ports.length > 40) refuse(`${path}.ports`, 'takes at most 40 entries');
  if (side === 'from' && isObject(entry.listener)) refuse(`${path}.listener`, 'is for egress only');
  for (const [at, port] of ports) checkRange(fieldsOf(port), at, refuse);
  if (isObject(entry.rules)) checkRules(entry.rules, `${path}.rules`, ports, side, refuse);
}

function checkRange({ port, endPort }: Fields, path: string, refuse: Refuse): void {
  if (typeof endPort !== 'number' || endPort === 0) return;
  if (!/^\d+$/.test(String(port))) refuse(`${path}.endPort`, 'needs a port that is a number');
  else if (endPort < Number(port)) refuse(`${path}.endPort`, `must not be less than port (${String(port)})`);
}

function checkRules(rules: Fields, path: string, ports: Items, side: 'from' | 'to', refuse: Refuse): void {
  const kinds = ['http', 'kafka', 'dns', 'l7'].filter((name) => itemsOf(rules[name], '').length > 0);
  if (kinds.length > 1) refuse(path, `takes one kind of L7 rule only, not ${kinds.join(' and ')}; use two entries`);
  if (kinds.includes('l7') && !rules.l7proto) refuse(`${path}.l7`, 'needs l7proto beside it');
  if (kinds.includes('dns') && side === 'from') refuse(`${path}.dns`, 'is for egress only');
  for (const [at, port] of ports) {
    const { protocol, port: number } = fieldsOf(port);
    if (kinds.length > 0 && String(number) === '0') refuse(`${at}.port`, 'must not be 0 where L7 rules stand');
    if (kinds.length > 0 && !kinds.includes('dns') && protocol !== 'TCP') {
      refuse(`${at}.protocol`, 'must be TCP: L7 rules other than dns need it');
    }
  }
  for (const [at, rule] of itemsOf(rules.http, `${path}.http`)) {
    for (const name of ['method', 'path', 'host']) checkPattern(fieldsOf(rule)[name], `${at}.${name}`, refuse);
  }
}

function checkPattern(value: unknown, path: string, refuse: Refuse): void {
  const problem = typeof value === 'string' ? engineProblem(value) : null;
  if (problem) refuse(path, `must be a regular expression (RE2): ${problem}`);
}

function checkNetworkPolicy(spec: Fields, refuse: Refuse): void {
  for (const [section, side] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [at, item] of itemsOf(spec[section], `spec.${section}`)) {
      for (const [peerAt, peer] of itemsOf(fieldsOf(item)[side], `${at}.${side}`))
        checkNetworkPeer(fieldsOf(peer), peerAt, refuse);
      for (const [portAt, port] of itemsOf(fieldsOf(item).ports, `${at}.ports`))
        checkRange(fieldsOf(port), portAt, refuse);
    }
  }
}

function checkNetworkPeer(peer: Fields, path: string, refuse: Refuse): void {
  const selects = isObject(peer.podSelector) || isObject(peer.namespaceSelector);
  if (isObject(peer.ipBlock) && selects) refuse(`${path}.ipBlock`, 'cannot stand beside a selector; use two peers');
  if (!isObject(peer.ipBlock) && !selects) refuse(path, 'must name a podSelector, a namespaceSelector or an ipBlock');
  if (isObject(peer.ipBlock)) checkExcept(peer.ipBlock, `${path}.ipBlock`, refuse);
}

type Items = readonly (readonly [path: string, item: unknown])[];

function itemsOf(value: unknown, path: string): Items {
  return Array.isArray(value) ? value.map((item, index) => [`${path}[${index}]`, item] as const) : [];
}
