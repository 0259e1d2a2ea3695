import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { applyGraphDiff, diffGraph, emptyGraph } from '@/lib/graph/diff';
import { createGraphView, graphOf } from '@/lib/graph/fold';
import { type Graph, type GraphEdge, type Grouping, groupings } from '@/lib/graph/graph';
import { arbitraryFlow } from '@/lib/rollup/arbitrary';
import { createEndNames } from '@/lib/rollup/end-names';
import { createRollup } from '@/lib/rollup/rollup';
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
import { type Conversation, conversationsOf, createWindow } from '@/lib/rollup/window';

function conversations(flows: readonly FlowFacts[]): Map<string, Conversation> {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  return conversationsOf(rollup.rows(), rollup.rows());
}

function fold(flows: readonly FlowFacts[], group: Grouping = 'workload'): Graph {
  return graphOf(conversations(flows), { group });
}

function onlyEdge(flows: readonly FlowFacts[], group: Grouping = 'workload'): GraphEdge {
  const { edges } = fold(flows, group);
  expect(edges).toHaveLength(1);
  return edges[0] as GraphEdge;
}

const times = (count: number, flow: FlowFacts) => Array.from({ length: count }, () => flow);
const backendToFrontend = 'default/shop/workload/backend>default/shop/workload/frontend TCP/80';

describe('every flow event is on an edge or counted beside the map', () => {
  test.each(groupings)('by %s', (group) => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 60 }), (flows) => {
        const graph = fold(flows, group);
        const events = (edge: GraphEdge) => Object.values(edge.events).reduce((sum, count) => sum + count, 0);
        expect(graph.edges.reduce((sum, edge) => sum + events(edge), 0) + graph.undrawn).toBe(flows.length);
        for (const { sides, events: all } of graph.edges) {
          const onSides = Object.values(sides).flatMap((side) => Object.values(side));
          expect(onSides.reduce((sum, count) => sum + count, 0)).toBe(Object.values(all).reduce((a, b) => a + b, 0));
        }
      }),
    );
  });
});

