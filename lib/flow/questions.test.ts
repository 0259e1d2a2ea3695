import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from './arbitrary';
import { dropReason, dropReasonNames, dropReasons, normalDropReason } from './drop-reason';
import type { Endpoint, Flow, Policy } from './flow';
import { deniedBy, dropReasonOf, eventKind, isDenial, l7Of, undrawnWhy } from './questions';
import { sampleFlow } from './sample';
import { destinationText, reasonText, summary, ttlText, typeText } from './text';
import { visible } from './visible';

const flow = (more: Partial<Flow>): Flow => sampleFlow({ verdict: 'FORWARDED', direction: 'EGRESS', ...more });
const pod = (name: string): Endpoint => ({ namespace: 'a', pod: name, labels: [], workloads: [] });
const ends = { source: pod('client'), destination: pod('server') };
const policy = (name: string, more: Partial<Policy> = {}): Policy => ({
  name,
  namespace: 'a',
  kind: 'CiliumNetworkPolicy',
  labels: [],
  revision: '1',
  ...more,
});

describe('drop reasons', () => {
  test('every number of the API has one row and one name', () => {
    expect(new Set(dropReasons.map(({ code }) => code)).size).toBe(dropReasons.length);
    expect(new Set(dropReasonNames).size).toBe(dropReasons.length);
    expect(dropReasons).toHaveLength(75);
  });

  test.each([
    ['POLICY_DENIED', 'POLICY_DENIED'],
    ['133', 'POLICY_DENIED'],
    ['Policy denied', 'POLICY_DENIED'],
    ['230', '230'],
    ['made up by an exporter', 'made up by an exporter'],
    ['0', ''],
    [undefined, ''],
  ])('%s is spelled %s', (given, name) => expect(normalDropReason(given)).toBe(name));

  test('an unknown number is shown, not mapped to a known one', () =>
    expect(dropReason('230').label).toBe('drop code 230'));

  test.each([
    [
      'a request refused by the proxy has no reason of its own',
      { verdict: 'DROPPED', l7: { type: 'REQUEST' }, dropReason: 'DROP_REASON_UNKNOWN' },
      'L7',
      'L7 rule denied',
    ],
    [
      'a drop event without a description keeps its sub type',
      { verdict: 'DROPPED', eventType: { type: 1, subType: 181 } },
      'POLICY_DENY',
      'Deny rule',
    ],
    [
      'a denied verdict without a reason is default deny',
      { verdict: 'DROPPED', eventType: { type: 5, subType: 0 } },
      'POLICY_DENIED',
      'Policy denied',
    ],
    [
      'a denied verdict that names a policy is its deny rule',
      { verdict: 'DROPPED', eventType: { type: 5, subType: 0 }, egressDeniedBy: [policy('x')] },
      'POLICY_DENY',
      'Deny rule',
    ],
    ['a forwarded flow has none', { verdict: 'FORWARDED', dropReason: 'POLICY_DENIED' }, '', ''],
  ] as const)('%s', (_, more, reason, words) => {
    expect([dropReasonOf(flow(more as Partial<Flow>)), reasonText(flow(more as Partial<Flow>))]).toEqual([
      reason,
      words,
    ]);
  });
});

describe('what a flow is', () => {
  test('an unknown verdict is no denial and no pass', () => expect(isDenial(flow({ verdict: '9' }))).toBe(false));
  test('ERROR is a denial on policy verdicts only', () => {
    expect(isDenial(flow({ verdict: 'ERROR', eventType: { type: 5, subType: 0 } }))).toBe(true);
    expect(isDenial(flow({ verdict: 'ERROR', eventType: { type: 129, subType: 0 } }))).toBe(false);
  });
  test('an event type from the future is unknown, not a trace', () =>
    expect(eventKind(flow({ eventType: { type: 42, subType: 7 } }))).toBe('unknown'));

  test.each([
    ['socket', { eventType: { type: 7, subType: 1 }, ...ends }],
    ['icmp-feedback', { l4: { protocol: 'ICMPv4', type: 3, code: 1 }, ...ends }],
    ['icmp-feedback', { traceReason: 'RELATED', ...ends }],
    ['', { l4: { protocol: 'ICMPv4', type: 8, code: 0 }, ...ends }],
    ['multicast', { ip: { source: '10.0.1.210', destination: '224.0.0.251' } }],
    ['multicast', { ip: { source: 'fe80::1', destination: 'ff02::2' } }],
    ['link-level', { ethernet: { source: '16:70:99:db:d9:69', destination: 'ff:ff:ff:ff:ff:ff' } }],
    ['no-ends', {}],
    ['', ends],
  ] as const)('makes no edge because of "%s"', (why, more) =>
    expect(undrawnWhy(flow(more as Partial<Flow>))).toBe(why),
  );

  test("the policy of the flow's own side is the one that denied", () => {
    const both = { egressDeniedBy: [policy('out')], ingressDeniedBy: [policy('in')] };
    expect(deniedBy(flow({ ...both, direction: 'EGRESS' }))).toEqual(['a/out']);
    expect(deniedBy(flow({ ...both, direction: '7' }))).toEqual(['a/in', 'a/out']);
    expect(
      deniedBy(flow({ egressDeniedBy: [policy('', { labels: ['k8s:io.cilium.k8s.policy.name=by-label'] })] })),
    ).toEqual(['a/by-label']);
  });

  test('a request has no status', () => {
    const http = { code: 0, method: 'GET', url: 'http://echo/', protocol: 'HTTP/1.1', headers: [] };
    expect(summary(flow({ l7: { type: 'REQUEST', http } }))).toBe('GET /');
    expect(summary(flow({ l7: { type: 'RESPONSE', latencyNs: '4000000', http: { ...http, code: 200 } } }))).toBe(
      '200 GET / 4.0 ms',
    );
    expect(l7Of(flow({ l7: { type: 'RESPONSE', http: { ...http, code: 200 } } }))).toEqual({
      l7: 'http',
      l7Type: 'response',
      l7Code: 200,
      searched: false,
    });
  });
});

describe('a flow in words', () => {
  test('what cannot be seen is written out', () => {
    expect(visible('a\u001b[31m\r\u202eb\u0000')).toBe('a\\e[31m\\r\\u202eb\\0');
    expect(visible('Grüße 🦀 <b>')).toBe('Grüße 🦀 <b>');
  });
  test('no time to live is none, not four billion seconds', () =>
    expect([ttlText(4_294_967_295), ttlText(30)]).toEqual(['none', '30 s']));
  test('a reserved end is shown with its address', () => {
    const node: Endpoint = { identity: 6, labels: ['reserved:remote-node'], workloads: [] };
    expect(destinationText(flow({ destination: node, ip: { destination: '10.148.0.92' } }))).toBe(
      'remote-node 10.148.0.92',
    );
  });

  test('every flow has words, and none of them holds a control character', () => {
    fc.assert(
      fc.property(arbitraryFlow(), (any) => {
        for (const text of [summary(any), typeText(any), destinationText(any), reasonText(any)]) {
          expect(text).not.toMatch(/\p{Cc}/u);
          expect(text).not.toContain('undefined');
        }
        expect(typeof undrawnWhy(any)).toBe('string');
      }),
    );
  });
});
