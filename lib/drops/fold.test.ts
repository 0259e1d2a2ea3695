import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDropsDiff } from '@/lib/drops/diff';
import { createDropsView, dropGroups } from '@/lib/drops/fold';
import type { DropGroup } from '@/lib/drops/group';
import { audited } from '@/lib/drops/refusal';
import { type DropsSpan, mostTrendPoints } from '@/lib/drops/span';
import { whySentence } from '@/lib/drops/why';
import { parseFilter } from '@/lib/filter/parse';
import { compileRowFilter } from '@/lib/filter/row-predicate';
import type { FlowFacts } from '@/lib/flow/flow';
import { arbitraryFlow } from '@/lib/rollup/arbitrary';
import { denialsOf } from '@/lib/rollup/denials';
import { createRollup, type Rollup } from '@/lib/rollup/rollup';
import {
  noon,
  podEnd,
  sampleDrop,
  sampleFlow,
  samplePolicy,
  sampleReply,
  sampleVerdict,
  tcp,
} from '@/lib/rollup/sample';
import { conversationsOf, createWindow } from '@/lib/rollup/window';

const step = 15_000;

function span(rollup: Rollup, fromMs: number, toMs: number): DropsSpan {
  return { fromMs, toMs, stepMs: step, slices: [...rollup.buckets(fromMs, toMs)], recentMs: 60_000 };
}

function rollupOf(flows: readonly FlowFacts[]): Rollup {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  return rollup;
}

function groups(flows: readonly FlowFacts[]): readonly DropGroup[] {
  const rollup = rollupOf(flows);
  const rows = rollup.rows();
  return dropGroups(conversationsOf(rows, rollup.rows(noon - 45_000)), span(rollup, noon - 10 * step, noon + step));
}

function onlyGroup(flows: readonly FlowFacts[]): DropGroup {
  const all = groups(flows);
  expect(all).toHaveLength(1);
  return all[0] as DropGroup;
}

const times = (count: number, flow: FlowFacts) => Array.from({ length: count }, () => flow);
const ingress = { direction: 'INGRESS' } as const;

test('the groups add up to the denials of the counting rule, and no two share an id', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFlow, { maxLength: 60 }), (flows) => {
      const conversations = conversationsOf(rollupOf(flows).rows());
      const found = groups(flows);
      let denials = 0;
      for (const { rows } of conversations.values()) denials += denialsOf(rows.values()).total;
      expect(found.reduce((sum, group) => sum + group.count, 0)).toBe(denials);
      expect(new Set(found.map((group) => group.id)).size).toBe(found.length);
    }),
  );
});

