// Arbitrary flows for the property tests of pictures: few names, so that conversations meet.
import fc from 'fast-check';
import type { FlowFacts } from '@/lib/flow/flow';
import { noon, podEnd, sampleFlow, samplePolicy, tcp } from '@/lib/rollup/sample';

const ends = fc.constantFrom(
  podEnd('shop', 'cart'),
  podEnd('shop', 'redis'),
  podEnd('pay', 'bank'),
  { labels: ['reserved:world'], workloads: [] },
  { labels: ['reserved:host'], workloads: [] },
  undefined,
);

const kinds = fc.oneof(
  fc.record({
    verdict: fc.constantFrom('FORWARDED', 'REDIRECTED', 'AUDIT', 'ERROR', 'VERDICT_UNKNOWN', '9'),
    eventType: fc.constantFrom({ type: 4, subType: 0 }, { type: 5, subType: 0 }, undefined),
  }),
  fc.record({
    verdict: fc.constant('DROPPED'),
    eventType: fc.constantFrom({ type: 1, subType: 133 }, { type: 5, subType: 0 }, undefined),
    dropReason: fc.constantFrom('POLICY_DENIED', 'POLICY_DENY', 'SERVICE_BACKEND_NOT_FOUND', '230', undefined),
    ingressDeniedBy: fc.constantFrom([], [samplePolicy('deny-all')]),
  }),
  fc.record({
    verdict: fc.constantFrom('FORWARDED', 'DROPPED', 'ERROR'),
    eventType: fc.constant({ type: 129, subType: 0 }),
    l7: fc.constantFrom(
      { type: 'REQUEST', http: { code: 0, method: 'GET', url: '/', protocol: 'HTTP/1.1', headers: [] } },
      { type: 'RESPONSE', http: { code: 403, method: 'GET', url: '/', protocol: 'HTTP/1.1', headers: [] } },
      { type: 'RESPONSE', http: { code: 500, method: 'GET', url: '/', protocol: 'HTTP/1.1', headers: [] } },
    ),
  }),
  fc.constant({ verdict: 'TRACED', eventType: { type: 7, subType: 1 } }),
);

/** Any flow at about noon, two minutes around it. */
export const arbitraryFlow: fc.Arbitrary<FlowFacts> = fc
  .record({
    kind: kinds,
    source: ends,
    destination: ends,
    l4: fc.constantFrom(tcp(50_000, 80), tcp(80, 50_000), { protocol: 'ICMPv4' as const, type: 3, code: 1 }, undefined),
    direction: fc.constantFrom('EGRESS', 'INGRESS', 'TRAFFIC_DIRECTION_UNKNOWN'),
    isReply: fc.constantFrom(true, false, undefined),
    authType: fc.constantFrom(undefined, 'SPIRE'),
    ip: fc.constantFrom(
      { source: '10.0.0.1', destination: '10.0.0.2' },
      { source: '10.0.0.1', destination: '10.0.0.2', encrypted: true },
      { source: 'fe80::1', destination: 'ff02::2' },
    ),
    timeMs: fc.integer({ min: noon - 120_000, max: noon }),
  })
  .map(({ kind, ...rest }) => sampleFlow({ ...kind, ...rest }));
