// Policies as people write them: what is wrong is named by field and line, and the rest is read.
import { describe, expect, it } from 'vitest';
import { readPolicyText } from '@/lib/policy/read-text';
import { cilium, network } from '@/lib/policy/sample';

const messages = (text: string) => readPolicyText(text, 'a.yaml').problems.map(({ message }) => message);
const item = (text: string) => cilium(`ingress: [${text}]`);

describe('a field that is wrong', () => {
  it.each([
    [
      item('{rules: {icmp: [{}]}}'),
      'spec.ingress[0].rules does not exist; rules stand in a toPorts entry and know no icmp',
    ],
    [item('{toFQDNs: [{matchName: a.b}]}'), 'spec.ingress[0].toFQDNs does not exist; names are for egress only.'],
    [
      item('{toPorts: [{port: "80"}]}'),
      'spec.ingress[0].toPorts[0].port does not exist; port and protocol stand one level deeper',
    ],
    [
      item('{toPorts: [{ports: [{port: 80}]}]}'),
      'spec.ingress[0].toPorts[0].ports[0].port must be text, not a number: write "80" with quotes.',
    ],
    [
      item('{toPorts: [{ports: [{port: "80-90"}]}]}'),
      'is one number or one name; a range is written with port and endPort.',
    ],
    [
      item('{toPorts: [{ports: [{port: "90", endPort: 80}]}]}'),
      'spec.ingress[0].toPorts[0].ports[0].endPort must not be less than port (90).',
    ],
    [item('{fromEntities: world}'), 'spec.ingress[0].fromEntities must be a list, not text.'],
    [item('{fromEntities: [pod]}'), 'spec.ingress[0].fromEntities[0] is one of all, world'],
    [item('{fromCIDR: [203.0.113.1]}'), 'spec.ingress[0].fromCIDR[0] must carry a prefix length: 203.0.113.1/32.'],
    [item('{fromCIDR: [www.example.com]}'), 'must be a range of addresses; names go into toFQDNs.'],
    [
      item('{fromCIDR: [203.0.113.0/24], fromEndpoints: [{}]}'),
      'spec.ingress[0].fromCIDR cannot stand beside fromEndpoints; use two items.',
    ],
    [
      item('{fromEndpoints: [{matchlabels: {a: b}}]}'),
      'spec.ingress[0].fromEndpoints[0].matchlabels does not exist; it is written matchLabels.',
    ],
    [
      item('{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{path: "["}]}}]}'),
      'rules.http[0].path must be a regular expression (RE2)',
    ],
    [
      item('{toPorts: [{ports: [{port: "80"}], rules: {http: [{}]}}]}'),
      'spec.ingress[0].toPorts[0].ports[0].protocol must be TCP',
    ],
    [
      item('{icmps: [{fields: [{type: Pong}]}]}'),
      'spec.ingress[0].icmps[0].fields[0].type must be a number from 0 to 255 or a name',
    ],
    [
      network('ingress: [{fromEndpoints: []}]'),
      'spec.ingress[0].fromEndpoints does not exist; that is CiliumNetworkPolicy; here it is from.',
    ],
    [
      network('ingress: [{from: [{}]}]'),
      'spec.ingress[0].from[0] must name a podSelector, a namespaceSelector or an ipBlock.',
    ],
  ])('%#', (text, said) => {
    expect(messages(text).join(' ')).toContain(said);
  });
});

it('is dropped by the cluster and from the judgement where it is not known, and else refuses the policy', () => {
  const dropped = readPolicyText(item('{rules: {icmp: [{}]}, fromEndpoints: [{}]}'), 'a.yaml');
  expect([dropped.policies.length, dropped.problems[0]?.effect]).toEqual([1, 'dropped']);
  const refused = readPolicyText(item('{fromEntities: world}'), 'a.yaml');
  expect([refused.policies.length, refused.problems[0]?.effect]).toEqual([0, 'refused']);
});

describe('a text', () => {
  it('may hold several documents, lists and other objects', () => {
    const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n---';
    const text = `${item('{}')}\n${deployment}\n${JSON.stringify({ kind: 'List', items: [{ kind: 'Pod' }] })}`;
    expect(readPolicyText(text, 'a.yaml')).toMatchObject({ policies: [{ name: 'p' }], problems: [], others: 2 });
  });

  it('that is broken in one place is read in the others, and the line is told', () => {
    const { policies, problems } = readPolicyText(`${item('{}')}\na: [1\n---${item('{}')}`, 'a.yaml');
    expect(policies).toHaveLength(2);
    expect(problems).toMatchObject([
      { file: 'a.yaml', message: expect.stringMatching(/^a\.yaml is no YAML at line \d+: /) },
    ]);
  });

  it.each([
    '',
    '---',
    'null',
    '- 1',
    '"text"',
    '{}',
    'a: &a [*a, *a]',
    '\u0000',
    '{kind: NetworkPolicy}',
    '&x *x',
    '!!js/function x',
  ])('of %j never throws', (text) => {
    expect(() => readPolicyText(text, 'a.yaml')).not.toThrow();
  });

  it.each([
    ['yes', 'must be text, not a boolean: write it with quotes.'],
    ['Off', 'must be text, not a boolean: write it with quotes.'],
    ['1_000', 'must be text, not a number: write "1000" with quotes.'],
    ['0b11', 'must be text, not a number'],
  ])('with a label of %s is what kubectl makes of it', (value, said) => {
    expect(messages(item(`{fromEndpoints: [{matchLabels: {a: ${value}}}]}`)).join()).toContain(said);
    expect(messages(item(`{fromEndpoints: [{matchLabels: {a: "${value}"}}]}`))).toEqual([]);
  });

  it('may call labels as it likes, and take parts from elsewhere', () => {
    const odd = item('{fromEndpoints: [{matchLabels: {on: x, 2001-01-01: 2001-01-01, "yes": "no"}}]}');
    expect(messages(odd)).toEqual([]);
    const merged = cilium('<<: &more {ingress: [{}]}');
    expect(readPolicyText(merged, 'a.yaml')).toMatchObject({
      policies: [{ specs: [{ defaultDeny: { ingress: true } }] }],
      problems: [],
    });
  });

  it('of another version of the API is refused, as a cluster would', () => {
    for (const version of ['cilium.io/v1', '""']) {
      const { policies, problems } = readPolicyText(item('{}').replace('cilium.io/v2', version), 'a.yaml');
      expect([policies.length, problems[0]?.message]).toEqual([0, 'apiVersion must be cilium.io/v2.']);
    }
    expect(messages(network('ingress: []').replace('networking.k8s.io/v1', 'extensions/v1beta1'))).toEqual([
      'apiVersion must be networking.k8s.io/v1.',
    ]);
  });

  it('may be a list as the API gives it, whose items do not say what they are', () => {
    const one = { metadata: { name: 'x', namespace: 'demo' }, spec: { endpointSelector: {} } };
    const list = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicyList', items: [one] };
    expect(readPolicyText(JSON.stringify(list), 'a.json')).toMatchObject({ policies: [{ name: 'x' }], problems: [] });
  });

  it('that grows when it is read is refused', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(', ')}]`),
    ];
    const { problems, policies } = readPolicyText(bomb.join('\n'), 'a.yaml');
    expect([policies.length, problems.length]).toEqual([0, 1]);
  });
});