describe('an edge', () => {
  test('runs from client to server, replies counted with what they answer', () => {
    const edge = onlyEdge([sampleFlow(), sampleReply()]);
    expect(edge.id).toBe(backendToFrontend);
    expect(edge.events).toEqual({ FORWARDED: 2 });
    expect(edge.repliesOnly).toBe(false);
  });

  test('says when only replies tell of it', () => expect(onlyEdge([sampleReply()]).repliesOnly).toBe(true));

  test('shows the larger of its two sides, not their sum', () => {
    const edge = onlyEdge([...times(3, sampleFlow()), ...times(2, sampleFlow({ direction: 'INGRESS' }))]);
    expect(edge.flows).toBe(3);
    expect(edge.sides.ingress).toEqual({ FORWARDED: 2 });
  });

  test('counts a verdict and its drop as one denial, with reason and policies', () => {
    const named = { direction: 'INGRESS', ingressDeniedBy: [samplePolicy('deny-all')] } as const;
    const edge = onlyEdge([...times(12, sampleVerdict(named)), ...times(12, sampleDrop({ direction: 'INGRESS' }))]);
    expect(edge).toMatchObject({
      state: 'denied',
      denials: 12,
      reasons: ['POLICY_DENIED'],
      policies: ['shop/deny-all'],
    });
    expect(edge.deniedBySide).toEqual({ egress: 0, ingress: 12, unknown: 0 });
  });

  test('is denied, not partly, when egress allowed what ingress refused', () => {
    const edge = onlyEdge([...times(3, sampleFlow()), ...times(3, sampleDrop({ direction: 'INGRESS' }))]);
    expect(edge.state).toBe('denied');
    expect(edge.sides).toEqual({ egress: { FORWARDED: 3 }, ingress: { DROPPED: 3 }, unknown: {} });
  });

  test('is partly denied whichever verdict came last', () => {
    const flows = [...times(9, sampleFlow({ direction: 'INGRESS' })), sampleDrop({ direction: 'INGRESS' })];
    expect(onlyEdge(flows).state).toBe('partly');
    expect(onlyEdge([...flows].reverse()).state).toBe('partly');
  });

  test('is partly denied when replies show that connections were made', () => {
    expect(onlyEdge([sampleDrop({ direction: 'INGRESS' }), sampleReply()]).state).toBe('partly');
  });

  test('is audited when the packet passed but would be denied', () => {
    const edge = onlyEdge([sampleFlow({ verdict: 'AUDIT', eventType: { type: 5, subType: 0 } }), sampleFlow()]);
    expect(edge).toMatchObject({ state: 'audit', audits: 1, denials: 0, flows: 1 });
  });

  test('tells how many flows were encrypted, and how many verdicts followed mutual authentication', () => {
    const encrypted = { ip: { source: '10.0.0.1', destination: '10.0.0.2', encrypted: true } };
    const mutual = { eventType: { type: 5, subType: 0 }, direction: 'INGRESS', authType: 'SPIRE' } as const;
    const edge = onlyEdge([sampleFlow(), ...times(3, sampleFlow(encrypted)), ...times(2, sampleFlow(mutual))]);
    expect(edge).toMatchObject({ encrypted: 3, authenticated: 2 });
    const pending = onlyEdge([sampleVerdict({ ...mutual, dropReason: 'AUTH_REQUIRED' })]);
    expect(pending).not.toHaveProperty('authenticated');
    expect(onlyEdge([sampleFlow({ authType: 'DISABLED' })])).not.toHaveProperty('authenticated');
  });

  describe('says that no policy limits what passes', () => {
    const verdict = { eventType: { type: 5, subType: 0 }, direction: 'INGRESS' } as const;
    const all = sampleFlow({ ...verdict, policyMatchType: 4 });
    const named = sampleFlow({ ...verdict, l4: tcp(50_000, 90), ingressAllowedBy: [samplePolicy('allow-frontend')] });
    const allowed = (...flows: FlowFacts[]) => fold(flows).edges.find(({ port }) => port === 80)?.allowedBy;

    test('only where the agent is known to name policies, whichever comes first', () => {
      expect(allowed(all)).toEqual({ policies: [], unnamed: 1 });
      expect(allowed(all, { ...named, node: 'node-2' })).toEqual({ policies: [], unnamed: 1 });
      expect(allowed(all, named)).toEqual({ policies: [], unnamed: 1, none: 1 });
      expect(allowed(named, all)).toEqual({ policies: [], unnamed: 1, none: 1 });
    });

    test('not where a rule matched, or the proxy was to decide, and only the name is missing', () => {
      for (const unnamed of [{ policyMatchType: 2 }, { policyMatchType: 4, verdict: 'REDIRECTED' }, {}]) {
        expect(allowed(named, sampleFlow({ ...verdict, ...unnamed }))).toEqual({ policies: [], unnamed: 1 });
      }
    });

    test('for edges that were folded before it was known', () => {
      const rollup = createRollup();
      const view = createGraphView({ group: 'workload' });
      const changedBy = (flow: FlowFacts) => {
        const { conversation } = rollup.fold(flow, noon);
        return view.update(conversationsOf(rollup.rows(), rollup.rows()), [conversation], 60_000).edges.upserted;
      };
      expect(changedBy(all).map(({ allowedBy }) => allowedBy?.none)).toEqual([undefined]);
      expect(changedBy(named).map(({ port, allowedBy }) => [port, allowedBy?.none])).toEqual([
        [90, undefined],
        [80, 1],
      ]);
    });
  });

  test.each([
    ['redirected', 'REDIRECTED'],
    ['error', 'ERROR'],
    ['unknown', '9'],
    ['unknown', 'VERDICT_UNKNOWN'],
  ] as const)('is %s on verdict %s', (state, verdict) => expect(onlyEdge([sampleFlow({ verdict })]).state).toBe(state));

  test('stays where a thing talks to itself', () => {
    const edge = onlyEdge([sampleFlow({ destination: podEnd('shop', 'backend') })]);
    expect(edge.source).toBe(edge.destination);
  });

  test('keeps the verdict it does not know by its number', () => {
    expect(onlyEdge([sampleFlow({ verdict: '9' })]).events).toEqual({ 9: 1 });
  });
});

