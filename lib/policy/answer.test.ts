import { describe, expect, it } from 'vitest';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { sentenceText } from '@/lib/flow/sentence';
import { answerOf, type Beside, type GivenPolicies } from '@/lib/policy/answer';
import { namesPorts } from '@/lib/policy/named-ports';
import { readPolicyText } from '@/lib/policy/read-text';
import { cilium, network } from '@/lib/policy/sample';
import { readSelector } from '@/lib/policy/selector';
import { servicesNamed } from '@/lib/policy/services';

const endpoint = (name: string, cluster: string): Endpoint => ({
  cluster,
  namespace: 'demo',
  pod: `${name}-1`,
  labels: [`k8s:app=${name}`, 'k8s:io.kubernetes.pod.namespace=demo', `k8s:io.cilium.k8s.policy.cluster=${cluster}`],
  workloads: [{ name, kind: 'Deployment' }],
});

const flow = (cluster = 'east'): Flow => ({
  ...blank,
  source: endpoint('web', 'east'),
  destination: endpoint('api', cluster),
});

const blank = {
  id: '1',
  l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 8080, flags: [] },
  isReply: false,
  sourceNames: [],
  destinationNames: [],
} as unknown as Flow;

const byPort = (port: string) =>
  readPolicyText(cilium(`  ingress: [{toPorts: [{ports: [{port: ${port}, protocol: TCP}]}]}]`), 'test.yaml');

const given = (port = '"8080"', more: Partial<GivenPolicies> = {}): GivenPolicies => ({
  from: 'kubernetes',
  readAt: '2026-03-01T08:00:00Z',
  ...byPort(port),
  ...more,
});

const ingress = (answer: ReturnType<typeof answerOf>) =>
  answer.directions?.find(({ direction }) => direction === 'ingress');

describe('an answer by the policies of a cluster', () => {
  it('judges nothing before anything was read, and says why', () => {
    const answer = answerOf(flow(), given(undefined, { readAt: null, policies: [], notes: ['It fails.'] }));
    expect(answer).toMatchObject({ directions: null, notes: ['It fails.'], policyCount: 0 });
  });

  it('does not judge ends in another cluster, and judges those in its own', () => {
    const answer = answerOf(flow('west'), given(undefined, { cluster: 'east' }));
    expect(ingress(answer)).toMatchObject({ decision: 'unknown', findings: [] });
    expect(sentenceText(ingress(answer)?.sentence ?? [])).toBe(
      'api is in cluster west, and the policies are those of cluster east: it cannot be judged here.',
    );
    const egress = answer.directions?.find(({ direction }) => direction === 'egress');
    expect(egress?.decision).toBe('no-policy');
  });

  it.each([
    ['its own is named', { cluster: 'east' }],
    ['none is named', { cluster: null }],
  ])('judges all ends where %s', (_, more) => {
    expect(ingress(answerOf(flow(), given(undefined, more)))?.decision).toBe('allowed');
  });

  it('judges ports by name where the pod says what they are', () => {
    const http = { http: { port: 8080, protocol: 'TCP' } } as const;
    expect(ingress(answerOf(flow(), given('http')))?.decision).toBe('unknown');
    expect(ingress(answerOf(flow(), given('http'), { namedPorts: http }))?.decision).toBe('allowed');
    expect(ingress(answerOf(flow(), given('grpc'), { namedPorts: http }))?.decision).toBe('default-deny');
    const noted = answerOf(flow(), given('http', { notes: ['a'] }), { notes: ['b'] });
    expect(noted.notes).toEqual(['a', 'b']);
  });

  it('asks for names only where a policy has one', () => {
    expect([namesPorts(byPort('http').policies), namesPorts(byPort('"80"').policies), namesPorts([])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('services of toServices', () => {
  const text = (who: string) =>
    `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: out, namespace: demo}\nspec:\n  endpointSelector: {matchLabels: {app: ${who}}}\n  egress: [{toServices: [{k8sService: {serviceName: api}}, {k8sServiceSelector: {selector: {matchLabels: {tier: x}}}}]}]\n`;
  const of = (who: string) => servicesNamed(readPolicyText(text(who), 'x').policies, flow());

  it('are those that policies laid on the source name', () => {
    expect(of('web')).toMatchObject([
      { kind: 'service', namespace: 'demo', name: 'api' },
      { kind: 'service-labels', namespace: '' },
    ]);
    expect(of('api')).toEqual([]);
  });

  it('decide where they are known', () => {
    const policies = given('"1"', readPolicyText(text('web'), 'x'));
    const decided = (beside: Beside) =>
      answerOf(flow(), policies, beside).directions?.find(({ direction }) => direction === 'egress')?.decision;
    const pods = readSelector({ matchLabels: { app: 'api' } }, 'k8s');
    const service = { namespace: 'demo', name: 'api', labels: [], pods, backends: [] };
    expect(decided({})).toBe('unknown');
    expect(decided({ services: [] })).toBe('default-deny');
    expect(decided({ services: [service] })).toBe('allowed');
  });
});

describe('an answer', () => {
  const nothing = { policies: [], problems: [] };
  const decisions = (policies: GivenPolicies) =>
    answerOf(flow(), policies).directions?.map(({ sentence }) => sentenceText(sentence));

  it('says that nothing is judged by texts that hold no policy, while a cluster may have none', () => {
    for (const from of ['sent', 'folder'] as const) {
      const { directions, notes } = answerOf(flow(), given('"1"', { from, ...nothing }));
      expect([directions, notes]).toEqual([null, [expect.stringMatching(/holds (no policy|none)/)]]);
    }
    expect(decisions(given('"1"', nothing))?.[0]).toBe('Ingress to api is open: no policy selects it.');
  });

  it('says so where kinds of policies could not be read', () => {
    expect(decisions(given('"1"', { partial: true }))?.[0]).toBe(
      'As far as policies could be read: Ingress to api is refused: a policy selects it, and no rule allows this.',
    );
  });

  it('names as many policies as one reads, and counts the others', () => {
    const texts = Array.from({ length: 60 }, (_, at) => cilium('ingress: [{}]', `p${at}`));
    const [ingress] = answerOf(flow(), given('"1"', readPolicyText(texts.join('\n'), 'x'))).directions ?? [];
    expect([ingress?.findings.length, ingress?.moreFindings]).toEqual([40, 20]);
  });
});

describe('policies that are given more than once', () => {
  const notesOf = (text: string) => {
    const { policies, problems } = readPolicyText(text, 'x.yaml');
    return answerOf(flow(), { from: 'sent', readAt: '2026-03-01T08:00:00Z', policies, problems }).notes;
  };
  const named = (...names: string[]) => names.map((name) => cilium('ingress: [{}]', name)).join('');

  it('are named, each once', () => {
    expect(notesOf(named('a', 'b', 'a', 'a'))).toEqual([
      'Given more than once: demo/a. A cluster holds one policy of a name; here all of them are judged.',
    ]);
    expect(notesOf(named('a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'))[0]).toContain('demo/a, demo/b, demo/c and 1 more.');
  });

  it('are not those of another namespace or kind', () => {
    const elsewhere = named('a').replace('namespace: demo', 'namespace: lab');
    expect(notesOf(named('a', 'b') + elsewhere + network('ingress: [{}]', 'a'))).toEqual([]);
  });
});
