// What policies decide, row by row: the rules of today's Cilium, with what the recorded truth table cannot hold.
import { describe, expect, it } from 'vitest';
import type { Attempt, KnownService, PolicyEnd } from '@/lib/policy/end';
import { judge } from '@/lib/policy/judge';
import { readPolicyText } from '@/lib/policy/read-text';
import { attempt, cilium, clusterwide, network, pod, reserved, world } from '@/lib/policy/sample';
import { readLabel, readSelector } from '@/lib/policy/selector';

const api = pod('demo', 'app=api');
const web = pod('demo', 'app=web');
const other = pod('lab', 'app=web');
const outside = world('203.0.113.9');
const named = (ports: PolicyEnd['namedPorts']): PolicyEnd => ({ ...api, namedPorts: ports });
const icmp = (type: number): Partial<Attempt> => ({ protocol: 'ICMP', port: null, icmpType: type });
const icmp6 = (type: number): Partial<Attempt> => ({ protocol: 'ICMPv6', port: null, icmpType: type });
const http = (method: string, path: string, headers: Record<string, string> = {}): Partial<Attempt> => ({
  http: { method, path, host: 'api.example', headers },
});

type Row = readonly [title: string, policies: string, asked: Attempt, decision: string, l7?: string];

function hold(direction: 'ingress' | 'egress', rows: readonly Row[]): void {
  for (const [title, text, asked, decision, l7] of rows) {
    it(title, () => {
      const { policies, problems } = readPolicyText(text, 'test.yaml');
      expect(problems).toEqual([]);
      const verdict = judge(policies, asked);
      expect(verdict[direction].decision).toBe(decision);
      if (l7 !== undefined) expect(verdict.l7).toBe(l7);
    });
  }
}

const webTo80 =
  'ingress: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]';
const into = (source: PolicyEnd, more: Partial<Attempt> = {}) => attempt(source, api, more);
const out = (destination: PolicyEnd, more: Partial<Attempt> = {}) => attempt(api, destination, more);
const range = (port: string, end: number, protocol = 'TCP') =>
  `ingress: [{toPorts: [{ports: [{port: "${port}", endPort: ${end}, protocol: ${protocol}}]}]}]`;
const rules = (text: string) =>
  `ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: ${text}}}]}]`;

describe('ranges of ports', () => {
  hold('ingress', [
    ['the first', cilium(range('8000', 8010)), into(web, { port: 8000 }), 'allowed'],
    ['the last', cilium(range('8000', 8010)), into(web, { port: 8010 }), 'allowed'],
    ['one in the middle', cilium(range('8000', 8010)), into(web, { port: 8005 }), 'allowed'],
    ['one below', cilium(range('8000', 8010)), into(web, { port: 7999 }), 'default-deny'],
    ['one above', cilium(range('8000', 8010)), into(web, { port: 8011 }), 'default-deny'],
    ['another protocol', cilium(range('8000', 8010)), into(web, { port: 8005, protocol: 'UDP' }), 'default-deny'],
    ['any protocol', cilium(range('8000', 8010, 'ANY')), into(web, { port: 8005, protocol: 'SCTP' }), 'allowed'],
    ['of one port', cilium(range('8000', 8000)), into(web, { port: 8000 }), 'allowed'],
    [
      'of a NetworkPolicy',
      network('ingress: [{ports: [{port: 8000, endPort: 8010}]}]'),
      into(web, { port: 8009 }),
      'allowed',
    ],
    [
      'past one of a NetworkPolicy',
      network('ingress: [{ports: [{port: 8000, endPort: 8010}]}]'),
      into(web, { port: 8011 }),
      'default-deny',
    ],
    [
      'denied within an allow',
      cilium(`${webTo80}\ningressDeny: [{toPorts: [{ports: [{port: "1", endPort: 100, protocol: TCP}]}]}]`),
      into(web),
      'denied',
    ],
  ]);
});

describe('default deny that is switched', () => {
  const off = 'enableDefaultDeny: {ingress: false}';
  hold('ingress', [
    ['off: what no rule names is open', cilium(`${webTo80}\n${off}`), into(other), 'no-policy'],
    ['off: what a rule allows is allowed', cilium(`${webTo80}\n${off}`), into(web), 'allowed'],
    [
      'off: what a deny rule names is denied',
      cilium(`ingressDeny: [{fromEndpoints: [{matchLabels: {app: web}}]}]\n${off}`),
      into(web),
      'denied',
    ],
    [
      'off in one policy and on in another',
      cilium(`${webTo80}\n${off}`) + cilium('ingress: [{}]', 'q'),
      into(other),
      'default-deny',
    ],
    ['on without a rule', cilium('enableDefaultDeny: {ingress: true}'), into(web), 'default-deny'],
    ['of the other direction', cilium('enableDefaultDeny: {egress: true}'), into(web), 'no-policy'],
    [
      'off beside a request rule: requests pass',
      cilium(`${rules('[{method: GET}]')}\n${off}`),
      into(web, http('POST', '/')),
      'allowed',
      'allowed',
    ],
  ]);
});