describe('a request that the proxy refused', () => {
  const http = (type: 'REQUEST' | 'RESPONSE', code: number) => ({
    type,
    http: { code, method: 'PUT', url: '/v1/exhaust-port', protocol: 'HTTP/1.1', headers: [] },
  });
  const l7 = { eventType: { type: 129, subType: 0 }, direction: 'INGRESS' } as const;
  const refused = sampleFlow({ ...l7, verdict: 'DROPPED', l7: http('REQUEST', 0) });
  const answer = sampleReply({ ...l7, l7: http('RESPONSE', 403) });

  test('is one denial, and its 403 is no success', () => {
    expect(onlyEdge([refused, answer])).toMatchObject({ state: 'denied', denials: 1, reasons: ['L7'] });
  });

  test('makes the edge partly denied beside requests that passed', () => {
    const passed = [sampleFlow({ ...l7, l7: http('REQUEST', 0) }), sampleReply({ ...l7, l7: http('RESPONSE', 200) })];
    const edge = onlyEdge([refused, answer, ...passed]);
    expect(edge.state).toBe('partly');
    expect(edge.http).toEqual({ requests: 2, responses: 2, clientErrors: 1, serverErrors: 0 });
  });

  test('is counted once when the proxies of both sides tell of it', () => {
    const both = [refused, answer, { ...refused, direction: 'EGRESS' }, { ...answer, direction: 'EGRESS' }];
    expect(onlyEdge(both)).toMatchObject({ denials: 1, http: { requests: 1, responses: 1 } });
  });
});

test('NXDOMAIN stands apart from DNS failures', () => {
  const dns = (rcode: number) => ({
    type: 'RESPONSE',
    dns: { query: 'x.', ips: [], ttl: 0, cnames: [], observationSource: 'proxy', rcode, qtypes: ['A'], rrtypes: [] },
  });
  const answers = [0, 3, 3, 2].map((rcode) => sampleReply({ eventType: { type: 129, subType: 0 }, l7: dns(rcode) }));
  expect(onlyEdge(answers).dns).toEqual({ queries: 0, answers: 4, nxdomain: 2, failures: 1 });
});

describe('what makes no edge is counted by why', () => {
  test('and what makes one in the same conversation still does', () => {
    const graph = fold([
      sampleFlow(),
      sampleFlow({ traceReason: 'RELATED' }),
      sampleFlow({ eventType: { type: 7, subType: 1 } }),
    ]);
    expect(graph.edges.map((edge) => edge.events)).toEqual([{ FORWARDED: 1 }]);
    expect(graph.undrawnBy).toEqual({ 'icmp-feedback': 1, socket: 1 });
    expect(graph.undrawn).toBe(2);
  });

  test('leaving no node behind', () => {
    expect(fold([sampleFlow({ source: undefined, destination: undefined, ip: undefined })]).nodes).toEqual([]);
  });
});

describe('folding', () => {
  const flows = [
    sampleFlow(),
    sampleFlow({ source: podEnd('shop', 'cart') }),
    sampleDrop({ source: podEnd('pay', 'bank'), direction: 'INGRESS' }),
    sampleFlow({ source: { labels: ['reserved:world'], workloads: [] }, ip: undefined }),
  ];

  test('to namespaces adds up the conversations between them and keeps outside ends', () => {
    const graph = fold(flows, 'namespace');
    expect(graph.edges.map((edge) => [edge.source, edge.destination, edge.flows])).toEqual([
      ['//reserved/world', 'default/shop/namespace/shop', 1],
      ['default/pay/namespace/pay', 'default/shop/namespace/shop', 1],
      ['default/shop/namespace/shop', 'default/shop/namespace/shop', 2],
    ]);
  });

  test('to clusters makes one node of all that is in it', () => {
    expect(fold(flows, 'cluster').nodes.map((node) => node.id)).toEqual([
      '//reserved/world',
      'default//cluster/default',
    ]);
  });

  test('is partly denied where one conversation is refused and another passes', () => {
    const edge = onlyEdge(
      [sampleFlow(), sampleDrop({ source: podEnd('shop', 'cart'), direction: 'INGRESS' })],
      'namespace',
    );
    expect(edge).toMatchObject({ state: 'partly', denials: 1, flows: 2 });
  });
});

describe('a node', () => {
  test('lists the ports it serves, busiest first, none that refuses left out', () => {
    const served = Array.from({ length: 10 }, (_, index) =>
      times(index + 2, sampleFlow({ l4: tcp(50_000, 100 + index) })),
    ).flat();
    const graph = fold([...served, sampleDrop({ l4: tcp(50_000, 99), direction: 'INGRESS' })]);
    const frontend = graph.nodes.find((node) => node.name === 'frontend');
    expect(frontend?.ports.map(({ port }) => port)).toEqual([109, 108, 107, 106, 105, 104, 103, 99]);
    expect(frontend?.morePorts).toBe(3);
    expect(frontend?.denials).toBe(1);
  });
});

