// Arbitrary flows for property tests: every field absent, known, unknown or hostile.
import fc from 'fast-check';
import { dropReasonNames } from './drop-reason';
import { type Endpoint, type Flow, type Layer4, type Layer7, tcpFlags, trafficDirections, verdicts } from './flow';

const hostile = fc.constantFrom(
  '',
  '<img src=x onerror=alert(1)>',
  '\u001b[31mred',
  'a\u202eb',
  "'; DROP TABLE",
  '=1+1',
  '🦀',
  'x'.repeat(300),
);
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('frontend', 'backend', 'cart', 'api', 'kube-dns') },
  { weight: 1, arbitrary: hostile },
);
const pod = fc.constantFrom(
  'frontend-6d4cf7b8c9-lk8vt',
  'web-0',
  'agent-x7k2p',
  'test-pod',
  'job-1623329400-8mg2z',
  '',
);
const port = fc.constantFrom(0, 53, 80, 443, 1023, 1024, 8080, 32_767, 32_768, 52_110, 65_535);
const ip = fc.constantFrom(
  '10.0.0.1',
  '10.0.0.2',
  '192.0.2.1',
  '224.0.0.251',
  '8.8.8.8',
  'fe80::1',
  'ff02::2',
  '2001:db8::1',
  'not an ip',
);
const number64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const endpoint: fc.Arbitrary<Endpoint> = fc.record({
  id: maybe(fc.nat(65_535)),
  identity: maybe(fc.constantFrom(0, 1, 2, 4, 6, 7, 9, 10, 16_777_217, 33_554_433, 24_009)),
  cluster: maybe(fc.constantFrom('default', 'lab')),
  namespace: maybe(fc.constantFrom('shop', 'default', 'kube-system')),
  pod: maybe(pod),
  labels: fc.array(
    fc.oneof(
      fc.constantFrom(
        'k8s:app=web',
        'reserved:host',
        'reserved:world',
        'reserved:kube-apiserver',
        'cidr:192.0.2.0/24',
        'fqdn:one.example.com.',
        'reserved:quantum',
        'k8s:io.kubernetes.pod.namespace=shop',
      ),
      hostile,
    ),
    { maxLength: 4 },
  ),
  workloads: fc.array(fc.record({ kind: fc.constantFrom('Deployment', 'StatefulSet', ''), name }), { maxLength: 2 }),
});

const ports = { sourcePort: port, destinationPort: port };
const layer4: fc.Arbitrary<Layer4> = fc.oneof(
  fc.record({ protocol: fc.constant('TCP' as const), ...ports, flags: fc.uniqueArray(fc.constantFrom(...tcpFlags)) }),
  fc.record({ protocol: fc.constantFrom('UDP' as const, 'SCTP' as const), ...ports }),
  fc.record({
    protocol: fc.constantFrom('ICMPv4' as const, 'ICMPv6' as const),
    type: fc.constantFrom(0, 1, 3, 8, 128, 133),
    code: fc.nat(5),
  }),
  fc.record({ protocol: fc.constant('IGMP' as const), type: fc.nat(30), groupAddress: ip }),
  fc.constant({ protocol: 'UNKNOWN' as const }),
);

const layer7: fc.Arbitrary<Layer7> = fc.record({
  type: fc.constantFrom('REQUEST', 'RESPONSE', 'SAMPLE', 'UNKNOWN_L7_TYPE', '9'),
  latencyNs: maybe(number64),
  http: maybe(
    fc.record({
      code: fc.constantFrom(0, 200, 403, 503),
      method: name,
      url: fc.oneof(fc.webUrl(), hostile),
      protocol: fc.constant('HTTP/1.1'),
      headers: fc.array(fc.record({ key: name, value: hostile }), { maxLength: 2 }),
    }),
  ),
  dns: maybe(
    fc.record({
      query: name,
      ips: fc.array(ip, { maxLength: 2 }),
      ttl: fc.constantFrom(0, 30, 4_294_967_295),
      cnames: fc.array(name, { maxLength: 1 }),
      observationSource: fc.constant('proxy'),
      rcode: fc.constantFrom(0, 2, 3, 99),
      qtypes: fc.constant(['A']),
      rrtypes: fc.constant([]),
    }),
  ),
});

const policy = fc.record({
  name,
  namespace: fc.constantFrom('shop', ''),
  kind: fc.constant('CiliumNetworkPolicy'),
  labels: fc.constant([]),
  revision: number64,
});
const policies = fc.array(policy, { maxLength: 2 });
const service = fc.record({ name, namespace: fc.constantFrom('shop', '') });

/** Any flow a Relay, an old agent, a masked export or a stranger could send. */
export function arbitraryFlow(): fc.Arbitrary<Flow> {
  return fc.record({
    id: fc.uuid(),
    uuid: maybe(fc.uuid()),
    timeMs: maybe(fc.double({ min: 0, max: 4e12, noNaN: true })),
    arrivedMs: fc.constant(1_780_000_000_000),
    node: maybe(fc.constantFrom('lab/node-1', 'node-2', '')),
    nodeLabels: fc.constant([]),
    verdict: fc.constantFrom(...verdicts, '9'),
    dropReason: maybe(fc.constantFrom(...dropReasonNames, '230', '133', 'Policy denied', 'made up')),
    ethernet: maybe(
      fc.record({ source: fc.constant('52:54:00:aa:bb:01'), destination: fc.constant('01:00:5e:00:00:fb') }),
    ),
    ip: maybe(
      fc.record({
        source: maybe(ip),
        destination: maybe(ip),
        version: maybe(fc.constantFrom('IPv4', 'IPv6')),
        encrypted: maybe(fc.boolean()),
      }),
    ),
    l4: maybe(layer4),
    l7: fc.option(layer7, { nil: undefined, freq: 3 }),
    source: maybe(endpoint),
    destination: maybe(endpoint),
    sourceNames: fc.array(fc.constantFrom('one.example.com', 'b.example.org.'), { maxLength: 2 }),
    destinationNames: fc.array(fc.constantFrom('one.example.com'), { maxLength: 1 }),
    sourceService: fc.option(service, { nil: undefined, freq: 4 }),
    destinationService: fc.option(service, { nil: undefined, freq: 4 }),
    eventType: maybe(
      fc.record({ type: fc.constantFrom(0, 1, 3, 4, 5, 7, 129, 42), subType: fc.constantFrom(0, 1, 3, 133, 181) }),
    ),
    direction: fc.constantFrom(...trafficDirections, '7'),
    isReply: maybe(fc.boolean()),
    traceReason: maybe(fc.constantFrom('NEW', 'RELATED', '99')),
    authType: maybe(fc.constantFrom('DISABLED', 'SPIRE', '7')),
    policyMatchType: maybe(fc.constantFrom(0, 1, 2, 77, 'POLICY_MATCH_TYPE_NONE')),
    type: maybe(fc.constantFrom('L3_L4', 'L7', 'SOCK', '8')),
    egressAllowedBy: policies,
    ingressAllowedBy: policies,
    egressDeniedBy: policies,
    ingressDeniedBy: policies,
    policyLog: fc.constant([]),
  });
}
