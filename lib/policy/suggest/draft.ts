// Needs of many flows put together: one draft per workload that refuses, with as few items as say the same.
import type { Direction } from '@/lib/policy/policy';
import type { Access, Need, Other } from '@/lib/policy/suggest/need';
import { commonLabels, type Labels, type Party } from '@/lib/policy/suggest/party';

/** One item under ingress or egress: all of `others` by all of `accesses`; the others are of one kind. */
export interface Item {
  readonly others: readonly Other[];
  readonly accesses: readonly Access[];
}

/** One policy to be written. */
export interface Draft {
  readonly subject: Party;
  readonly items: Readonly<Record<Direction, readonly Item[]>>;
}

/** A workload whose pods differ in a label is selected by what they have in common. */
export function draftsOf(needs: readonly Need[]): readonly Draft[] {
  const merged = mergeParties(needs);
  const subjects = new Map<string, { subject: Party; needs: Need[] }>();
  for (const need of needs) {
    const subject = merged(need.subject);
    const key = partyKey(subject);
    const held = subjects.get(key) ?? { subject, needs: [] };
    subjects.set(key, held);
    held.needs.push({ ...need, others: need.others.map((other) => withParty(other, merged)) });
  }
  return [...subjects.values()].map(({ subject, needs: own }) => ({
    subject,
    items: { ingress: itemsOf(own, 'ingress'), egress: itemsOf(own, 'egress') },
  }));
}

function withParty(other: Other, merged: (party: Party) => Party): Other {
  return other.kind === 'endpoints' ? { kind: 'endpoints', party: merged(other.party) } : other;
}

const partyKey = ({ key, labels }: Party): string => JSON.stringify([key, labels]);

/** Pods of one workload with nothing in common stay apart. */
function mergeParties(needs: readonly Need[]): (party: Party) => Party {
  const common = new Map<string, Labels | null>();
  const note = ({ key, labels }: Party) => {
    const before = common.get(key);
    common.set(key, before === undefined ? labels : before && commonLabels(before, labels));
  };
  for (const { subject, others } of needs) {
    note(subject);
    for (const other of others) if (other.kind === 'endpoints') note(other.party);
  }
  return (party) => ({ ...party, labels: common.get(party.key) ?? party.labels });
}

function itemsOf(needs: readonly Need[], direction: Direction): readonly Item[] {
  const own = needs.filter((need) => need.direction === direction);
  const byOther = new Map<string, { other: Other; accesses: Map<string, Access> }>();
  for (const { others, access } of own) {
    for (const other of others) {
      const key = otherKey(other);
      const held = byOther.get(key) ?? { other, accesses: new Map() };
      byOther.set(key, held);
      held.accesses.set(JSON.stringify(access), access);
    }
  }
  const items = joinOthers(
    [...byOther.values()].flatMap(({ other, accesses }) => splitAccesses(other, [...accesses.values()])),
  );
  return direction === 'egress' ? [...items, ...questionsFor(own)] : items;
}

const otherKey = (other: Other): string => (other.kind === 'endpoints' ? partyKey(other.party) : JSON.stringify(other));

/** ICMP stands in an item of its own; what opens a whole port makes requests on it needless. */
function splitAccesses(other: Other, accesses: readonly Access[]): readonly Item[] {
  const isOpen = (access: Access) =>
    (access.kind === 'http' || access.kind === 'dns') &&
    accesses.some((one) => one.kind === 'port' && one.port === access.port && one.protocol === access.protocol);
  const ports = accesses.filter((access) => access.kind !== 'icmp' && !isOpen(access));
  const icmps = accesses.filter(({ kind }) => kind === 'icmp');
  return [ports, icmps]
    .filter((part) => part.length > 0)
    .map((part) => ({
      others: [other],
      accesses: part.sort((a, b) => accessOrder(a).localeCompare(accessOrder(b), 'en')),
    }));
}

const accessOrder = (access: Access): string =>
  access.kind === 'icmp'
    ? `icmp ${access.family} ${access.type}`
    : `${String(access.port).padStart(5, '0')} ${JSON.stringify(access)}`;

/** Others of one kind that need the same share an item. */
function joinOthers(items: readonly Item[]): readonly Item[] {
  const joined = new Map<string, { others: Other[]; accesses: readonly Access[] }>();
  for (const { others, accesses } of items) {
    const key = JSON.stringify([others[0]?.kind, accesses]);
    const held = joined.get(key) ?? { others: [], accesses };
    joined.set(key, held);
    held.others.push(...others);
  }
  return [...joined.values()];
}

/** Where Kubernetes runs its resolver unless it was moved. */
const resolver: Party = {
  key: 'resolver',
  name: 'kube-dns',
  cluster: '',
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
};

export const isResolver = (other: Other): boolean => other.kind === 'endpoints' && other.party === resolver;

/** Cilium learns the addresses of names from answers that pass its proxy, so the questions have to pass it. */
function questionsFor(needs: readonly Need[]): readonly Item[] {
  const names = new Set(
    needs.flatMap(({ others }) => others.flatMap((other) => (other.kind === 'name' ? [other.name] : []))),
  );
  if (names.size === 0) return [];
  const accesses = (['TCP', 'UDP'] as const).flatMap((protocol) =>
    [...names].sort().map((name): Access => ({ kind: 'dns', port: 53, protocol, name })),
  );
  return [{ others: [{ kind: 'endpoints', party: resolver }], accesses }];
}