describe('lists of peers', () => {
  hold('ingress', [
    [
      'empty, with ports: nobody',
      cilium('ingress: [{fromEndpoints: [], toPorts: [{ports: [{port: "80"}]}]}]'),
      into(web),
      'default-deny',
    ],
    [
      'empty entities, with ports: nobody',
      cilium('ingress: [{fromEntities: [], toPorts: [{ports: [{port: "80"}]}]}]'),
      into(web),
      'default-deny',
    ],
    [
      'empty ranges, with ports: nobody',
      cilium('ingress: [{fromCIDR: [], toPorts: [{ports: [{port: "80"}]}]}]'),
      into(outside),
      'default-deny',
    ],
    [
      'left out, with ports: everybody',
      cilium('ingress: [{toPorts: [{ports: [{port: "80"}]}]}]'),
      into(outside),
      'allowed',
    ],
    ['of NetworkPolicy, empty: everybody', network('ingress: [{from: []}]'), into(outside), 'allowed'],
    [
      'a field of YAML without a value is none',
      cilium('ingress: [{fromEndpoints: , toPorts: [{ports: [{port: "80"}]}]}]'),
      into(web),
      'allowed',
    ],
  ]);
});

describe('entities', () => {
  const from = (entity: string) => cilium(`ingress: [{fromEntities: [${entity}]}]`);
  hold('ingress', [
    ['world, by family', from('world-ipv4'), into(reserved('world-ipv4')), 'allowed'],
    ['world, of the other family', from('world-ipv6'), into(reserved('world-ipv4')), 'default-deny'],
    ['world covers a family', from('world'), into(reserved('world-ipv6')), 'allowed'],
    ['none', from('none'), into(web), 'default-deny'],
    ['health', from('health'), into(reserved('health')), 'allowed'],
    ['ingress', from('ingress'), into(reserved('ingress')), 'allowed'],
    ['cluster: a pod of it', from('cluster'), into(other), 'allowed'],
    ['cluster: not the world', from('cluster'), into(outside), 'default-deny'],
    [
      'a node that runs the API server',
      from('kube-apiserver'),
      into(reserved('remote-node', 'kube-apiserver')),
      'allowed',
    ],
    ['an API server outside', from('kube-apiserver'), into(reserved('world', 'kube-apiserver')), 'allowed'],
    ['the host is let in whatever is written', cilium('ingress: [{}]'), into(reserved('host')), 'allowed'],
    [
      'the host is refused by a deny rule',
      cilium('ingressDeny: [{fromEntities: [host]}]'),
      into(reserved('host')),
      'denied',
    ],
    ['a remote node is not the host', cilium('ingress: [{}]'), into(reserved('remote-node')), 'default-deny'],
    [
      'the host passes request rules',
      cilium(rules('[{method: GET}]')),
      into(reserved('host'), http('POST', '/')),
      'allowed',
      'allowed',
    ],
  ]);
});

