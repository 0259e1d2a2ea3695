// Hubble's table of filter fields, told by what each key finds and leaves alone: one flow, one text after the other.

import { describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { sampleFlow } from '@/lib/flow/sample';

const plain = sampleFlow({ verdict: 'FORWARDED', direction: 'TRAFFIC_DIRECTION_UNKNOWN' });

const end = (fields: Partial<Endpoint> = {}): Endpoint => ({ labels: [], workloads: [], ...fields });
const http = (fields: Partial<NonNullable<NonNullable<Flow['l7']>['http']>> = {}): Flow => ({
  ...plain,
  l7: {
    type: 'RESPONSE',
    http: { code: 404, method: 'GET', url: 'http://a.b/x%20y/z?q=1', protocol: 'HTTP/1.1', headers: [], ...fields },
  },
});
const dns = (query: string, rcode = 0): Flow => ({
  ...plain,
  l7: {
    type: 'RESPONSE',
    dns: { query, rcode, ips: [], ttl: 0, cnames: [], observationSource: '', qtypes: [], rrtypes: [] },
  },
});
const tcp = (flags: readonly ('SYN' | 'ACK' | 'FIN')[]): Flow => ({
  ...plain,
  l4: { protocol: 'TCP', sourcePort: 40_112, destinationPort: 80, flags },
});

const finds = (text: string, flow: Flow): boolean => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return compileFilter(parsed.filter)(flow);
};

const refuses = (text: string): boolean => !parseFilter(text).ok;

/** A field of the table: a flow, the texts that find it, those that do not, and those that are none. */
interface Row {
  readonly flow: Flow;
  readonly found?: readonly string[];
  readonly left?: readonly string[];
  readonly refused?: readonly string[];
}