test('no trend holds more denials than its group', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFlow, { maxLength: 60 }), (flows) => {
      for (const { trend, count } of groups(flows)) {
        expect(trend.reduce((sum, denials) => sum + denials, 0)).toBeLessThanOrEqual(count);
        expect(Math.min(...trend)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

describe('a group', () => {
  test('counts a verdict and its drop once and keeps both as evidence', () => {
    const verdict = sampleVerdict({
      ...ingress,
      ingressDeniedBy: [samplePolicy('deny-all')],
      dropReason: 'POLICY_DENY',
    });
    const drop = sampleDrop({ ...ingress, dropReason: 'POLICY_DENY' });
    expect(onlyGroup([...times(3, verdict), ...times(3, drop)])).toMatchObject({
      count: 3,
      evidence: { verdicts: 3, drops: 3, l7: 0 },
      policies: ['shop/deny-all'],
      reasonText: 'Deny rule',
      class: 'policy',
      nodes: ['node-1'],
    });
  });

  test('says of how many flows of its conversation it is', () => {
    const flows = [...times(97, sampleFlow(ingress)), ...times(3, sampleDrop(ingress))];
    expect(onlyGroup(flows)).toMatchObject({ count: 3, conversationFlows: 100 });
  });

  test('is apart by reason, direction and policies', () => {
    const flows = [
      sampleDrop(ingress),
      sampleDrop({ direction: 'EGRESS' }),
      sampleDrop({ ...ingress, dropReason: 'AUTH_REQUIRED' }),
      sampleVerdict({ ...ingress, dropReason: 'POLICY_DENY', ingressDeniedBy: [samplePolicy('a')] }),
      sampleVerdict({ ...ingress, dropReason: 'POLICY_DENY', ingressDeniedBy: [samplePolicy('b')] }),
    ];
    expect(groups(flows)).toHaveLength(5);
  });

  test('has its denials of each quarter minute, oldest first, and of the last minute a rate', () => {
    const flows = [
      ...times(4, sampleDrop({ timeMs: noon - 10 * step })),
      ...times(2, sampleDrop({ timeMs: noon - step })),
      ...times(4, sampleDrop({ timeMs: noon + 1 })),
    ];
    expect(onlyGroup(flows)).toMatchObject({ trend: [4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4], perSecond: 0.1 });
  });

  test('counts a denial in one quarter minute, also where its drop comes in the next', () => {
    const verdict = sampleVerdict({ ...ingress, timeMs: noon - 1 });
    const drop = sampleDrop({ ...ingress, timeMs: noon });
    const later = times(3, sampleDrop({ ...ingress, timeMs: noon + step - 1 }));
    expect(onlyGroup([verdict, drop, ...later])).toMatchObject({ count: 4, trend: [...Array(9).fill(0), 1, 3] });
  });

  test('folds the points of a long window together', () => {
    const rollup = rollupOf([sampleDrop(), sampleDrop({ timeMs: noon - 30 * 60_000 })]);
    const window = span(rollup, noon - 30 * 60_000, noon + step);
    const [group] = dropGroups(conversationsOf(rollup.rows()), window);
    expect(group?.trend.length).toBeLessThanOrEqual(mostTrendPoints);
    expect(group?.trend.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  test('knows late replies, which make no group for each client port', () => {
    const dns = { source: podEnd('kube-system', 'dns'), ...ingress };
    const flows = [41_873, 52_110, 60_001].map((port) => sampleDrop({ ...dns, l4: tcp(53, port) }));
    const group = onlyGroup(flows);
    expect(group).toMatchObject({ lateReply: true, count: 3, port: 53 });
    expect(whySentence(group)).toMatch(/^Probably late replies: packets from dns \(port 53\/TCP\) to frontend /);
  });
});

describe('a group is classed', () => {
  const http = { method: 'PUT', url: '/', protocol: 'HTTP/1.1', headers: [] };
  const world = { labels: ['reserved:world'], workloads: [] };

  test('l7 where the proxy refused, its 403 being no second denial', () => {
    const l7 = { eventType: { type: 129, subType: 0 }, ...ingress };
    const refused = sampleFlow({ ...l7, verdict: 'DROPPED', l7: { type: 'REQUEST', http: { ...http, code: 0 } } });
    const answer = sampleReply({ ...l7, l7: { type: 'RESPONSE', http: { ...http, code: 403 } } });
    expect(onlyGroup([refused, answer])).toMatchObject({ class: 'l7', count: 1, reasonText: 'HTTP rule denied' });
  });

  test('service where no backend was ready', () => {
    expect(onlyGroup([sampleDrop({ dropReason: 'SERVICE_BACKEND_NOT_FOUND' })]).class).toBe('service');
  });

  test('datapath for what the node could not carry, unknown numbers among it', () => {
    expect(onlyGroup([sampleDrop({ dropReason: 'CT_MAP_INSERTION_FAILED' })]).class).toBe('datapath');
    expect(onlyGroup([sampleDrop({ dropReason: '230' })])).toMatchObject({
      class: 'datapath',
      reasonText: 'drop code 230',
    });
  });

  test('noise for frames without address, which collapse by MAC and stay listed', () => {
    const frame = sampleDrop({ ip: undefined, l4: undefined, source: undefined, destination: undefined });
    const ethernet = { source: '00:e0:4c:00:00:00', destination: '01:80:c2:00:00:01' };
    const group = onlyGroup(times(5_000, { ...frame, dropReason: 'UNSUPPORTED_L3_PROTOCOL', ethernet }));
    expect(group).toMatchObject({ class: 'noise', count: 5_000 });
    expect(whySentence(group)).toContain('link-level noise');
  });

  test('noise for multicast, by its address', () => {
    const mdns = sampleDrop({
      destination: world,
      ip: { source: '10.0.1.210', destination: '224.0.0.251' },
      l4: { protocol: 'UDP', sourcePort: 5353, destinationPort: 5353 },
      dropReason: 'STALE_OR_UNROUTABLE_IP',
      direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    });
    const group = onlyGroup([mdns, mdns]);
    expect(group).toMatchObject({ class: 'noise', count: 2 });
    expect(group.destination.name).toBe('224.0.0.251');
  });

  test('noise for what is no failure', () => {
    expect(onlyGroup([sampleDrop({ dropReason: 'IGMP_HANDLED' })]).class).toBe('noise');
  });
});

describe('a refused request', () => {
  const http = (method: string, url: string) => ({ code: 0, method, url, protocol: '', headers: [] });
  const refused = (method: string, url: string, more: Partial<FlowFacts> = {}) =>
    sampleDrop({
      ...ingress,
      dropReason: undefined,
      eventType: { type: 129, subType: 0 },
      l7: { type: 'REQUEST', http: http(method, url) },
      ...more,
    });

  test('is told with its group, the newest of several and without its ids or its query', () => {
    const earlier = refused('GET', 'http://frontend/health', { timeMs: noon - step });
    const later = refused('DELETE', 'http://frontend/api/v1/users/4711?token=secret');
    expect(onlyGroup([later, earlier])).toMatchObject({ count: 2, request: 'DELETE /api/v1/users/{id}' });
  });

  test('may be a question for a name, or none at all', () => {
    const dns = { query: 'evil.example.com.', ips: [], ttl: 0, cnames: [], observationSource: '', rcode: 0 };
    const asked = { type: 'REQUEST', dns: { ...dns, qtypes: ['A'], rrtypes: [] } } as const;
    expect(onlyGroup([refused('', '', { l7: asked })]).request).toBe('A evil.example.com.');
    expect(onlyGroup([sampleDrop()]).request).toBeUndefined();
  });
});

describe('the nodes of a group', () => {
  test('each have the denials they told of, a verdict and its drop being one', () => {
    const both = (node: string, count: number) => [
      sampleVerdict({ ...ingress, node, weight: count }),
      sampleDrop({ ...ingress, node, weight: count }),
    ];
    expect(
      onlyGroup([...both('b', 3), ...both('a', 4), sampleDrop({ ...ingress, node: '', weight: 2 })]),
    ).toMatchObject({
      count: 9,
      nodes: ['a', 'b'],
      nodeCounts: [4, 3],
    });
  });

  test('have no more than there are, whatever was lost on the way', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 60 }), (flows) => {
        for (const { nodes, nodeCounts, count } of groups(flows)) {
          expect(nodeCounts).toHaveLength(nodes.length);
          expect((nodeCounts ?? []).reduce((sum, denials) => sum + denials, 0)).toBeLessThanOrEqual(count);
        }
      }),
    );
  });
});

describe('answers that a name does not exist', () => {
  const answer = (query: string, more: Partial<FlowFacts> = {}) =>
    sampleReply({
      l4: { protocol: 'UDP', sourcePort: 53, destinationPort: 50_000 },
      eventType: { type: 129, subType: 0 },
      l7: {
        type: 'RESPONSE',
        dns: { query, ips: [], ttl: 0, cnames: [], observationSource: 'proxy', rcode: 3, qtypes: ['A'], rrtypes: [] },
      },
      ...more,
    });
  const searched = 'api.example.com.shop.svc.cluster.local.';

  test('are noise where a resolver only tried the name on its way through a search list', () => {
    const flows = [...times(3, answer(searched, ingress)), ...times(2, answer(searched))];
    expect(onlyGroup(flows)).toMatchObject({ reason: 'NXDOMAIN', class: 'noise', count: 3, evidence: { l7: 3 } });
    expect(onlyGroup(flows).trend.at(-1)).toBe(3);
    expect(whySentence(onlyGroup(flows))).toContain('Nothing was refused');
  });

  test('are nothing for this list where the name may be a mistake', () => {
    expect(groups([answer('chekout.shop.svc.cluster.local.'), answer('api.example.com.')])).toEqual([]);
  });

  test('stand beside denials of the same conversation and are none of them', () => {
    const found = groups([answer(searched), answer(searched, { verdict: 'DROPPED', dropReason: 'POLICY_DENIED' })]);
    expect(found.map(({ class: kind, count }) => [kind, count])).toEqual([
      ['policy', 1],
      ['noise', 1],
    ]);
  });
});

describe('a namespace sees a drop when either end is in it', () => {
  const shop = parseFilter('ns:shop');
  if (!shop.ok) throw new Error('it is a filter');
  const keep = compileRowFilter(shop.filter, true);
  const inShop = (flow: FlowFacts) => {
    const rollup = rollupOf([flow]);
    const rows = rollup.rows().filter(({ dims }) => keep?.(dims));
    return dropGroups(conversationsOf(rows), span(rollup, noon, noon + step)).length;
  };
  const pod = podEnd('shop', 'cart');
  const elsewhere = podEnd('payments', 'api');

  test.each(['host', 'remote-node', 'kube-apiserver', 'world', 'ingress', 'health', 'unmanaged'])(
    'whatever the other end is: %s',
    (name) => {
      const reserved = { labels: [`reserved:${name}`], workloads: [] };
      expect(inShop(sampleDrop({ source: reserved, destination: pod, direction: 'INGRESS' }))).toBe(1);
      expect(inShop(sampleDrop({ source: pod, destination: reserved }))).toBe(1);
      expect(inShop(sampleDrop({ source: elsewhere, destination: reserved }))).toBe(0);
    },
  );

  test('in another namespace, on either side', () => {
    expect(inShop(sampleDrop({ source: elsewhere, destination: pod, direction: 'INGRESS' }))).toBe(1);
    expect(inShop(sampleDrop({ source: pod, destination: elsewhere }))).toBe(1);
  });
});

describe('a live view', () => {
  const steps = fc.array(fc.tuple(fc.array(arbitraryFlow, { maxLength: 15 }), fc.nat(40_000)), { maxLength: 8 });

  test('is at every step what folding all there is gives, and its diffs lead there', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const rollup = createRollup();
        const window = createWindow({ windowMs: 60_000 });
        const view = createDropsView();
        let shown: readonly DropGroup[] = [];
        let nowMs = noon;
        for (const [flows, passedMs] of list) {
          nowMs += passedMs;
          for (const flow of flows) rollup.fold({ ...flow, timeMs: (flow.timeMs ?? noon) + nowMs - noon }, nowMs);
          window.apply(rollup.drainChanges());
          window.advance(rollup, nowMs);
          const fromMs = window.span()?.fromMs ?? nowMs;
          const now = span(rollup, fromMs, fromMs + 60_000 + step);
          shown = applyDropsDiff(shown, view.update(window.conversations, window.takeDirty(), now));
          expect(view.groups()).toEqual(dropGroups(window.conversations, now));
          expect(shown).toEqual(view.groups());
        }
      }),
    );
  });

  test('sends nothing when nothing changed', () => {
    const rollup = rollupOf([sampleDrop()]);
    const conversations = conversationsOf(rollup.rows());
    const now = span(rollup, noon, noon + step);
    const view = createDropsView();
    view.update(conversations, conversations.keys(), now);
    expect(view.update(conversations, conversations.keys(), now)).toEqual({ upserted: [], removed: [] });
  });
});

