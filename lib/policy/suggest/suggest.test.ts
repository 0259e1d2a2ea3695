import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { sampleFlow, samplePod } from '@/lib/flow/sample';
import { sentenceText } from '@/lib/flow/sentence';
import { attemptOf } from '@/lib/policy/attempt';
import type { Attempt } from '@/lib/policy/end';
import { judge } from '@/lib/policy/judge';
import type { Policy } from '@/lib/policy/policy';
import { readPolicyText } from '@/lib/policy/read-text';
import { readLabel } from '@/lib/policy/selector';
import type { SuggestedKind } from '@/lib/policy/suggest/need';
import { type Suggestion, suggest } from '@/lib/policy/suggest/suggest';

const frontend = samplePod('shop', 'frontend', 'app=frontend', 'pod-template-hash=5d8f7c9b6d');
const tester = samplePod('shop', 'test-pod', 'run=test-pod');
const client = samplePod('web', 'client', 'app=client');
const world: Endpoint = { identity: 2, labels: ['reserved:world'], workloads: [] };
const host: Endpoint = { identity: 1, labels: ['reserved:host'], workloads: [] };

const tcp = (port: number) => ({
  protocol: 'TCP' as const,
  sourcePort: 40_000,
  destinationPort: port,
  flags: ['SYN' as const],
});
const denied = (more: Partial<Flow> = {}): Flow =>
  sampleFlow({
    source: tester,
    destination: frontend,
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    l4: tcp(80),
    dropReason: 'POLICY_DENIED',
    ...more,
  });
const request = (method: string, url: string, more: Partial<Flow> = {}): Flow =>
  denied({
    dropReason: undefined,
    isReply: false,
    l7: { type: 'REQUEST', http: { code: 0, method, url, protocol: 'HTTP/1.1', headers: [] } },
    ...more,
  });
const question = (query: string): Flow =>
  denied({
    dropReason: undefined,
    direction: 'EGRESS',
    isReply: false,
    destination: samplePod('kube-system', 'coredns', 'k8s-app=kube-dns'),
    l4: { protocol: 'UDP', sourcePort: 40_000, destinationPort: 53 },
    l7: {
      type: 'REQUEST',
      dns: { query, ips: [], ttl: 0, cnames: [], observationSource: 'proxy', rcode: 0, qtypes: ['A'], rrtypes: [] },
    },
  });

interface More {
  readonly kind?: SuggestedKind;
  readonly given?: readonly Policy[];
  readonly others?: readonly Flow[];
}
const suggestFor = (
  flows: readonly Flow[],
  { kind = 'CiliumNetworkPolicy', given, others = [] }: More = {},
): Suggestion => suggest({ flows, others, kind, given: given ?? null });
const specOf = (flows: readonly Flow[], more?: More) => parse(suggestFor(flows, more).policies[0]?.yaml ?? '')?.spec;
const warningsOf = (flows: readonly Flow[], more?: More) =>
  suggestFor(flows, more).warnings.map(({ sentence }) => sentenceText(sentence));