describe('a service', () => {
  test('joins the workload behind it, and their sightings are not added up', () => {
    const names = createEndNames();
    const direct = sampleFlow({ l4: tcp(40_001, 53) });
    const byService = sampleFlow({
      l4: tcp(40_001, 53),
      destination: { labels: ['reserved:world'], workloads: [] },
      destinationService: { name: 'frontend', namespace: 'shop' },
    });
    const all = conversations([byService, direct]);
    expect(graphOf(all, { group: 'workload', names }).edges).toHaveLength(2);

    const view = createGraphView({ group: 'workload', names });
    const before = applyGraphDiff(emptyGraph, view.update(all, all.keys(), 60_000));
    for (const flow of [byService, direct]) names.learn(flow, noon);
    const after = applyGraphDiff(before, view.update(all, [], 60_000));
    expect(after).toEqual(graphOf(all, { group: 'workload', names }));
    expect(after.edges).toHaveLength(1);
    expect(after.edges[0]).toMatchObject({ events: { FORWARDED: 2 }, flows: 1 });
  });
});

describe('a client', () => {
  test('with another name on the way back is one with who asked, unless it asks itself', () => {
    const names = createEndNames();
    const [world, host] = ['world', 'host'].map((name) => ({ labels: [`reserved:${name}`], workloads: [] }));
    const ip = { source: '203.0.113.5', destination: '10.0.0.2' };
    const asked = sampleFlow({ source: world, ip });
    const answered = sampleReply({ destination: host, ip: { source: '10.0.0.2', destination: '203.0.113.5' } });
    for (const flow of [asked, answered]) names.learn(flow, noon);

    const joined = graphOf(conversations([asked, answered]), { group: 'workload', names });
    expect(joined.edges).toMatchObject([{ events: { FORWARDED: 2 }, repliesOnly: false }]);
    expect(joined.nodes.map(({ name }) => name)).toEqual(['world', 'frontend']);

    const probe = sampleFlow({ source: host, ip: { source: '10.0.0.9', destination: '10.0.0.2' } });
    expect(graphOf(conversations([asked, answered, probe]), { group: 'workload', names }).edges).toHaveLength(2);
  });
});

describe('a live view', () => {
  const steps = fc.array(fc.tuple(fc.array(arbitraryFlow, { maxLength: 15 }), fc.nat(90_000)), { maxLength: 8 });

  test('is at every step what folding all there is gives, and its diffs lead there', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...groupings), (list, group) => {
        const rollup = createRollup();
        const window = createWindow({ windowMs: 60_000 });
        const view = createGraphView({ group });
        let shown = emptyGraph;
        let nowMs = noon;
        for (const [flows, passedMs] of list) {
          nowMs += passedMs;
          for (const flow of flows) rollup.fold({ ...flow, timeMs: (flow.timeMs ?? noon) + nowMs - noon }, nowMs);
          window.apply(rollup.drainChanges());
          window.advance(rollup, nowMs);
          shown = applyGraphDiff(shown, view.update(window.conversations, window.takeDirty(), 60_000));
          expect(view.graph()).toEqual(graphOf(window.conversations, { group }));
          expect(shown).toEqual(view.graph());
        }
      }),
    );
  });

  test('sends nothing when nothing changed', () => {
    const all = conversations([sampleFlow(), sampleDrop()]);
    const view = createGraphView({ group: 'workload' });
    view.update(all, all.keys(), 60_000);
    const again = view.update(all, all.keys(), 60_000);
    expect(again).toMatchObject({ nodes: { upserted: [], removed: [] }, edges: { upserted: [], removed: [] } });
  });

  test('takes rates over the time that the recent events took to come', () => {
    const all = conversations([...times(90, sampleFlow()), ...times(9, sampleDrop())]);
    const view = createGraphView({ group: 'workload' });
    view.update(all, all.keys(), 45_000);
    expect(view.graph().edges[0]).toMatchObject({ flowsPerSecond: 2.2, denialsPerSecond: 0.2 });
  });
});

test('the difference between two graphs put into the one gives the other', () => {
  const graphs = fc.array(arbitraryFlow, { maxLength: 30 }).map((flows) => fold(flows));
  fc.assert(
    fc.property(graphs, graphs, (previous, next) => {
      expect(applyGraphDiff(previous, diffGraph(previous, next))).toEqual(next);
    }),
  );
});