describe('addresses outside', () => {
  const to = (text: string) => cilium(`egress: [${text}]`);
  hold('egress', [
    ['in a range', to('{toCIDR: [203.0.113.0/24]}'), out(outside), 'allowed'],
    ['in a range with bits of the host', to('{toCIDR: [203.0.113.7/24]}'), out(outside), 'allowed'],
    ['beside it', to('{toCIDR: [203.0.112.0/24]}'), out(outside), 'default-deny'],
    ['all of IPv4', to('{toCIDR: [0.0.0.0/0]}'), out(outside), 'allowed'],
    ['all of IPv4 is not IPv6', to('{toCIDR: [0.0.0.0/0]}'), out(world('2001:db8::1')), 'default-deny'],
    ['all of IPv6', to('{toCIDR: ["::/0"]}'), out(world('2001:db8::1')), 'allowed'],
    [
      'an exception',
      to('{toCIDRSet: [{cidr: 203.0.113.0/24, except: [203.0.113.8/29]}]}'),
      out(outside),
      'default-deny',
    ],
    ['a pod is never found by its address', to('{toCIDR: [0.0.0.0/0]}'), out(web), 'default-deny'],
    ['a node neither', to('{toCIDR: [0.0.0.0/0]}'), out(reserved('remote-node')), 'default-deny'],
    ['an address that is not known', to('{toCIDR: [203.0.113.0/24]}'), out({ ...outside, ip: null }), 'unknown'],
    ['a group of ranges', to('{toCIDRSet: [{cidrGroupRef: office}]}'), out(outside), 'unknown'],
    ['nodes by label', to('{toNodes: [{matchLabels: {zone: a}}]}'), out(reserved('remote-node')), 'unknown'],
    [
      'what is unknown does not hide what allows',
      to('{toGroups: [{}]}, {toEntities: [world]}'),
      out(outside),
      'allowed',
    ],
    [
      'a deny that is unknown does',
      cilium('egress: [{toEntities: [world]}]\negressDeny: [{toCIDRSet: [{cidrGroupRef: x}]}]'),
      out(outside),
      'unknown',
    ],
  ]);
});

describe('names', () => {
  const to = (text: string) => cilium(`egress: [{toFQDNs: [{${text}}]}]`);
  const known = (name: string) => out(world('203.0.113.9', name), { port: 443 });
  hold('egress', [
    ['by name', to('matchName: api.example.com'), known('api.example.com'), 'allowed'],
    ['whatever the case', to('matchName: API.example.com'), known('api.Example.com.'), 'allowed'],
    ['another name', to('matchName: api.example.com'), known('www.example.com'), 'default-deny'],
    ['a part of a label', to('matchPattern: "api-*.example.com"'), known('api-7.example.com'), 'allowed'],
    ['a star stays within a label', to('matchPattern: "*.example.com"'), known('a.b.example.com'), 'default-deny'],
    ['two stars go through labels', to('matchPattern: "**.example.com"'), known('a.b.example.com'), 'allowed'],
    ['two stars need one label', to('matchPattern: "**.example.com"'), known('example.com'), 'default-deny'],
    ['a star alone is every name', to('matchPattern: "*"'), known('a.b.c'), 'allowed'],
    ['a star alone needs a name', to('matchPattern: "*"'), out(outside, { port: 443 }), 'default-deny'],
    [
      'the name among the labels',
      to('matchName: one.example'),
      out({ ...outside, labels: [...outside.labels, readLabel('fqdn:one.example.')] }),
      'allowed',
    ],
    ['a dot is a dot', to('matchName: a.example'), known('axexample'), 'default-deny'],
  ]);
});

describe('services', () => {
  const to = cilium('egress: [{toServices: [{k8sService: {serviceName: legacy, namespace: demo}}]}]');
  it('are unknown without a list of them, and judged by one', () => {
    const { policies } = readPolicyText(to, 'x');
    const services = [{ namespace: 'demo', name: 'legacy', labels: [], pods: null, backends: ['203.0.113.9'] }];
    expect(judge(policies, out(outside)).egress.decision).toBe('unknown');
    expect(judge(policies, out(outside), services).egress.decision).toBe('allowed');
    expect(judge(policies, out(world('203.0.113.10')), services).egress.decision).toBe('default-deny');
  });

  const { policies } = readPolicyText(to, 'x');
  const legacy = { namespace: 'demo', name: 'legacy', labels: [], backends: [] };
  const decided = (end: PolicyEnd, service: Partial<KnownService>) =>
    judge(policies, out(end), [{ ...legacy, pods: null, ...service }]).egress.decision;
  const pods = readSelector({ matchLabels: { app: 'db', 'io.kubernetes.pod.namespace': 'demo' } }, 'k8s');
  it.each<[string, PolicyEnd, Partial<KnownService>, string]>([
    ['that select pods mean these', pod('demo', 'app=db'), { pods }, 'allowed'],
    ['that select pods mean no others', pod('demo', 'app=web'), { pods }, 'default-deny'],
    ['that select pods mean them in their namespace', pod('other', 'app=db'), { pods }, 'default-deny'],
    ['that select pods mean no address', world('203.0.113.9'), { pods, backends: ['203.0.113.9'] }, 'default-deny'],
    ['that select none mean no pod at an address of theirs', pod('demo'), { backends: ['10.0.0.7'] }, 'default-deny'],
    ['compare addresses however they are written', world('2001:db8::1'), { backends: ['2001:DB8:0::1'] }, 'allowed'],
    ['of another name', world('203.0.113.9'), { name: 'other', backends: ['203.0.113.9'] }, 'default-deny'],
    ['of another namespace', world('203.0.113.9'), { namespace: 'x', backends: ['203.0.113.9'] }, 'default-deny'],
    ['cannot be judged without labels', { ...pod('demo'), labels: [] }, { pods }, 'unknown'],
  ])('%s', (_, end, service, expected) => {
    expect(decided(end, service)).toBe(expected);
  });
});