describe('what audit mode let pass', () => {
  const audit = (more: Partial<FlowFacts> = {}) =>
    sampleVerdict({ ...ingress, verdict: 'AUDIT', dropReason: undefined, ...more });
  const auditedOf = (flows: readonly FlowFacts[]) => {
    const rollup = rollupOf(flows);
    const conversations = conversationsOf(rollup.rows(), rollup.rows(noon - 45_000));
    return dropGroups(conversations, span(rollup, noon - 10 * step, noon + step), audited);
  };

  test('is grouped as drops are, each packet once, and apart from what was refused', () => {
    const flows = [
      ...times(3, audit()),
      ...times(3, sampleFlow(ingress)),
      audit({ ingressDeniedBy: [samplePolicy('no')] }),
      sampleDrop(ingress),
    ];
    const found = auditedOf(flows).map(({ count, reason, policies, audited: is, trend, conversationFlows }) => ({
      ...{ count, reason, policies, is, conversationFlows },
      last: trend.at(-1),
    }));
    expect(found).toEqual([
      { count: 3, reason: 'POLICY_DENIED', policies: [], is: true, conversationFlows: 5, last: 3 },
      { count: 1, reason: 'POLICY_DENY', policies: ['shop/no'], is: true, conversationFlows: 5, last: 1 },
    ]);
    expect(groups(flows).map(({ count, audited: is }) => [count, is])).toEqual([[1, undefined]]);
  });

  const egress = { direction: 'EGRESS' } as const;
  const shownOf = (flows: readonly FlowFacts[]) =>
    auditedOf(flows).map(({ direction, count, alsoIngress, evidence, trend }) => ({
      ...{ direction, count, alsoIngress, verdicts: evidence.verdicts },
      last: trend.at(-1),
    }));

  test('at both ends is one packet, at the end that would refuse it first', () => {
    expect(shownOf([...times(3, audit(egress)), ...times(3, audit())])).toEqual([
      { direction: 'EGRESS', count: 3, alsoIngress: { count: 3, policies: [] }, verdicts: 6, last: 3 },
    ]);
  });

  test('is counted at ingress where egress does not stop it, and by all policies that are named', () => {
    const named = audit({ ingressDeniedBy: [samplePolicy('no')] });
    expect(shownOf([...times(2, audit(egress)), ...times(4, audit()), named])).toEqual([
      { direction: 'INGRESS', count: 3, alsoIngress: undefined, verdicts: 3, last: 3 },
      { direction: 'EGRESS', count: 2, alsoIngress: { count: 2, policies: ['shop/no'] }, verdicts: 4, last: 2 },
    ]);
  });

  test('is as many packets as the side that saw most, and those of no side', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(5), (out, into, unknown) => {
        const flows = [
          ...times(out, audit(egress)),
          ...times(into, audit()),
          ...times(unknown, audit({ direction: 'TRAFFIC_DIRECTION_UNKNOWN' })),
        ];
        expect(auditedOf(flows).reduce((sum, { count }) => sum + count, 0)).toBe(Math.max(out, into) + unknown);
      }),
    );
  });

  test('adds up to the audit verdicts that were sent, on every side', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 60 }), (flows) => {
        const sent = flows.filter(({ verdict, eventType }) => verdict === 'AUDIT' && eventType?.type === 5);
        const packets = auditedOf(flows).reduce((sum, { evidence }) => sum + evidence.verdicts, 0);
        expect(packets).toBe(sent.length);
      }),
    );
  });
});