describe('a suggested policy', () => {
  it('names the two ends and the port of a refused connection, and nothing else', () => {
    const { policies, proof } = suggestFor([denied()], { others: [denied({ source: client })] });
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({ name: 'allow-test-pod-to-frontend', namespace: 'shop', diff: null });
    expect(parse(policies[0]?.yaml ?? '')).toEqual({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'allow-test-pod-to-frontend', namespace: 'shop' },
      spec: {
        endpointSelector: { matchLabels: { app: 'frontend' } },
        ingress: [
          {
            fromEndpoints: [{ matchLabels: { run: 'test-pod' } }],
            toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }],
          },
        ],
      },
    });
    expect(proof).toEqual({ flows: 1, pass: 1, refused: [], others: 1, othersPass: 0, withGiven: false });
  });

  it('is not said to let the local host through, which is let in without a rule', () => {
    const { proof } = suggestFor([denied()], { others: [denied({ source: host })] });
    expect(proof).toMatchObject({ others: 1, othersPass: 0 });
    expect(suggestFor([denied({ source: host })], { others: [denied()] }).proof).toMatchObject({
      pass: 1,
      othersPass: 0,
    });
  });

  it('names the namespace of a peer that is elsewhere', () => {
    expect(specOf([denied({ source: client })]).ingress[0].fromEndpoints).toEqual([
      { matchLabels: { app: 'client', 'k8s:io.kubernetes.pod.namespace': 'web' } },
    ]);
  });

  it('names the cluster of a peer in another one', () => {
    const labels = client.labels.map((label) => label.replace('cluster=default', 'cluster=west'));
    expect(specOf([denied({ source: { ...client, labels } })]).ingress[0].fromEndpoints[0].matchLabels).toMatchObject({
      'k8s:io.cilium.k8s.policy.cluster': 'west',
    });
  });

  it('is one per workload that refuses, with one item for peers that need the same', () => {
    const flows = [
      denied(),
      denied({ source: client }),
      denied({ l4: tcp(443) }),
      denied({ source: client, l4: tcp(443) }),
    ];
    const { policies } = suggestFor(flows);
    expect(policies.map(({ name }) => name)).toEqual(['allow-to-frontend']);
    const spec = parse(policies[0]?.yaml ?? '').spec;
    expect(spec.ingress).toHaveLength(1);
    expect(spec.ingress[0].fromEndpoints).toHaveLength(2);
    expect(spec.ingress[0].toPorts).toEqual([
      {
        ports: [
          { port: '80', protocol: 'TCP' },
          { port: '443', protocol: 'TCP' },
        ],
      },
    ]);
    expect(suggestFor([denied(), denied({ destination: client })]).policies).toHaveLength(2);
  });

  it('selects pods of one workload by what they have in common', () => {
    const other = samplePod('shop', 'frontend', 'app=frontend', 'canary=yes');
    expect(specOf([denied(), denied({ destination: other })]).endpointSelector).toEqual({
      matchLabels: { app: 'frontend' },
    });
  });

  it('allows requests by method and path, with ids left open', () => {
    const flows = [
      request('GET', 'http://frontend/api/v1/users/4711?full=1'),
      request('GET', '/api/v1/users/12?full=1'),
    ];
    expect(specOf(flows).ingress[0].toPorts).toEqual([
      {
        ports: [{ port: '80', protocol: 'TCP' }],
        rules: { http: [{ method: 'GET', path: '/api/v1/users/[^/?#]+[?#].*' }] },
      },
    ]);
    expect(suggestFor(flows).proof).toMatchObject({ flows: 2, pass: 2 });
    expect(suggestFor(flows, { others: [request('PUT', '/api/v1/users/12?full=1')] }).proof.othersPass).toBe(0);
  });

  it('opens the whole port where the connection itself was refused', () => {
    expect(specOf([denied(), request('GET', '/a')]).ingress[0].toPorts).toEqual([
      { ports: [{ port: '80', protocol: 'TCP' }] },
    ]);
  });

  it('allows names with the questions they need', () => {
    const flow = denied({
      direction: 'EGRESS',
      destination: world,
      destinationNames: ['API.example.com.'],
      l4: tcp(443),
    });
    const { policies, notes } = suggestFor([flow]);
    expect(policies[0]?.name).toBe('allow-test-pod-to-api-example-com');
    const { egress } = parse(policies[0]?.yaml ?? '').spec;
    expect(egress[0]).toEqual({
      toFQDNs: [{ matchName: 'api.example.com' }],
      toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
    });
    expect(egress[1].toPorts.map(({ rules }: { rules: unknown }) => rules)).toEqual([
      { dns: [{ matchName: 'api.example.com' }] },
      { dns: [{ matchName: 'api.example.com' }] },
    ]);
    expect(notes.map(sentenceText).join()).toContain('kube-dns');
  });

  it('allows an address by its number where no name was recorded, and says so', () => {
    const flow = denied({
      direction: 'EGRESS',
      destination: world,
      ip: { source: '10.0.0.1', destination: '192.0.2.9' },
    });
    expect(specOf([flow]).egress[0].toCIDR).toEqual(['192.0.2.9/32']);
    expect(suggestFor([flow]).notes.map(sentenceText)[0]).toMatch(
      /^1 address outside the cluster is allowed by number/,
    );
  });

  it('allows DNS questions by name', () => {
    expect(specOf([question('api.example.com.')]).egress[0].toPorts).toEqual([
      { ports: [{ port: '53', protocol: 'UDP' }], rules: { dns: [{ matchName: 'api.example.com' }] } },
    ]);
  });

  it('allows ICMP by type, and reserved identities as entities', () => {
    const flow = denied({ source: host, l4: { protocol: 'ICMPv4', type: 8, code: 0 } });
    expect(specOf([flow]).ingress).toEqual([
      { fromEntities: ['host'], icmps: [{ fields: [{ family: 'IPv4', type: 8 }] }] },
    ]);
    const labels = ['reserved:kube-apiserver', 'reserved:remote-node'];
    expect(specOf([denied({ source: { labels, workloads: [] } })]).ingress[0].fromEntities).toEqual(['kube-apiserver']);
  });

  it('allows what was audited', () => {
    expect(specOf([denied({ verdict: 'AUDIT' })]).ingress).toHaveLength(1);
  });

  it('is written as a NetworkPolicy where that has words for it', () => {
    expect(specOf([denied({ source: client })], { kind: 'NetworkPolicy' })).toEqual({
      podSelector: { matchLabels: { app: 'frontend' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } },
              podSelector: { matchLabels: { app: 'client' } },
            },
          ],
          ports: [{ port: 80, protocol: 'TCP' }],
        },
      ],
    });
    expect(suggestFor([denied({ source: client })], { kind: 'NetworkPolicy' }).proof).toMatchObject({
      flows: 1,
      pass: 1,
    });
    expect(warningsOf([denied({ source: host })], { kind: 'NetworkPolicy' })[0]).toMatch(/cannot name host/);
    expect(warningsOf([request('GET', '/')], { kind: 'NetworkPolicy' })[0]).toMatch(/cannot name requests/);
  });
});

