// Arbitrary filters for property tests: values that the flows of lib/flow/arbitrary have, wildcards, and hostile text.
import fc from 'fast-check';
import { type Filter, filterKeys, type Side, sides, type Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { clashOf } from '@/lib/filter/relay/clash';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { Flow } from '@/lib/flow/flow';

const wild = ['*', 's*', '*-node*', 'a*b', '**'];
const odd = ['a b', 'a"b', '\\', '-x', 'x:y', 'a,b', 'é', '🦀', "'", '=1+1', ' ', '\u001b[31m', 'x'.repeat(300)];

const values: Readonly<Record<(typeof filterKeys)[number], readonly string[]>> = {
  text: ['cart', 'FRONT', 'shop/', '10.0.0', 'world', ...odd],
  ns: ['=shop', 'shop', 'default', 'kube-system', 'nowhere', ...wild, ...odd],
  pod: ['shop/', 'front', 'shop/web', 'web-0', '/', 'kube*/', ...odd],
  workload: [
    '=frontend',
    '=Deployment/',
    '=',
    'frontend',
    'Deployment/frontend',
    'StatefulSet/',
    'Pod/test-pod',
    'shop/Deployment/frontend',
    'shop//frontend',
    's*/*/cart',
    'cart',
    'web',
    ...wild,
    ...odd,
  ],
  verdict: ['denied', 'DROPPED', 'forwarded', 'AUDIT', 'ERROR', '9', '2'],
  proto: ['tcp', 'UDP', 'icmp', 'icmpv6', 'http', 'dns', 'igmp'],
  port: ['80', '53', '0', '443-8080', '32767', '32768', '1-65535', '52110', '8080-8090'],
  reason: [
    '=POLICY_DENIED',
    '=230',
    'POLICY_DENIED',
    'policy_*',
    '133',
    '230',
    'L7',
    '*',
    'Policy denied',
    'made up',
    '2*',
    'UNSUPPORTED_L3_PROTOCOL',
  ],
  direction: ['ingress', 'EGRESS', 'unknown', '7'],
  node: ['node-1', 'lab/node-1', 'lab/', 'node-*', '*/node-2', 'Node-1', 'default/node-2', ...odd],
  service: ['shop/', 'cart', 'shop/ca', '/', 'default/', 'kube*/', ...odd],
  label: [
    'app=web',
    'k8s:app=web',
    '!app',
    'app in (web,api),!canary',
    'app notin (web)',
    'reserved:host',
    'app!=web',
    'io.kubernetes.pod.namespace=shop',
    'cidr:192.0.0.0/8',
    'k8s:App',
    'version>1',
  ],
  ip: ['10.0.0.1', '10.0.0.0/8', '::/0', 'fe80::1', '2001:db8::/32', 'fe80::1%eth0', '0.0.0.0/0'],
  snat: ['192.0.2.1', '192.0.2.0/24'],
  fqdn: ['one.example.com', '*.example.*', '*', 'b.example.org', 'ONE.example.com.'],
  identity: ['0', 'world', '2', '16777217', 'remote-node'],
  type: [
    'drop',
    'trace',
    'trace:to-network',
    'l7',
    '42',
    'drop:133',
    '4:0',
    'trace-sock:1',
    'policy-verdict',
    '*',
    'trace:-1',
  ],
  subtype: ['0', '133', '1', '-1'],
  reply: ['true', 'false', 'no'],
  tcp: ['syn', 'SYN+ACK', '*', 'ack+syn', 'rst'],
  ipv: ['4', 'v6', 'none'],
  encrypted: ['true', 'false'],
  'node.label': ['zone=a', '!zone', 'topology.kubernetes.io/zone in (a,b)'],
  interface: ['eth0', '#2', 'eth0#2', 'lo'],
  'http.status': ['200', '4+', '50+', '5xx'],
  'http.method': ['GET', 'frontend', 'post'],
  'http.path': ['^/', '.', 'a+', '(?<x>/)', '$'],
  'http.url': ['^https?://', '.', '^$'],
  'http.header': ['frontend:', ':authority:x', 'api:=1+1'],
  'dns.query': ['^cart$', '.', 'kube-dns'],
  'dns.rcode': ['NXDOMAIN', '0', '2', '99'],
  trace: ['4bf92f3577b34da6a3ce929d0e0e4736', '', 'x'],
  iptrace: ['7', '18446744073709551615'],
  cel: ['_flow.verdict == Verdict.DROPPED', 'true'],
  policy: ['cart', 'shop/api', 'shop/*', '*', ...odd],
  cluster: ['=lab', 'default', 'lab', 'l*', ...odd],
  uuid: ['', '2848b6b6-59c0-4be2-8bdc-3a5861de4c68', ...odd],
};

/** Any flow, with what only whole flows have. */
export const arbitraryWholeFlow = (): fc.Arbitrary<Flow> =>
  fc
    .tuple(
      arbitraryFlow(),
      fc.record({
        nodeLabels: fc.subarray(['zone=a', 'k8s:zone=b', 'topology.kubernetes.io/zone=a']),
        interface: fc.constantFrom(undefined, { name: 'eth0', index: 2 }, { name: 'lo', index: 1 }),
        traceId: fc.constantFrom(undefined, '4bf92f3577b34da6a3ce929d0e0e4736', 'x'),
        ipTraceId: fc.constantFrom(undefined, { traceId: '7', ipOptionType: 1 }, { traceId: '8', ipOptionType: 1 }),
        sourceTranslated: fc.constantFrom(undefined, '192.0.2.1', '10.0.0.1'),
      }),
    )
    .map(([flow, { sourceTranslated, ...details }]) => ({
      ...flow,
      ...details,
      ip: flow.ip && { ...flow.ip, sourceTranslated },
    }));

/** Any token in the form in which the parser keeps it. */
const arbitraryToken = (): fc.Arbitrary<Token> =>
  fc.constantFrom(...filterKeys).chain((key) => {
    const spec = keySpec(key);
    const kept = values[key].flatMap((value) => {
      const read = spec.read(value);
      return read.ok && (read.value !== '' || spec.takesEmpty) ? [read.value] : [];
    });
    return fc.record({
      key: fc.constant(key),
      side: spec.sided ? fc.constantFrom<Side>(...sides) : fc.constant<Side>('either'),
      not: fc.boolean(),
      values: fc.uniqueArray(fc.constantFrom(...kept), { minLength: 1, maxLength: 3 }),
    });
  });

export const arbitraryFilter = (): fc.Arbitrary<Filter> =>
  fc.record({ tokens: fc.array(arbitraryToken(), { maxLength: 4 }) }).filter(({ tokens }) => clashOf(tokens) === null);
