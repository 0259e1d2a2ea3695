// A draft as the object that a cluster takes.
import type { Direction } from '@/lib/policy/policy';
import { type Draft, type Item, isResolver } from '@/lib/policy/suggest/draft';
import { type Access, isElsewhere, type Other, type SuggestedKind } from '@/lib/policy/suggest/need';
import type { Party } from '@/lib/policy/suggest/party';

/** Plain JSON of a CiliumNetworkPolicy or NetworkPolicy. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: SuggestedKind;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Spec;
}

export interface Spec {
  readonly ingress?: readonly unknown[];
  readonly egress?: readonly unknown[];
  readonly [field: string]: unknown;
}

export function manifestOf(draft: Draft, kind: SuggestedKind): Manifest {
  const { subject } = draft;
  const metadata = { name: nameOf(draft), namespace: subject.namespace };
  return kind === 'NetworkPolicy'
    ? { apiVersion: 'networking.k8s.io/v1', kind, metadata, spec: networkSpec(draft) }
    : { apiVersion: 'cilium.io/v2', kind, metadata, spec: ciliumSpec(draft) };
}

/** `allow-test-pod-to-frontend`, or `allow-to-frontend` where there are several others. */
function nameOf({ subject, items }: Draft): string {
  const [from, to] = [othersNamed(items.ingress), othersNamed(items.egress)];
  if (from.length > 0 && to.length > 0) return objectName(`allow-for-${subject.name}`);
  const [one, ...more] = [...from, ...to];
  const other = more.length === 0 ? (one ?? '') : '';
  const words =
    from.length > 0 ? [other, 'to', subject.name] : other ? [subject.name, 'to', other] : ['from', subject.name];
  return objectName(['allow', ...words].join('-'));
}

/** Whoever answers questions for names is named beside them in any case. */
function othersNamed(items: readonly Item[]): readonly string[] {
  return [
    ...new Set(
      items
        .flatMap(({ others }) => others)
        .filter((other) => !isResolver(other))
        .map(nameOfOther),
    ),
  ];
}

function nameOfOther(other: Other): string {
  switch (other.kind) {
    case 'endpoints':
      return other.party.name;
    case 'entity':
      return other.entity;
    case 'cidr':
      return other.cidr.replace(/\/\d+$/, '');
    case 'name':
      return other.name;
  }
}

/** Of any text, as Kubernetes takes names (RFC 1123, at most 63 characters). */
function objectName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return name || 'allow-denied';
}

function ciliumSpec({ subject, items }: Draft): Spec {
  return {
    endpointSelector: { matchLabels: subject.labels },
    ...section('ingress', items, (item) => ciliumItem(item, 'from', subject)),
    ...section('egress', items, (item) => ciliumItem(item, 'to', subject)),
  };
}

/** Absent where it is empty: an empty section would turn on default deny. */
function section(direction: Direction, items: Draft['items'], write: (item: Item) => unknown): Partial<Spec> {
  return items[direction].length > 0 ? { [direction]: items[direction].map(write) } : {};
}

function ciliumItem({ others, accesses }: Item, side: 'from' | 'to', subject: Party): unknown {
  const [access] = accesses;
  const whom = Object.fromEntries([peersField(others, side, subject)]);
  return access?.kind === 'icmp'
    ? { ...whom, icmps: [{ fields: accesses.map(icmpField) }] }
    : { ...whom, toPorts: portEntries(accesses) };
}

function peersField(others: readonly Other[], side: 'from' | 'to', subject: Party): [string, unknown] {
  const [first] = others;
  switch (first?.kind) {
    case 'entity':
      return [`${side}Entities`, others.map((other) => other.kind === 'entity' && other.entity)];
    case 'cidr':
      return [`${side}CIDR`, others.map((other) => other.kind === 'cidr' && other.cidr)];
    case 'name':
      return [`${side}FQDNs`, others.map((other) => other.kind === 'name' && { matchName: other.name })];
    default:
      return [
        `${side}Endpoints`,
        others.map((other) => other.kind === 'endpoints' && { matchLabels: peerLabels(other.party, subject) }),
      ];
  }
}

/** Peers are of the policy's own namespace unless it is named. */
function peerLabels(party: Party, subject: Party): Readonly<Record<string, string>> {
  return {
    ...(party.namespace !== subject.namespace && { 'k8s:io.kubernetes.pod.namespace': party.namespace }),
    ...(isElsewhere(party, subject) && { 'k8s:io.cilium.k8s.policy.cluster': party.cluster }),
    ...party.labels,
  };
}

function icmpField(access: Access): unknown {
  return access.kind === 'icmp' && { family: access.family, type: access.type };
}

/** Cilium takes at most so many ports in one entry. */
const mostPorts = 40;

/** Ports that are open as a whole share entries; each port whose requests are looked at has its own. */
function portEntries(accesses: readonly Access[]): readonly unknown[] {
  const open = accesses.flatMap((access) => (access.kind === 'port' ? [portField(access)] : []));
  const entries: unknown[] = [];
  for (let at = 0; at < open.length; at += mostPorts) entries.push({ ports: open.slice(at, at + mostPorts) });
  return [...entries, ...requestEntries(accesses)];
}

function requestEntries(accesses: readonly Access[]): readonly unknown[] {
  const entries = new Map<string, { ports: unknown[]; rules: Record<string, unknown[]> }>();
  for (const access of accesses) {
    if (access.kind !== 'http' && access.kind !== 'dns') continue;
    const key = `${access.kind} ${access.port} ${access.protocol}`;
    const entry = entries.get(key) ?? { ports: [portField(access)], rules: { [access.kind]: [] } };
    entries.set(key, entry);
    const rule = access.kind === 'http' ? { method: access.method, path: access.path } : { matchName: access.name };
    entry.rules[access.kind]?.push(rule);
  }
  return [...entries.values()];
}

const portField = ({ port, protocol }: { readonly port: number; readonly protocol: string }) => ({
  port: String(port),
  protocol,
});

function networkSpec({ subject, items }: Draft): Spec {
  const types = [...(items.ingress.length > 0 ? ['Ingress'] : []), ...(items.egress.length > 0 ? ['Egress'] : [])];
  return {
    podSelector: { matchLabels: subject.labels },
    policyTypes: types,
    ...section('ingress', items, (item) => networkItem(item, 'from', subject)),
    ...section('egress', items, (item) => networkItem(item, 'to', subject)),
  };
}

function networkItem({ others, accesses }: Item, side: 'from' | 'to', subject: Party): unknown {
  return {
    [side]: others.map((other) => networkPeer(other, subject)),
    ports: accesses.flatMap((access) =>
      access.kind === 'port' ? [{ port: access.port, protocol: access.protocol }] : [],
    ),
  };
}

function networkPeer(other: Other, subject: Party): unknown {
  if (other.kind === 'cidr') return { ipBlock: { cidr: other.cidr } };
  if (other.kind !== 'endpoints') return {};
  const { party } = other;
  return {
    ...(party.namespace !== subject.namespace && {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': party.namespace } },
    }),
    podSelector: { matchLabels: party.labels },
  };
}
