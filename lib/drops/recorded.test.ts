// Drops as real agents, exporters and old versions record them, down to the sentence they end up in.
import { expect, test } from 'vitest';
import { dropGroups } from '@/lib/drops/fold';
import type { DropGroup } from '@/lib/drops/group';
import { whySentence } from '@/lib/drops/why';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import { createRollup } from '@/lib/rollup/rollup';
import { noon, podEnd, sampleDrop, sampleFlow, samplePolicy, sampleVerdict, tcp } from '@/lib/rollup/sample';
import { conversationsOf } from '@/lib/rollup/window';

function groups(flows: readonly FlowFacts[]): readonly DropGroup[] {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  const span = { fromMs: noon, toMs: noon + 15_000, stepMs: 15_000, slices: [...rollup.buckets()], recentMs: 60_000 };
  return dropGroups(conversationsOf(rollup.rows()), span);
}

function told(...flows: readonly FlowFacts[]): string[] {
  return groups(flows).map((group) => `${group.count}: ${whySentence(group)}`);
}

const end = (more: Partial<Endpoint>): Endpoint => ({ labels: [], workloads: [], ...more });
const masked = { eventType: undefined, isReply: undefined, timeMs: undefined, l4: undefined, node: '' };
const betweenNamespaces = {
  ...masked,
  ip: {},
  source: end({ namespace: 'a' }),
  destination: end({ namespace: 'b' }),
  direction: 'INGRESS',
} as const;

test('a router solicitation with empty ends is multicast noise between its addresses', () => {
  const solicitation = sampleDrop({
    ...masked,
    direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    ip: { source: 'fe80::64d8:8aff:fe72:fc14', destination: 'ff02::2' },
    l4: { protocol: 'ICMPv6', type: 133, code: 0 },
    source: end({}),
    destination: end({}),
    dropReason: 'INVALID_SOURCE_IP',
  });
  expect(told(solicitation)).toEqual([
    '1: Packets from fe80::64d8:8aff:fe72:fc14 to the group address ff02::2 over ICMPv6 were dropped: the pod sent from an address it does not own. This is multicast noise.',
  ]);
});

test('ends that have nothing but pod names keep them', () => {
  const drop = sampleDrop({
    ...masked,
    l4: tcp(44_916, 80),
    direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    source: end({ namespace: 'default', pod: 'xwing' }),
    destination: end({ namespace: 'default', pod: 'deathstar-7848d6c4d5-th9v2' }),
  });
  expect(told(drop)).toEqual([
    '1: Traffic from xwing to deathstar on 80/TCP is denied: default deny, no matching allow.',
  ]);
});

test('a drop without event type is one denial on the side it names', () => {
  const drop = sampleDrop({ eventType: undefined, direction: 'EGRESS', l4: tcp(38_160, 8_080) });
  expect(told(drop)).toEqual([
    '1: Egress from backend to frontend on 8080/TCP is denied: default deny, no matching allow.',
  ]);
});

test('records of an exporter that keeps namespaces only still say why', () => {
  const get = { code: 0, method: 'GET', url: '', protocol: '', headers: [] };
  const l7 = sampleDrop({ ...betweenNamespaces, dropReason: undefined, l7: { type: 'REQUEST', http: get } });
  const byDefault = sampleDrop(betweenNamespaces);
  const unnamed = sampleDrop({ ...betweenNamespaces, dropReason: 'POLICY_DENY' });
  const named = { ...unnamed, direction: 'EGRESS', egressDeniedBy: [samplePolicy('bank-cell-baseline', '')] } as const;
  const noBackend = sampleDrop({ ...betweenNamespaces, direction: 'EGRESS', dropReason: 'SERVICE_BACKEND_NOT_FOUND' });
  expect(told(l7, byDefault, unnamed, named, noBackend).sort()).toEqual([
    '1: Egress from namespace a to namespace b is denied by a deny rule in bank-cell-baseline. Deny rules win over every allow.',
    '1: Ingress to namespace b from namespace a is denied: default deny, no matching allow.',
    '1: Ingress to namespace b from namespace a is denied: explicit deny, name unknown. This agent version does not name policies.',
    '1: No backend was ready behind namespace b: the service has no ready backend. This is not a policy drop.',
    '1: The proxy refused requests from namespace a to namespace b: denied by L7 rule.',
  ]);
});

test('one destination is one, whichever identity its address had at the moment', () => {
  const world = end({ identity: 9, labels: ['reserved:world-ipv4'] });
  const local = end({
    identity: 16_777_259,
    labels: ['cidr:192.0.2.1/32', 'fqdn:one.example.com.', 'reserved:world-ipv4'],
  });
  const named = sampleDrop({ direction: 'EGRESS', destination: world, destinationNames: ['one.example.com'] });
  const found = groups([named, sampleDrop({ direction: 'EGRESS', destination: local })]);
  expect(found.map((group) => [group.destination.name, group.count])).toEqual([['one.example.com', 2]]);
});

test('a named deny and the drop that follows it are one', () => {
  const deny = { direction: 'EGRESS', dropReason: 'POLICY_DENY' } as const;
  const verdict = sampleVerdict({ ...deny, egressDeniedBy: [samplePolicy('deny-tg-to-echo', 'net-lab')] });
  expect(told(verdict, sampleDrop(deny))).toEqual([
    '1: Egress from backend to frontend on 80/TCP is denied by a deny rule in net-lab/deny-tg-to-echo. Deny rules win over every allow.',
  ]);
});

test('what audit mode let pass is no drop', () => {
  expect(told(sampleFlow({ verdict: 'AUDIT', eventType: { type: 5, subType: 0 } }), sampleFlow())).toEqual([]);
});

test('two records of one packet whose sender is no longer known are one denial from its address', () => {
  const gone = { source: end({ identity: 2, labels: ['reserved:world'] }), ip: { source: '10.8.14.163' } };
  const ingress = { ...gone, direction: 'INGRESS', l4: tcp(43_006, 8_087) } as const;
  expect(told(sampleVerdict(ingress), sampleDrop(ingress))).toEqual([
    '1: Ingress to frontend on 8087/TCP from 10.8.14.163 is denied: default deny, no matching allow.',
  ]);
});

test('a reason given as printed text is the reason it prints', () => {
  const [group] = groups([sampleDrop({ dropReason: 'Policy denied', policyMatchType: 'POLICY_MATCH_TYPE_NONE' })]);
  expect(group?.reason).toBe('POLICY_DENIED');
});

test('a reason from the future is told by its number', () => {
  expect(told(sampleDrop({ dropReason: '230', direction: '7' }))).toEqual([
    '1: Traffic from backend to frontend on 80/TCP was dropped: the agent gave drop code 230, which this version does not know.',
  ]);
});

test('a tagged broadcast frame is listed by its addresses, however many come', () => {
  const frame = sampleDrop({
    ip: undefined,
    l4: undefined,
    source: end({}),
    destination: end({}),
    direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    dropReason: 'VLAN_FILTERED',
    ethernet: { source: '16:70:99:db:d9:69', destination: 'ff:ff:ff:ff:ff:ff' },
  });
  expect(told(...Array.from({ length: 100 }, () => frame), sampleDrop({ source: podEnd('shop', 'cart') })).at(-1)).toBe(
    '100: Frames from 16:70:99:db:d9:69 to ff:ff:ff:ff:ff:ff were dropped: a tagged frame came in on a device that does not allow its VLAN. This is link-level noise.',
  );
});