describe('a warning stands in the place of a policy', () => {
  it.each<[string, Flow, RegExp]>([
    ['a service without backends', denied({ dropReason: 'SERVICE_BACKEND_NOT_FOUND' }), /no policy decided this/],
    ['a packet that is too large', denied({ dropReason: 'FRAG_NEEDED' }), /no policy decided this/],
    ['a stale address', denied({ dropReason: 'STALE_OR_UNROUTABLE_IP' }), /no policy decided this/],
    ['a code of a later version', denied({ dropReason: '250' }), /no policy decided this/],
    ['a deny rule', denied({ dropReason: 'POLICY_DENY' }), /deny rules win/],
    ['a reply', denied({ isReply: true }), /looks like a reply/],
    [
      'a late reply',
      denied({ l4: { protocol: 'TCP', sourcePort: 80, destinationPort: 40_000, flags: ['ACK'] } }),
      /looks like a reply/,
    ],
    ['missing authentication', denied({ dropReason: 'AUTH_REQUIRED' }), /Mutual authentication is missing/],
    ['an end without labels', denied({ source: { labels: [], workloads: [] } }), /No labels were recorded/],
    ['a node that refuses', denied({ destination: host }), /host policies/],
    [
      'a pod without lasting labels',
      denied({ destination: samplePod('shop', 'x', 'pod-template-hash=1') }),
      /no label that its next release still has/,
    ],
    ['a port that was not sent', denied({ l4: tcp(0) }), /No port/],
    ['a side that was not recorded', denied({ direction: 'TRAFFIC_DIRECTION_UNKNOWN' }), /did not record which side/],
    ['frames', denied({ l4: undefined }), /do not speak of/],
  ])('for %s', (_, flow, expected) => {
    const { policies, warnings } = suggestFor([flow]);
    expect(policies).toEqual([]);
    expect(warnings.map(({ sentence }) => sentenceText(sentence))[0]).toMatch(expected);
  });

  it('names the deny rule of now', () => {
    const { policies: given } = readPolicyText(
      'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: shut, namespace: shop}\nspec: {endpointSelector: {}, ingressDeny: [{fromEntities: [all]}]}',
      'x',
    );
    expect(warningsOf([denied()], { given })[0]).toContain('A deny rule of shut refuses it');
  });

  it('counts the flows it is about', () => {
    const late = denied({ isReply: true });
    expect(suggestFor([late, late, denied()]).warnings.map(({ flows }) => flows)).toEqual([2]);
  });
});