const table: Readonly<Record<string, Row>> = {
  'uuid: exact': { flow: { ...plain, uuid: 'Ab-1' }, found: ['uuid:Ab-1'], left: ['uuid:ab-1', 'uuid:Ab', 'uuid:""'] },
  'no uuid': { flow: plain, found: ['uuid:""', '-uuid:x'], left: ['uuid:x'] },
  'ip: text equality, or a range where there is a slash': {
    flow: { ...plain, ip: { source: '10.0.0.1', destination: '2001:DB8::1' } },
    found: [
      'from.ip:10.0.0.1',
      'ip:10.0.0.0/8',
      'from.ip:10.9.9.9/8',
      'to.ip:2001:DB8::1',
      'to.ip:2001:db8::1/128',
      'to.ip:2001:db8::/32',
    ],
    left: ['to.ip:10.0.0.1', 'to.ip:2001:db8::1', 'from.ip:11.0.0.0/8', 'from.ip:::/0', 'snat:10.0.0.1'],
    refused: ['ip:10.0.0.256', 'ip:10.0.0.0/33', 'ip:nope', 'ip:/24', 'ip:10.0.0.01'],
  },
  'an IPv4 address written as IPv6 is in no IPv4 range': {
    flow: { ...plain, ip: { source: '::ffff:192.0.2.1' } },
    found: ['ip:::/0', 'ip:::ffff:192.0.2.0/120'],
    left: ['ip:192.0.2.0/24'],
  },
  'snat: the address after translation': {
    flow: { ...plain, ip: { source: '10.0.0.1', sourceTranslated: '192.0.2.1' } },
    found: ['snat:192.0.2.1', 'snat:192.0.2.0/24'],
    left: ['snat:10.0.0.1', 'ip:192.0.2.1'],
  },
  'pod: exact namespace, start of the name': {
    flow: { ...plain, source: end({ namespace: 'shop', pod: 'cart-1' }) },
    found: ['pod:shop/cart', 'pod:shop/', 'pod:cart', 'pod:/', 'from.pod:shop/cart-1'],
    left: ['pod:sho/cart', 'pod:default/cart', 'pod:art', 'to.pod:cart', 'pod:shop/Cart'],
    refused: ['pod:a/b/c'],
  },
  'an end with neither namespace nor pod is no pod': {
    flow: { ...plain, source: end({ labels: ['x'] }) },
    left: ['pod:/'],
  },
  'service: the same on the service behind an address': {
    flow: { ...plain, destinationService: { namespace: 'shop', name: 'cart' } },
    found: ['service:shop/', 'to.service:ca', 'service:/'],
    left: ['from.service:cart', 'service:default/cart', 'pod:cart'],
  },
  'workload: name and kind exact, an empty part is any, one of several is enough': {
    flow: {
      ...plain,
      source: end({
        pod: 'x-1',
        workloads: [
          { kind: 'Deployment', name: 'web' },
          { kind: 'Rollout', name: 'canary' },
        ],
      }),
    },
    found: ['workload:=web', 'workload:=Rollout/canary', 'workload:=Rollout/', 'workload:='],
    left: ['workload:=we', 'workload:=rollout/canary', 'workload:=Deployment/canary', 'workload:=x'],
  },
  'label: selectors with any source or one': {
    flow: { ...plain, source: end({ labels: ['k8s:app=web', 'reserved:host', 'k8s:a.b/c=d', 'cidr:10.1.0.0/16'] }) },
    found: [
      'label:app',
      'label:k8s:app=web',
      'label:any:app=web',
      'label:"app in (web,api)"',
      'label:"app=web,!x"',
      'label:reserved:host',
      'label:host',
      'label:a.b/c=d',
      'from.label:app!=api',
      'label:x!=1',
      'label:!x',
      'label:cidr:10.0.0.0/8',
    ],
    left: [
      'label:app=api',
      'label:"app=web,x"',
      'from.label:!app',
      'to.label:app',
      'label:App',
      'label:cidr:11.0.0.0/8',
    ],
    refused: ['label:"app in"', 'label:a*b', 'label:"a b"', 'label:"app=a*"', 'label:é'],
  },
  'negative selectors find an end without labels': {
    flow: { ...plain, source: end() },
    found: ['label:!app', 'label:app!=x', 'label:"app notin (x)"'],
  },
  'node labels': {
    flow: { ...plain, nodeLabels: ['zone=a', 'kubernetes.io/os=linux'] },
    found: ['node.label:zone=a', 'node.label:kubernetes.io/os', 'node.label:"zone in (a,b)"'],
    left: ['node.label:zone=b', 'label:zone=a'],
  },
  'fqdn: a star is letters, digits, dots and dashes, and the pattern loses case and final dot': {
    flow: { ...plain, destinationNames: ['api.example.com', '_srv._tcp.example.org'] },
    found: [
      'fqdn:api.example.com',
      'fqdn:API.example.COM.',
      'to.fqdn:*.example.com',
      'fqdn:_srv._tcp.example.org',
      'fqdn:a*m',
    ],
    left: ['fqdn:example.com', 'fqdn:*.example.org', 'from.fqdn:*', 'fqdn:*_tcp*'],
    refused: ['fqdn:"a b"', 'fqdn:a..', 'fqdn:a?c'],
  },
  'dns.query: RE2 anywhere in the name with its final dot': {
    flow: dns('api.example.com.'),
    found: ['dns.query:example', 'dns.query:^api\\.', 'dns.query:com\\.$', 'dns:(?i)API'],
    left: ['dns.query:^example', 'dns.query:com$'],
    refused: ['dns.query:(?=x)', 'dns.query:(', 'dns.query:a**'],
  },
  'identity: numbers and reserved names; 0 is unknown': {
    flow: { ...plain, source: end({ identity: 2 }), destination: end() },
    found: ['identity:2', 'from.identity:world', 'to.identity:0', 'identity:0x2'],
    left: ['to.identity:2', 'identity:9', 'from.identity:0'],
    refused: ['identity:bogus', 'identity:-1', 'identity:4294967296'],
  },
  'cluster: exact, by the end alone': {
    flow: { ...plain, node: 'lab/n', source: end({ cluster: 'eu', pod: 'x' }), destination: end({ pod: 'y' }) },
    found: ['from.cluster:=eu', 'from.cluster:eu', 'to.cluster:lab'],
    left: ['cluster:=lab', 'cluster:=e', 'to.cluster:=eu'],
  },
  'node: cluster/name, of cluster default where none is said': {
    flow: { ...plain, node: 'worker-1.example.com' },
    found: [
      'node:worker-1.example.com',
      'node:default/worker-*',
      'node:default/',
      'node:*.example.com',
      'node:*/*',
      'node:WORKER-1.example.com.',
    ],
    left: ['node:lab/', 'node:worker-1', 'node:lab/worker-1.example.com'],
    refused: ['node:a/b/c', 'node:n?', 'node:n..', 'node:"n 1 x"'],
  },
  'direction: unknown finds only flows without one': {
    flow: plain,
    found: ['direction:unknown'],
    left: ['direction:ingress'],
  },
  'verdict: denials are DROPPED': {
    flow: { ...plain, verdict: 'DROPPED' },
    found: ['verdict:DROPPED', 'verdict:denied', 'verdict:2'],
    left: ['verdict:ERROR'],
  },
  'reason: and the verdict must be DROPPED': {
    flow: { ...plain, verdict: 'DROPPED', dropReason: 'POLICY_DENIED' },
    found: ['reason:=POLICY_DENIED', 'reason:=133'],
    left: ['reason:=POLICY_DENY'],
  },
  'a reason on a flow that was not dropped': {
    flow: { ...plain, dropReason: 'POLICY_DENIED' },
    left: ['reason:=POLICY_DENIED'],
  },
  'type: 0 is a sub type like others': {
    flow: { ...plain, eventType: { type: 4, subType: 0 } },
    found: ['type:trace', 'type:4', 'type:trace:to-endpoint', 'type:4:0', 'type:*', 'subtype:0'],
    left: ['type:trace:to-host', 'type:l7', 'subtype:1'],
    refused: ['type:0', 'type:trace:nowhere', 'type:bogus', 'subtype:to-host'],
  },
  'no event type': { flow: plain, left: ['type:*', 'subtype:0', 'type:trace'] },
  'proto: any case, icmp is both': {
    flow: { ...plain, l4: { protocol: 'ICMPv6', type: 128, code: 0 } },
    found: ['proto:icmp', 'proto:ICMPv6'],
    left: ['proto:icmpv4', 'proto:tcp'],
    refused: ['proto:arp', 'proto:icmpv5'],
  },
  'proto of newer servers': {
    flow: { ...plain, l4: { protocol: 'VRRP', type: 1, vrid: 1, priority: 1 } },
    found: ['proto:vrrp'],
    left: ['proto:igmp'],
  },
  'port: TCP, UDP and SCTP only': {
    flow: tcp([]),
    found: ['port:80', 'to.port:080', 'from.port:40112', 'port:79-81'],
    left: ['from.port:80', 'port:81'],
    refused: ['port:http', 'port:70000', 'port:-1'],
  },
  'no ports': { flow: { ...plain, l4: { protocol: 'ICMPv4', type: 0, code: 0 } }, left: ['port:0'] },
  'reply: unknown is neither': { flow: plain, left: ['reply:true', 'reply:false'] },
  'reply: a drop that does not say counts as none': {
    flow: { ...plain, verdict: 'DROPPED' },
    found: ['reply:false'],
    left: ['reply:true'],
  },
  'reply: what it says': {
    flow: { ...plain, verdict: 'DROPPED', isReply: true },
    found: ['reply:true', 'reply:true,false'],
    left: ['reply:false'],
  },
  'encrypted: absent is false': { flow: plain, found: ['encrypted:false'], left: ['encrypted:true'] },
  'encrypted: what it says': {
    flow: { ...plain, ip: { encrypted: true } },
    found: ['encrypted:true'],
    left: ['encrypted:false'],
  },
  'ipv: none is a frame without IP': { flow: plain, found: ['ipv:none'], left: ['ipv:4,6'] },
  'ipv: its version': {
    flow: { ...plain, ip: { version: 'IPv6' } },
    found: ['ipv:6', 'ipv:v6', 'ipv:IPv6'],
    left: ['ipv:4', 'ipv:none'],
  },
  'tcp: all flags of one value, any of several': {
    flow: tcp(['SYN', 'ACK']),
    found: ['tcp:syn', 'tcp:syn+ack', 'tcp:fin,ack', 'tcp:*'],
    left: ['tcp:syn+fin', 'tcp:fin', '-tcp:ack'],
    refused: ['tcp:nope', 'tcp:syn+'],
  },
  'no flags': { flow: tcp([]), left: ['tcp:*', 'tcp:syn'] },
  'http.status: exact, or how it begins': {
    flow: http(),
    found: ['http.status:404', 'http.status:4+', 'http.status:40+', 'status:4xx'],
    left: ['http.status:5+', 'http.status:400'],
    refused: ['http.status:400+', 'http.status:600', 'http.status:4', 'http.status:+', 'http.status:099'],
  },
  'a request has no status': { flow: http({ code: 0 }), left: ['http.status:2+,3+,4+,5+'] },
  'http.method: any case': { flow: http({ method: 'get' }), found: ['http.method:GET'], left: ['http.method:GE'] },
  'http.path: RE2 on the decoded path': {
    flow: http(),
    found: ['http.path:^/x', 'http.path:"x y"', 'path:z$'],
    left: ['http.path:q=1', 'http.path:^x'],
    refused: ['http.path:*', 'http.path:x{1001}'],
  },
  'a URL that is none has no path': {
    flow: http({ url: 'not a url' }),
    found: ['http.url:url'],
    left: ['http.path:.', 'http.path:^$'],
  },
  'http.url: RE2 on all of it': { flow: http(), found: ['http.url:q=1$', 'url:^http://'], left: ['http.url:^/x'] },
  'http.header: exact and in its case': {
    flow: http({
      headers: [
        { key: 'X-Id', value: 'a:b' },
        { key: ':authority', value: 'h' },
      ],
    }),
    found: ['http.header:X-Id:a:b', 'http.header::authority:h'],
    left: ['http.header:x-id:a:b', 'http.header:X-Id:a'],
    refused: ['http.header:X-Id'],
  },
  'http beside types of event without l7': {
    flow: http(),
    refused: ['type:drop http.status:4+'],
    left: ['type:drop,l7 http.status:4+'],
  },
  'dns.rcode: of answers': { flow: dns('x.', 3), found: ['dns.rcode:NXDOMAIN', 'dns.rcode:3'], left: ['dns.rcode:0'] },
  'trace: exact': { flow: { ...plain, traceId: 'abc' }, found: ['trace:abc'], left: ['trace:ABC', 'trace:""'] },
  'iptrace: a number': {
    flow: { ...plain, ipTraceId: { traceId: '18446744073709551615', ipOptionType: 1 } },
    found: ['iptrace:18446744073709551615'],
    left: ['iptrace:7'],
    refused: ['iptrace:0', 'iptrace:18446744073709551616'],
  },
  'interface: name, index or both': {
    flow: { ...plain, interface: { name: 'eth0', index: 2 } },
    found: ['interface:eth0', 'interface:#2', 'interface:eth0#2'],
    left: ['interface:eth', 'interface:#3', 'interface:lo#2'],
    refused: ['interface:#0'],
  },
  'no interface': { flow: plain, left: ['interface:eth0', 'interface:#1'] },
};