describe('ports by name', () => {
  const byName = (protocol = 'TCP') =>
    cilium(`ingress: [{toPorts: [{ports: [{port: http-web, protocol: ${protocol}}]}]}]`);
  const ports = { 'http-web': { port: 8080, protocol: 'TCP' } } as const;
  hold('ingress', [
    ['known and equal', byName(), attempt(web, named(ports), { port: 8080 }), 'allowed'],
    ['known and another', byName(), attempt(web, named(ports), { port: 80 }), 'default-deny'],
    ['not one of the pod', byName(), attempt(web, named({}), { port: 8080 }), 'default-deny'],
    ['not known', byName(), into(web, { port: 8080 }), 'unknown'],
    ['of another protocol', byName('UDP'), attempt(web, named(ports), { port: 8080 }), 'default-deny'],
    [
      'named like a part of every object',
      cilium('ingress: [{toPorts: [{ports: [{port: constructor}]}]}]'),
      attempt(web, named({}), { port: 80 }),
      'default-deny',
    ],
  ]);
});

describe('ICMP', () => {
  const of = (text: string) => cilium(`ingress: [{icmps: [{fields: [${text}]}]}]`);
  hold('ingress', [
    ['by number', of('{type: 8}'), into(web, icmp(8)), 'allowed'],
    ['another number', of('{type: 8}'), into(web, icmp(0)), 'default-deny'],
    ['by name', of('{type: EchoRequest, family: IPv4}'), into(web, icmp(8)), 'allowed'],
    ['by name of IPv6', of('{type: EchoRequest, family: IPv6}'), into(web, icmp6(128)), 'allowed'],
    [
      'the name means another number in IPv6',
      of('{type: EchoRequest, family: IPv6}'),
      into(web, icmp6(8)),
      'default-deny',
    ],
    ['type 0 is a type', of('{type: 0}'), into(web, icmp(8)), 'default-deny'],
    [
      'a rule of ports does not open it',
      cilium('ingress: [{toPorts: [{ports: [{port: "0", protocol: ANY}]}]}]'),
      into(web, icmp(8)),
      'default-deny',
    ],
    ['a rule of peers does', cilium('ingress: [{fromEndpoints: [{}]}]'), into(web, icmp(8)), 'allowed'],
    [
      'a deny of it leaves TCP',
      cilium(`${webTo80}\ningressDeny: [{icmps: [{fields: [{type: 8}]}]}]`),
      into(web),
      'allowed',
    ],
  ]);
});

describe('deny before allow', () => {
  const deny = (text: string) => cilium(`${webTo80}\ningressDeny: [${text}]`);
  hold('ingress', [
    [
      'of every port of the protocol',
      deny('{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: "0", protocol: TCP}]}]}'),
      into(web),
      'denied',
    ],
    ['of everybody on the port', deny('{toPorts: [{ports: [{port: "80"}]}]}'), into(web), 'denied'],
    [
      'of a part of the labels',
      deny('{fromEndpoints: [{matchExpressions: [{key: app, operator: In, values: [web, db]}]}]}'),
      into(web),
      'denied',
    ],
    [
      'clusterwide',
      cilium(webTo80) + clusterwide('ingressDeny: [{fromEndpoints: [{matchLabels: {app: web}}]}]'),
      into(web),
      'denied',
    ],
    ['by a policy that says nothing else', cilium('ingressDeny: [{fromEntities: [world]}]'), into(web), 'default-deny'],
    ['of another port', deny('{toPorts: [{ports: [{port: "443"}]}]}'), into(web), 'allowed'],
  ]);
});