describe('beside policies of now', () => {
  const given = (name: string, selector: string) =>
    readPolicyText(
      `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: shop, resourceVersion: "7"}\nspec:\n  endpointSelector: {matchLabels: ${selector}}\n  ingress:\n    - fromEndpoints: [{matchLabels: {role: backend}}]\nstatus: {conditions: []}\n`,
      'now',
    ).policies;

  it('a policy of the name is added to, and the difference shown', () => {
    const [policy] = suggestFor([denied()], { given: given('allow-test-pod-to-frontend', '{app: frontend}') }).policies;
    expect(parse(policy?.yaml ?? '').spec.ingress).toHaveLength(2);
    const lines = policy?.diff?.split('\n') ?? [];
    expect(lines.filter((line) => /^-[^-]/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^\+[^+]/.test(line)).join('\n')).toContain('run: test-pod');
    expect(policy?.yaml).not.toContain('resourceVersion');
  });

  it('what is there already is not added again', () => {
    const [first] = suggestFor([denied()]).policies;
    const { policies: now } = readPolicyText(first?.yaml ?? '', 'now');
    expect(suggestFor([denied()], { given: now }).policies[0]?.yaml).toBe(first?.yaml);
  });

  it('a name that is taken by a policy for other pods is left to it', () => {
    const [policy] = suggestFor([denied()], { given: given('allow-test-pod-to-frontend', '{app: other}') }).policies;
    expect(policy).toMatchObject({ name: 'allow-test-pod-to-frontend-2', diff: null });
  });

  it('the other end is opened as well where it would refuse', () => {
    const flow = denied({ direction: 'EGRESS' });
    const { policies, proof } = suggestFor([flow], { given: given('only-backend', '{app: frontend}') });
    expect(policies.map(({ subject }) => subject).sort()).toEqual(['frontend', 'test-pod']);
    expect(proof).toMatchObject({ flows: 1, pass: 1, withGiven: true });
  });
});

describe('in several clusters', () => {
  const inCluster = (name: string, cluster: string) => {
    const end = samplePod('shop', name, `app=${name}`);
    const labels = end.labels.map((label) => label.replace(/(policy\.cluster=).*/, `$1${cluster}`));
    return { ...end, cluster, labels };
  };
  const within = (cluster: string) =>
    denied({ source: inCluster('cart', cluster), destination: inCluster('frontend', cluster) });

  it('workloads that are called alike get a policy of the same name each, for their cluster', () => {
    const { policies, proof } = suggestFor([within('east'), within('west')]);
    expect(policies.map(({ name, cluster }) => [name, cluster])).toEqual([
      ['allow-cart-to-frontend', 'east'],
      ['allow-cart-to-frontend', 'west'],
    ]);
    expect(proof).toMatchObject({ flows: 2, pass: 2 });
  });

  it('policies of one are neither changed nor counted for another', () => {
    const [first] = suggestFor([within('east')]).policies;
    const text = `${first?.yaml}---\n${first?.yaml.replace('allow-cart-to-frontend', 'other').replaceAll('cart', 'x')}`;
    const given = readPolicyText(text, 'now').policies.map((policy) => ({ ...policy, cluster: 'east' }));
    const west = suggestFor([within('west')], { given });
    expect(west.policies.map(({ cluster, diff }) => [cluster, diff])).toEqual([['west', null]]);
    expect(west.notes.map(sentenceText).join()).toContain(
      'The policies of now are those of cluster east; what those of west say is not known here.',
    );
    expect(suggestFor([within('east')], { given }).policies[0]?.diff).not.toBeNull();
  });
});

