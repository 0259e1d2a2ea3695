import { describe, expect, test } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { graphOf } from '@/lib/graph/fold';
import type { GraphEdge, GraphNode } from '@/lib/graph/graph';
import { edgeLabel, edgeSentence, edgeStateText } from '@/lib/graph/text';
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
import { conversationsOf } from '@/lib/rollup/window';

function graphFrom(flows: readonly FlowFacts[], live: boolean) {
  const rollup = createRollup();
  for (const flow of flows) rollup.fold(flow, noon);
  return graphOf(conversationsOf(rollup.rows(), live ? rollup.rows() : []), { group: 'workload' });
}

function label(flows: readonly FlowFacts[], live = false): string {
  return edgeLabel(graphFrom(flows, live).edges[0] as GraphEdge);
}

function sentence(flows: readonly FlowFacts[], live = false): string {
  const { edges, nodes } = graphFrom(flows, live);
  const [edge] = edges as [GraphEdge];
  const end = (id: string) => nodes.find((node) => node.id === id) as GraphNode;
  return edgeSentence(edge, end(edge.source), end(edge.destination));
}

const times = (count: number, flow: FlowFacts) => Array.from({ length: count }, () => flow);
const ingress = { direction: 'INGRESS' } as const;

describe('the label', () => {
  test('is the rate of what passes, or the count where nothing is live', () => {
    expect(label(times(372, sampleFlow()), true)).toBe('6.2/s');
    expect(label(times(372, sampleFlow()))).toBe('372 flows');
  });

  test('is the reason in words and the rate of what is refused', () => {
    expect(label(times(48, sampleDrop(ingress)), true)).toBe('Policy denied 0.8/s');
    expect(label(times(48, sampleDrop(ingress)))).toBe('Policy denied 48');
  });

  test('is another figure where the reader wants one, and nothing where there is none', () => {
    const [edge] = graphFrom(times(4, sampleFlow()), false).edges as [GraphEdge];
    const http = { requests: 8, responses: 8, clientErrors: 1, serverErrors: 2 };
    const latency = { p50: 4, p95: 120, answers: 8 };
    expect(edgeLabel({ ...edge, http }, 'errors')).toBe('25.0% errors');
    expect(edgeLabel(edge, 'errors')).toBe('');
    expect(edgeLabel(edge, 'p95', { latency })).toBe('p95 120 ms');
    expect(edgeLabel(edge, 'p95')).toBe('');
    expect(edgeLabel(edge, 'denials')).toBe('');
    expect(edgeLabel({ ...edge, encrypted: 2 }, 'encrypted')).toBe('50.0% encrypted');
    expect(edgeLabel(edge, 'policy')).toBe('');
    const allowed = (policies: string[]) => edgeLabel({ ...edge, allowedBy: { policies, unnamed: 3 } }, 'policy');
    expect(allowed([])).toBe('no policy named');
    expect(edgeLabel({ ...edge, allowedBy: { policies: [], unnamed: 3, none: 2 } }, 'policy')).toBe('no policy named');
    expect(edgeLabel({ ...edge, allowedBy: { policies: [], unnamed: 3, none: 3 } }, 'policy')).toBe('no policy');
    expect(allowed(['shop/a', 'shop/b'])).toBe('a and 1 more');
  });

  test('is the share where only some is refused or would be', () => {
    expect(label([...times(8, sampleFlow(ingress)), ...times(4, sampleDrop(ingress))])).toBe('Policy denied, 4 of 12');
    const audited = sampleFlow({ verdict: 'AUDIT', eventType: { type: 5, subType: 0 } });
    expect(label([audited, sampleFlow(), sampleFlow()])).toBe('Would be denied, 1 of 2');
  });
});

describe('the sentence', () => {
  test('names ends, port, share, side and reason of a denial', () => {
    const flows = [...times(12, sampleVerdict(ingress)), ...times(12, sampleDrop(ingress))];
    expect(sentence(flows)).toBe('backend to frontend on 80/TCP: 12 of 12 denied by ingress, Policy denied');
  });

  test('names the policies Hubble named, and the side that allowed it', () => {
    const named = sampleVerdict({ ...ingress, dropReason: 'POLICY_DENY', ingressDeniedBy: [samplePolicy('deny-all')] });
    expect(sentence([sampleFlow(), named])).toBe(
      'backend to frontend on 80/TCP: allowed by egress, 1 of 1 denied by ingress, Deny rule, shop/deny-all',
    );
  });

  test('says that denials are probably late replies', () => {
    const late = sampleDrop({ source: podEnd('kube-system', 'dns'), l4: tcp(53, 41_873), ...ingress });
    expect(sentence([late])).toBe(
      'frontend to dns on 53/TCP: 1 of 1 denied by ingress, Policy denied, probably late replies',
    );
  });

  test('tells how much passes, and how HTTP was answered', () => {
    const answer = (code: number) =>
      sampleReply({
        eventType: { type: 129, subType: 0 },
        l7: { type: 'RESPONSE', http: { code, method: 'GET', url: '/', protocol: 'HTTP/1.1', headers: [] } },
      });
    expect(sentence(times(60, sampleFlow()), true)).toBe('backend to frontend on 80/TCP: 60 flows forwarded, 1.0/s');
    expect(sentence([answer(200), answer(404), answer(503)])).toBe(
      'backend to frontend on 80/TCP: 3 flows forwarded, 3 HTTP requests, 1 answered 4xx, 1 answered 5xx, only replies seen',
    );
  });

  test('tells which policy lets pass, and how what passes is protected', () => {
    const verdict = sampleFlow({ ...ingress, eventType: { type: 5, subType: 0 }, authType: 'SPIRE' });
    const encrypted = sampleFlow({ ip: { source: '10.0.0.1', destination: '10.0.0.2', encrypted: true } });
    expect(sentence([encrypted, { ...verdict, ingressAllowedBy: [samplePolicy('mutual')] }])).toBe(
      'backend to frontend on 80/TCP: 1 flow forwarded, allowed by shop/mutual, mutually authenticated, 1 of 1 encrypted',
    );
    expect(sentence([sampleFlow({ eventType: { type: 5, subType: 0 } })])).toBe(
      'backend to frontend on 80/TCP: 1 flow forwarded, allowed by no named policy',
    );
  });

  test('goes over a protocol that has no ports', () => {
    expect(sentence([sampleFlow({ l4: { protocol: 'ICMPv4', type: 8, code: 0 } })])).toBe(
      'backend to frontend over ICMPv4: 1 flow forwarded',
    );
  });
});

test('every state has words', () => expect(Object.values(edgeStateText).every(Boolean)).toBe(true));