describe.each(Object.entries(table))('%s', (_what, { flow, found = [], left = [], refused = [] }) => {
  test.each(found)('%s finds it', (text) => expect(finds(text, flow)).toBe(true));
  test.each(left)('%s does not', (text) => expect(finds(text, flow)).toBe(false));
  test.each(refused)('%s is refused', (text) => expect(refuses(text)).toBe(true));
});

test('values are "or", tokens are "and", a minus is "not"', () => {
  const flow = tcp(['SYN']);
  expect(finds('proto:udp,tcp', flow)).toBe(true);
  expect(finds('proto:udp proto:tcp', flow)).toBe(false);
  expect(finds('-proto:udp,icmp -tcp:fin', flow)).toBe(true);
  expect(finds('', flow)).toBe(true);
});

test('tokens of "end." hold at one and the same end', () => {
  const flow = {
    ...plain,
    source: end({ namespace: 'shop', pod: 'a' }),
    destination: end({ namespace: 'pay', pod: 'b' }),
  };
  expect(finds('ns:shop pod:b', flow)).toBe(true);
  expect(finds('end.ns:shop end.pod:b', flow)).toBe(false);
  expect(finds('end.ns:shop end.pod:a', flow)).toBe(true);
  expect(finds('-end.ns:shop', flow)).toBe(false);
});