describe('namespaces', () => {
  const from = (labels: string) => cilium(`ingress: [{fromEndpoints: [{matchLabels: {${labels}}}]}]`);
  hold('ingress', [
    ['the own one is meant where none is named', from('app: web'), into(other), 'default-deny'],
    ['another by name', from('app: web, "k8s:io.kubernetes.pod.namespace": lab'), into(other), 'allowed'],
    [
      'another by a label of it',
      from('"k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": lab'),
      into(other),
      'allowed',
    ],
    [
      'of a clusterwide policy: all',
      clusterwide('ingress: [{fromEndpoints: [{matchLabels: {app: web}}]}]'),
      into(other),
      'allowed',
    ],
    [
      'of a clusterwide policy: pods only',
      clusterwide('ingress: [{fromEndpoints: [{}]}]'),
      into(outside),
      'default-deny',
    ],
    ['a policy of another is not laid on the pod', cilium(webTo80), attempt(web, pod('lab', 'app=api')), 'no-policy'],
    [
      'of NetworkPolicy, by label',
      network('ingress: [{from: [{namespaceSelector: {matchLabels: {"kubernetes.io/metadata.name": lab}}}]}]'),
      into(other),
      'allowed',
    ],
    [
      'of NetworkPolicy, by label and pod',
      network('ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}]}]'),
      into(other),
      'default-deny',
    ],
  ]);
});

describe('requests', () => {
  hold('ingress', [
    ['a method that fits', cilium(rules('[{method: "GET|HEAD"}]')), into(web, http('HEAD', '/')), 'allowed', 'allowed'],
    ['a method that does not', cilium(rules('[{method: GET}]')), into(web, http('POST', '/')), 'allowed', 'denied'],
    [
      'an expression is of the whole path',
      cilium(rules('[{path: /api}]')),
      into(web, http('GET', '/api/1')),
      'allowed',
      'denied',
    ],
    [
      'alternatives are of the whole path too',
      cilium(rules('[{path: "/a|/b"}]')),
      into(web, http('GET', '/bc')),
      'allowed',
      'denied',
    ],
    ['a query is part of it', cilium(rules('[{path: /api}]')), into(web, http('GET', '/api?a=1')), 'allowed', 'denied'],
    ['not seen', cilium(rules('[{path: /api}]')), into(web), 'allowed', 'unknown'],
    [
      'a header by value',
      cilium(rules('[{headers: ["X-Team: a b"]}]')),
      into(web, http('GET', '/', { 'x-team': 'a b' })),
      'allowed',
      'allowed',
    ],
    [
      'a header value is literal',
      cilium(rules('[{headers: ["X-Team: .*"]}]')),
      into(web, http('GET', '/', { 'x-team': 'a' })),
      'allowed',
      'denied',
    ],
    [
      'a header that is missing',
      cilium(rules('[{headers: [X-Team]}]')),
      into(web, http('GET', '/')),
      'allowed',
      'denied',
    ],
    [
      'a header that is only logged',
      cilium(rules('[{headerMatches: [{name: X-A, value: "1", mismatch: LOG}]}]')),
      into(web, http('GET', '/')),
      'allowed',
      'allowed',
    ],
    [
      'a header in a secret',
      cilium(rules('[{headerMatches: [{name: X-A, secret: {name: s}}]}]')),
      into(web, http('GET', '/', { 'x-a': '1' })),
      'allowed',
      'unknown',
    ],
    [
      'Kafka is shown and not judged',
      cilium('ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {kafka: [{topic: t}]}}]}]'),
      into(web),
      'allowed',
      'unknown',
    ],
    [
      'a wider rule beside lets all pass',
      cilium(rules('[{method: GET}]')) + cilium(webTo80, 'q'),
      into(web, http('POST', '/')),
      'allowed',
      'allowed',
    ],
  ]);
  hold('egress', [
    [
      'a name that may be asked for',
      cilium(
        'egress: [{toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*.example.com"}]}}]}]',
      ),
      out(web, { port: 53, protocol: 'UDP', dns: 'a.example.com.' }),
      'allowed',
      'allowed',
    ],
    [
      'one that may not',
      cilium(
        'egress: [{toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchName: a.example.com}]}}]}]',
      ),
      out(web, { port: 53, protocol: 'UDP', dns: 'b.example.com.' }),
      'allowed',
      'denied',
    ],
  ]);
});

describe('ends of which nothing is known', () => {
  const nobody: PolicyEnd = { labels: [], ip: '10.0.0.9', names: [], namedPorts: null };
  hold('ingress', [
    ['as the one a policy is laid on', cilium(webTo80), attempt(web, nobody), 'unknown'],
    ['as a peer by label', cilium(webTo80), into(nobody), 'unknown'],
    ['as a peer of a rule for everybody', cilium('ingress: [{fromEntities: [all]}]'), into(nobody), 'allowed'],
    ['as a peer on another port', cilium(webTo80), into(nobody, { port: 443 }), 'default-deny'],
  ]);
});

