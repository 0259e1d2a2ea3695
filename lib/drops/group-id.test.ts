import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropGroups } from '@/lib/drops/fold';
import { readGroupId } from '@/lib/drops/group-id';
import { audited, dropped } from '@/lib/drops/refusal';
import { isExactlyOf } from '@/lib/drops/why-case';
import type { Endpoint, Flow, FlowFacts } from '@/lib/flow/flow';
import { arbitraryFlow } from '@/lib/rollup/arbitrary';
import { createRollup } from '@/lib/rollup/rollup';
import { noon, podEnd, sampleDrop } from '@/lib/rollup/sample';
import { conversationsOf } from '@/lib/rollup/window';

function groupsOf(flows: readonly FlowFacts[], refusal = dropped) {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  const span = { fromMs: noon, toMs: noon + 15_000, stepMs: 15_000, slices: [], recentMs: 60_000 };
  return dropGroups(conversationsOf(rollup.rows()), span, refusal);
}

const facts = ({ source, destination, protocol, port, reason, direction, policies, lateReply, audited }: Facts) => ({
  ends: [source, destination].map(({ id, kind, cluster, namespace, name }) => ({ id, kind, cluster, namespace, name })),
  said: { protocol, port, reason, direction, policies, lateReply, audited: audited ?? false },
});
type Facts = NonNullable<ReturnType<typeof readGroupId>>;

test('the id of a group says all of it that tells its flows', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFlow, { maxLength: 30 }), (flows) => {
      for (const group of [...groupsOf(flows), ...groupsOf(flows, audited)]) {
        const read = readGroupId(group.id);
        expect(read && facts(read)).toEqual(facts(group));
      }
    }),
  );
});

test.each([
  '',
  'x',
  'a/b/workload/c',
  'a/b/workload/c>a/b/workload/d TCP/80',
  'a/b/workload/c>a/b/workload/d TCP/80 [',
  'a/b/workload/c>a/b/workload/d TCP/80 ["POLICY_DENIED"]',
  'a/b/galaxy/c>a/b/workload/d TCP/80 ["POLICY_DENIED","INGRESS",false]',
  'a/b/workload/c/e>a/b/workload/d TCP/80 ["POLICY_DENIED","INGRESS",false]',
])('%j is no id of a group', (id) => {
  expect(readGroupId(id)).toBeNull();
});

const end = (label: string, identity: number): Endpoint => ({ labels: [label], workloads: [], identity });
const into = (source: Endpoint, more: Partial<FlowFacts> = {}) =>
  ({
    ...sampleDrop({ source, destination: podEnd('shop', 'frontend'), direction: 'INGRESS', ...more }),
    id: '',
  }) as Flow;

test('of flows to one port each group has its own, also where their ends are outside or reserved', () => {
  const name = (text: string) => ({ sourceNames: [text], ip: { source: '203.0.113.9', destination: '10.0.0.1' } });
  const flows = [
    into(podEnd('shop', 'tester')),
    into(end('reserved:host', 1)),
    into(end('reserved:kube-apiserver', 7)),
    into(end('reserved:world', 2)),
    into(end('reserved:world', 2), name('api.example.com')),
    into(end('reserved:world', 2), name('www.example.com')),
    into(end('reserved:host', 1), { direction: 'EGRESS' }),
    into(end('reserved:host', 1), { dropReason: 'POLICY_DENY' }),
  ];
  const groups = groupsOf(flows).map(({ id }) => readGroupId(id));
  expect(groups).toHaveLength(flows.length);
  for (const group of groups) expect(group && flows.filter((flow) => isExactlyOf(group, flow))).toHaveLength(1);
});