const words = fc.constantFrom('app', 'role', 'tier', 'team', 'app.kubernetes.io/name');
const values = fc.constantFrom('a', 'b', 'frontend', 'backend', 'x-1', '');
const labelled = fc
  .dictionary(words, values, { minKeys: 1, maxKeys: 4 })
  .map((labels) => Object.entries(labels).map(([key, value]) => `${key}=${value}`));
const pods = fc
  .tuple(fc.constantFrom('shop', 'web'), fc.constantFrom('one', 'two', 'three'), labelled)
  .map(([namespace, name, labels]) =>
    samplePod(namespace, `${name}-${labels.join('-').replace(/[^a-z\d]+/g, '')}`, ...labels, 'pod-template-hash=abc'),
  );
const outsideEnds = fc.constantFrom<Partial<Flow>>(
  { destination: world, destinationNames: ['api.example.com'] },
  { destination: world, destinationNames: [] },
);
const ports = fc.constantFrom(80, 443, 8080);
const layer4 = fc.oneof(
  ports.map(tcp),
  ports.map((port) => ({ protocol: 'UDP' as const, sourcePort: 40_000, destinationPort: port })),
  fc.constantFrom(0, 8).map((type) => ({ protocol: 'ICMPv4' as const, type, code: 0 })),
);
const connections = fc
  .tuple(pods, pods, layer4, fc.constantFrom('INGRESS', 'EGRESS'))
  .map(([source, destination, l4, direction]) => denied({ source, destination, l4, direction }));
const requests = fc
  .tuple(
    pods,
    pods,
    fc.constantFrom('GET', 'POST', 'a|b'),
    fc.constantFrom('/', '/api/v1/users/4711', '/a.b/c?x=1', '/%7B'),
    fc.constantFrom('INGRESS', 'EGRESS'),
  )
  .map(([source, destination, method, url, direction]) => request(method, url, { source, destination, direction }));
const leaving = fc
  .tuple(pods, outsideEnds, layer4)
  .map(([source, end, l4]) =>
    denied({ source, ...end, l4, direction: 'EGRESS', ip: { source: '10.0.0.1', destination: '192.0.2.9' } }),
  );
const anyFlow = fc.oneof(connections, requests, leaving);

const passes = (flow: Attempt, { policies }: Suggestion, direction: 'ingress' | 'egress'): boolean => {
  const read = policies.flatMap(({ yaml, name }) => readPolicyText(yaml, name).policies);
  const side = judge(read, flow)[direction];
  return side.decision === 'allowed' && (side.l7 === 'none' || side.l7 === 'allowed');
};
const sideOf = ({ direction }: Flow) => (direction === 'EGRESS' ? 'egress' : 'ingress');
const given = (flow: Flow): Attempt => {
  const attempt = attemptOf(flow);
  if (!attempt) throw new Error('no policy speaks of the flow');
  return attempt;
};