describe('expressions on labels', () => {
  const tagged = pod('demo', 'app=web', 'tier=front', 'empty=', 'container:app=box');
  const from = (text: string) => cilium(`ingress: [{fromEndpoints: [{matchExpressions: [${text}]}]}]`);
  const fromLabels = (text: string) => cilium(`ingress: [{fromEndpoints: [{matchLabels: {${text}}}]}]`);
  hold('ingress', [
    ['In: one of several', from('{key: tier, operator: In, values: [back, front]}'), into(tagged), 'allowed'],
    ['In: none of them', from('{key: tier, operator: In, values: [back]}'), into(tagged), 'default-deny'],
    ['In: a label that is missing', from('{key: zone, operator: In, values: [a]}'), into(tagged), 'default-deny'],
    ['NotIn: another value', from('{key: tier, operator: NotIn, values: [back]}'), into(tagged), 'allowed'],
    ['NotIn: that value', from('{key: tier, operator: NotIn, values: [front]}'), into(tagged), 'default-deny'],
    ['NotIn: a label that is missing', from('{key: zone, operator: NotIn, values: [a]}'), into(tagged), 'allowed'],
    ['Exists', from('{key: tier, operator: Exists}'), into(tagged), 'allowed'],
    ['Exists: missing', from('{key: zone, operator: Exists}'), into(tagged), 'default-deny'],
    ['Exists: with an empty value', from('{key: empty, operator: Exists}'), into(tagged), 'allowed'],
    ['DoesNotExist', from('{key: zone, operator: DoesNotExist}'), into(tagged), 'allowed'],
    ['DoesNotExist: it does', from('{key: tier, operator: DoesNotExist}'), into(tagged), 'default-deny'],
    [
      'several have to hold',
      from('{key: tier, operator: Exists}, {key: app, operator: In, values: [api]}'),
      into(tagged),
      'default-deny',
    ],
    ['an empty value is a value', fromLabels('empty: ""'), into(tagged), 'allowed'],
    ['an empty value is not a missing label', fromLabels('zone: ""'), into(tagged), 'default-deny'],
    ['a label of any source', fromLabels('app: box'), into(tagged), 'allowed'],
    ['a label of another source', fromLabels('"k8s:app": box'), into(tagged), 'default-deny'],
    ['a source by name', fromLabels('"container:app": box'), into(tagged), 'allowed'],
    ['values tell cases apart', fromLabels('app: Web'), into(tagged), 'default-deny'],
  ]);
});

describe('several policies on one end', () => {
  const onlyDb = 'ingress: [{fromEndpoints: [{matchLabels: {app: db}}]}]';
  hold('ingress', [
    ['one that allows is enough', cilium(onlyDb) + cilium(webTo80, 'q'), into(web), 'allowed'],
    ['none that allows', cilium(onlyDb) + cilium('ingress: [{}]', 'q'), into(web), 'default-deny'],
    ['of two kinds', network('ingress: []') + cilium(webTo80), into(web), 'allowed'],
    [
      'an empty deny item refuses nothing',
      cilium(webTo80) + network('') + cilium('ingressDeny: [{}]', 'r'),
      into(web),
      'allowed',
    ],
    [
      'a deny of everybody wins over a NetworkPolicy',
      network('ingress: [{}]') + cilium('ingressDeny: [{fromEntities: [all]}]'),
      into(web),
      'denied',
    ],
    [
      'peer of one and port of another make no rule',
      cilium(onlyDb) +
        cilium('ingress: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: "443"}]}]}]', 'q'),
      into(web),
      'default-deny',
    ],
    ['one laid on other pods says nothing', cilium(webTo80, 'q', '{matchLabels: {app: db}}'), into(web), 'no-policy'],
    ['one laid on all pods of the namespace', cilium('ingress: [{}]', 'q', '{}'), into(web), 'default-deny'],
  ]);
});

