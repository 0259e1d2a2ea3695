import { expect, it } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { printFilter } from '@/lib/filter/print';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Flow, Policy } from '@/lib/flow/flow';
import { sampleFlow, samplePod } from '@/lib/flow/sample';
import { groupOfFlow, namespacesFilter } from './group-of-flow';

const flow: Flow = sampleFlow({
  dropReason: 'POLICY_DENY',
  source: samplePod('shop', 'cart'),
  destination: samplePod('pay', 'api'),
  l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 443, flags: ['SYN'] },
});
const reply: Flow = {
  ...flow,
  ...{ source: flow.destination, destination: flow.source },
  l4: { protocol: 'TCP', sourcePort: 443, destinationPort: 40_000, flags: ['ACK'] },
};
const group = {
  id: 'g',
  source: sourceEntity(flow),
  destination: destinationEntity(flow),
  protocol: 'TCP',
  port: 443,
  reason: 'POLICY_DENY',
  direction: 'INGRESS',
  policies: ['shop/deny'],
} as unknown as DropGroup;

it('a flow is of the group with its ends, port, reason and direction, and so is a reply that came late', () => {
  for (const each of [flow, reply]) expect(groupOfFlow(each, [group])?.id).toBe('g');
  for (const other of [{ port: 80 }, { reason: 'POLICY_DENIED' }, { direction: 'EGRESS' }, { protocol: 'UDP' }])
    expect(groupOfFlow(flow, [{ ...group, ...other }])).toBeUndefined();
  expect(groupOfFlow(flow, [{ ...group, source: group.destination }])).toBeUndefined();
});

it('of two groups it is of the one whose policies it names', () => {
  const other = { ...group, id: 'other', policies: ['pay/other'] };
  const policy: Policy = { name: 'deny', namespace: 'shop', kind: '', labels: [], revision: '0' };
  expect(groupOfFlow({ ...flow, ingressDeniedBy: [policy] }, [other, group])?.id).toBe('g');
  expect(groupOfFlow(flow, [other, group])?.id).toBe('other');
});

it('its neighbours are asked for by the namespaces of its ends', () => {
  expect(printFilter(namespacesFilter(flow))).toBe('from.ns:shop to.ns:pay');
  expect(printFilter(namespacesFilter({ ...flow, destination: undefined }))).toBe('from.ns:shop');
});