describe('of generated refusals', () => {
  it('every flow a suggestion was made from passes', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 8 }), (flows) => {
        const suggestion = suggestFor(flows);
        expect(suggestion.warnings).toEqual([]);
        for (const flow of flows) expect(passes(given(flow), suggestion, sideOf(flow))).toBe(true);
        expect(suggestion.proof).toMatchObject({ flows: flows.length, pass: flows.length });
      }),
      { numRuns: 300 },
    );
  });

  it('what misses one of them by a port, label, namespace or method does not', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const suggestion = suggestFor([flow]);
        for (const near of nearMisses(flow)) expect(passes(near, suggestion, sideOf(flow))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('a NetworkPolicy lets through what it was made from and no near miss', () => {
    const inside = connections.filter(({ l4 }) => l4?.protocol === 'TCP' || l4?.protocol === 'UDP');
    fc.assert(
      fc.property(inside, (flow) => {
        const suggestion = suggestFor([flow], { kind: 'NetworkPolicy' });
        expect(passes(given(flow), suggestion, sideOf(flow))).toBe(true);
        for (const near of nearMisses(flow)) expect(passes(near, suggestion, sideOf(flow))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('hostile labels, names and paths never break the text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"}: {', '\n- x', '*', '&a', '!!js/x', "'", '\u2028', '%s', '.*'),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (key, value, url, name) => {
        const destination = samplePod('shop', name || 'x', 'app=x', `${key}=${value}`);
        const flow = request('GET', `/${url}`, { destination });
        const suggestion = suggestFor([flow, denied({ source: destination, destination: frontend })]);
        for (const { yaml } of suggestion.policies) {
          const { policies, problems } = readPolicyText(yaml, 'x');
          expect([policies.length, problems]).toEqual([1, []]);
        }
        expect(suggestion.proof.pass).toBe(suggestion.proof.flows);
      }),
      { numRuns: 500 },
    );
  });
});

/** The attempt with one thing changed that the flow did not have. */
function nearMisses(flow: Flow): Attempt[] {
  const attempt = given(flow);
  const peer = flow.direction === 'EGRESS' ? 'destination' : 'source';
  const end = attempt[peer];
  const own = end.labels.filter(
    ({ source, key }) => source === 'k8s' && !key.startsWith('io.') && key !== 'pod-template-hash',
  );
  const relabelled = own.map((label) => ({
    ...attempt,
    [peer]: {
      ...end,
      labels: end.labels.map((one) => (one === label ? { ...one, value: `${one.value}-other` } : one)),
    },
  }));
  const moved = end.labels.some(({ key }) => key === 'io.kubernetes.pod.namespace')
    ? [
        {
          ...attempt,
          [peer]: {
            ...end,
            labels: end.labels.map((one) =>
              readLabel(`${one.source}:${one.key}=${one.key.includes('namespace') ? 'elsewhere' : one.value}`),
            ),
          },
        },
      ]
    : [{ ...attempt, [peer]: { ...end, ip: '192.0.2.10', names: ['other.example.com'] } }];
  const onPort =
    attempt.port === null
      ? [{ ...attempt, icmpType: 3 }]
      : [
          { ...attempt, port: 9_999 },
          { ...attempt, protocol: 'SCTP' as const },
        ];
  const asked = attempt.http
    ? [
        { ...attempt, http: { ...attempt.http, method: 'DELETE' } },
        { ...attempt, http: { ...attempt.http, path: `${attempt.http.path.split('?')[0]}/more` } },
      ]
    : [];
  return [...relabelled, ...moved, ...onPort, ...asked];
}

const schemaFile = path.resolve(import.meta.dirname, '../../../../shared/api/policy-schema.json');

describe.skipIf(!existsSync(schemaFile))('by the schema of the object', () => {
  it('every suggested CiliumNetworkPolicy is valid', () => {
    const { CiliumNetworkPolicy: schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 5 }), (flows) => {
        for (const { yaml } of suggestFor(flows).policies) {
          validate(parse(yaml));
          expect(validate.errors).toBeNull();
        }
      }),
      { numRuns: 200 },
    );
  });
});