describe('a NetworkPolicy', () => {
  const block = (text: string) => network(`ingress: [{from: [{ipBlock: {${text}}}]}]`);
  hold('ingress', [
    ['without rules shuts ingress', network(''), into(web), 'default-deny'],
    ['of egress alone leaves ingress open', network('policyTypes: [Egress]'), into(web), 'no-policy'],
    ['with one empty rule opens', network('ingress: [{}]'), into(outside), 'allowed'],
    ['means pods of its own namespace', network('ingress: [{from: [{podSelector: {}}]}]'), into(other), 'default-deny'],
    ['a pod of its own namespace', network('ingress: [{from: [{podSelector: {}}]}]'), into(web), 'allowed'],
    [
      'peers are alternatives',
      network('ingress: [{from: [{podSelector: {matchLabels: {app: db}}}, {namespaceSelector: {}}]}]'),
      into(other),
      'allowed',
    ],
    ['an address in a block', block('cidr: 203.0.113.0/24'), into(outside), 'allowed'],
    [
      'an address that is excepted',
      block('cidr: 203.0.113.0/24, except: [203.0.113.0/28]'),
      into(outside),
      'default-deny',
    ],
    [
      'a port without a protocol is TCP',
      network('ingress: [{ports: [{port: 80}]}]'),
      into(web, { protocol: 'UDP' }),
      'default-deny',
    ],
    [
      'a protocol without a port is all of its ports',
      network('ingress: [{ports: [{protocol: UDP}]}]'),
      into(web, { protocol: 'UDP', port: 9 }),
      'allowed',
    ],
    ['a port by name that is not known', network('ingress: [{ports: [{port: web}]}]'), into(web), 'unknown'],
  ]);
  hold('egress', [
    ['of ingress leaves egress open', network('ingress: []'), out(outside), 'no-policy'],
    [
      'with an egress section shuts the rest',
      network('egress: [{ports: [{port: 443}]}]'),
      out(outside),
      'default-deny',
    ],
    ['that says egress and has none', network('policyTypes: [Egress]'), out(web), 'default-deny'],
  ]);
});

describe('both ends together', () => {
  const verdictOf = (text: string, asked: Attempt) => judge(readPolicyText(text, 'x').policies, asked).verdict;
  const outOfWeb = (rule: string) => cilium(`egress: [${rule}]`, 'out', '{matchLabels: {app: web}}');
  it.each<[string, string, Attempt, string]>([
    ['open at both', '', into(web), 'allowed'],
    ['open at one, allowed at the other', cilium(webTo80), into(web), 'allowed'],
    ['allowed at both', cilium(webTo80) + outOfWeb('{toEndpoints: [{matchLabels: {app: api}}]}'), into(web), 'allowed'],
    [
      'refused on the way out',
      cilium(webTo80) + outOfWeb('{toEndpoints: [{matchLabels: {app: db}}]}'),
      into(web),
      'denied',
    ],
    ['refused on the way in', cilium('ingress: [{}]') + outOfWeb('{toEntities: [all]}'), into(web), 'denied'],
    [
      'unknown on one, refused on the other',
      cilium('ingress: [{}]') + outOfWeb('{toGroups: [{}]}'),
      into(web),
      'denied',
    ],
    ['unknown on one, allowed on the other', cilium(webTo80) + outOfWeb('{toGroups: [{}]}'), into(web), 'unknown'],
  ])('%s', (_, text, asked, expected) => expect(verdictOf(text, asked)).toBe(expected));
});

describe('ends of other clusters', () => {
  const away = (end: PolicyEnd): PolicyEnd => ({
    ...end,
    labels: end.labels.map((label) => (label.key.endsWith('policy.cluster') ? { ...label, value: 'west' } : label)),
  });
  const nowhere = { ...web, labels: web.labels.filter(({ key }) => !key.endsWith('policy.cluster')) };
  const from = (labels: string) => cilium(`ingress: [{fromEndpoints: [{matchLabels: {${labels}}}]}]`);
  hold('ingress', [
    ['are not meant by a selector that names no cluster', from('app: web'), into(away(web)), 'default-deny'],
    ['are meant by name', from('app: web, io.cilium.k8s.policy.cluster: west'), into(away(web)), 'allowed'],
    [
      'are meant by what is said of clusters',
      cilium(
        'ingress: [{fromEndpoints: [{matchExpressions: [{key: "k8s:io.cilium.k8s.policy.cluster", operator: Exists}]}]}]',
      ),
      into(away(web)),
      'allowed',
    ],
    [
      'are not denied by a selector that names no cluster',
      cilium('ingress: [{fromEntities: [all]}]\ningressDeny: [{fromEndpoints: [{}]}]'),
      into(away(web)),
      'allowed',
    ],
    ['are not of the entity cluster', cilium('ingress: [{fromEntities: [cluster]}]'), into(away(web)), 'default-deny'],
    ['are of the entity all', cilium('ingress: [{fromEntities: [all]}]'), into(away(web)), 'allowed'],
    [
      'are not meant by a NetworkPolicy',
      network('ingress: [{from: [{podSelector: {}}]}]'),
      into(away(web)),
      'default-deny',
    ],
    ['both away are in one', from('app: web'), attempt(away(web), away(api)), 'allowed'],
    ['one that does not say where it is may be meant', from('app: web'), into(nowhere), 'allowed'],
  ]);
});

describe('ends that Cilium runs itself', () => {
  const gate = reserved('ingress');
  const selects = '{matchExpressions: [{key: "reserved:ingress", operator: Exists}]}';
  const outward = 'egress: [{toEndpoints: [{matchLabels: {app: api}}]}]';
  hold('egress', [
    ['ingress is open without a policy', '', into(gate), 'no-policy'],
    ['ingress by a clusterwide policy that names it', clusterwide(outward, 'c', selects), into(gate), 'allowed'],
    ['ingress to others', clusterwide(outward, 'c', selects), attempt(gate, web), 'default-deny'],
    [
      'ingress by a clusterwide policy for all but one namespace',
      clusterwide(
        outward,
        'c',
        '{matchExpressions: [{key: io.kubernetes.pod.namespace, operator: NotIn, values: [kube-system]}]}',
      ),
      attempt(gate, web),
      'default-deny',
    ],
    ['ingress is none of a namespace', cilium(outward, 'p', '{}'), attempt(gate, web), 'no-policy'],
    [
      'health by a clusterwide policy for all',
      clusterwide(outward, 'c', '{}'),
      attempt(reserved('health'), web),
      'default-deny',
    ],
  ]);
  hold('ingress', [
    [
      'ingress by a clusterwide policy for all',
      clusterwide('ingress: [{fromEntities: [cluster]}]', 'c', '{}'),
      attempt(outside, gate),
      'default-deny',
    ],
    [
      'ingress from a range',
      clusterwide('ingress: [{fromCIDRSet: [{cidr: 203.0.113.0/24}]}]', 'c', selects),
      attempt(outside, gate),
      'allowed',
    ],
  ]);
});

describe('nodes', () => {
  const forNodes = (body: string) => clusterwide(body).replace(/endpointSelector: .*/, 'nodeSelector: {}');
  hold('ingress', [
    [
      'are open without a policy for nodes',
      clusterwide('ingress: [{}]', 'c', '{}'),
      attempt(outside, reserved('host')),
      'no-policy',
    ],
    ['hang on which nodes it selects', forNodes('ingress: [{}]'), attempt(outside, reserved('host')), 'unknown'],
    [
      'of others as well',
      forNodes('ingress: [{}]'),
      attempt(web, reserved('kube-apiserver', 'remote-node')),
      'unknown',
    ],
    ['are open in the other direction', forNodes('egress: [{}]'), attempt(outside, reserved('host')), 'no-policy'],
    ['are not pods', forNodes('ingress: [{}]'), into(outside), 'no-policy'],
    ['are not the world', forNodes('ingress: [{}]'), attempt(web, outside), 'no-policy'],
  ]);
});

describe('what a proxy asks that no flow tells', () => {
  const to = (entry: string) => cilium(`egress: [{toPorts: [{ports: [{port: "443", protocol: TCP}], ${entry}}]}]`);
  const asked = out(outside, { port: 443 });
  hold('egress', [
    ['the name of a TLS server', to('serverNames: [api.example.com]'), asked, 'allowed', 'unknown'],
    ['no name at all', to('serverNames: []'), asked, 'allowed', 'none'],
    ['a listener', to('listener: {envoyConfig: {name: x}, name: y}'), asked, 'allowed', 'unknown'],
    [
      'beside a rule for the whole port',
      to('serverNames: [api.example.com]') + cilium('egress: [{toEntities: [world]}]', 'q'),
      asked,
      'allowed',
      'allowed',
    ],
  ]);
});

describe('policies of one cluster', () => {
  const own = readPolicyText(cilium('ingress: [{}]'), 'x').policies.map((policy) => ({
    ...policy,
    cluster: 'default',
  }));
  const decided = (end: PolicyEnd) => judge(own, attempt(web, end)).ingress.decision;
  const away = api.labels.map((label) => (label.key.endsWith('policy.cluster') ? { ...label, value: 'west' } : label));
  it('are laid on its endpoints, and on those that do not say where they are', () => {
    expect(decided(api)).toBe('default-deny');
    expect(decided({ ...api, labels: away })).toBe('no-policy');
    expect(decided({ ...api, labels: api.labels.filter(({ key }) => !key.endsWith('cluster')) })).toBe('default-deny');
  });
});
