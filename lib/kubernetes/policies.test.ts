// Against an API server with TLS, tokens, RBAC and the list and watch protocol (e2e/support/kube-api.ts).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiFault, type ApiObject, apiToken, type KubeApi, startKubeApi } from '@/e2e/support/kube-api';
import { startTcpProxy, type TcpProxy } from '@/e2e/support/tcp-proxy';
import { type KubernetesPolicies, startKubernetes } from '@/lib/kubernetes/policies';
import type { Pace } from '@/lib/kubernetes/reader';
import type { KindStatus } from '@/lib/kubernetes/status';
import type { PolicyKind } from '@/lib/policy/policy';
import { readSelector } from '@/lib/policy/selector';

const quick: Pace = {
  firstRetry: 20,
  longestRetry: 60,
  settled: 10_000,
  absentRetry: 100,
  forbiddenRetry: 100,
  relist: 3_600_000,
  list: 5_000,
  watch: 60_000,
  watchGrace: 15_000,
};

const policy = (name: string, namespace = 'shop', spec: unknown = { endpointSelector: {} }): ApiObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const clusterwide = (name: string): ApiObject => ({
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name },
  spec: { endpointSelector: {} },
});
const network = (name: string): ApiObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: {} },
});

let folder = '';
let api: KubeApi;
const started: KubernetesPolicies[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubernetes-'));
  api = await startKubeApi({ bookmarkMs: 50 });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
  await api.close();
  rmSync(folder, { recursive: true });
});

async function inPod(pace: Partial<Pace> = {}): Promise<KubernetesPolicies> {
  return start({ env: await api.account(folder), accountFolder: folder }, pace);
}

function start(
  surroundings: Parameters<typeof startKubernetes>[0]['surroundings'],
  pace: Partial<Pace> = {},
): KubernetesPolicies {
  const one = startKubernetes({ surroundings, cluster: null, pace: { ...quick, ...pace }, random: () => 1 });
  started.push(one);
  return one;
}

const names = (kubernetes: KubernetesPolicies) =>
  kubernetes
    .given()
    .policies.map(({ name }) => name)
    .sort();
const statusOf = (kubernetes: KubernetesPolicies, kind: PolicyKind): KindStatus | undefined =>
  kubernetes.kinds().find((one) => one.kind === kind);
const stateOf = (kubernetes: KubernetesPolicies, kind: PolicyKind = 'CiliumNetworkPolicy') =>
  statusOf(kubernetes, kind)?.state;

const until = (expectation: () => void) => vi.waitFor(expectation, { timeout: 30_000, interval: 10 });
const areCurrent = (kubernetes: KubernetesPolicies) =>
  until(() => expect(kubernetes.kinds().map(({ state }) => state)).toEqual(['current', 'current', 'current']));

describe('policies of a cluster', () => {
  test('are all kinds that there are, and what changes', async () => {
    api.put(policy('one'));
    api.put(clusterwide('two'));
    api.put(network('three'));
    const kubernetes = await inPod();
    await until(() => expect(names(kubernetes)).toEqual(['one', 'three', 'two']));
    await until(() => expect(api.watches()).toBe(3));
    api.put(policy('four', 'pay'));
    api.put(policy('one', 'shop', { endpointSelector: {}, ingressDeny: [{}] }));
    api.remove('NetworkPolicy', 'shop', 'three');
    await until(() => expect(names(kubernetes)).toEqual(['four', 'one', 'two']));
    const one = () => kubernetes.given().policies.find(({ name }) => name === 'one');
    await until(() => expect(one()?.specs[0]?.rules[0]?.deny).toBe(true));
    expect(kubernetes.given()).toMatchObject({ from: 'kubernetes', notes: [], problems: [] });
  });

  test('are read page by page', async () => {
    const all = Array.from({ length: 1_203 }, (_, index) => `p${index}`);
    for (const name of all) api.put(policy(name));
    const kubernetes = await inPod();
    await until(() => expect(names(kubernetes)).toEqual([...all].sort()));
    const pages = api.requests.filter(({ verb, resource }) => verb === 'list' && resource === 'ciliumnetworkpolicies');
    expect(pages.map(({ query }) => query.continue ?? '')).toEqual(['', '500', '1000']);
  });

  test('have a time at which they were so, which goes on while nothing changes', async () => {
    const kubernetes = await inPod();
    expect(kubernetes.given()).toMatchObject({
      readAt: null,
      notes: ['The Kubernetes API is being asked for the first time.'],
    });
    await areCurrent(kubernetes);
    expect(kubernetes.given().partial).toBe(false);
    const first = Date.parse(kubernetes.given().readAt ?? '');
    await until(() => expect(Date.parse(kubernetes.given().readAt ?? '')).toBeGreaterThan(first));
  });
});

describe('a kind that cannot be read', () => {
  test('is said to be missing where the cluster has none, and is found once it has', async () => {
    api.put(network('n'));
    for (const resource of ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies']) {
      api.fault(resource, { kind: 'absent' });
    }
    const kubernetes = await inPod();
    await until(() =>
      expect(kubernetes.given().notes).toEqual([
        'This cluster does not know CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies.',
      ]),
    );
    await until(() => expect(names(kubernetes)).toEqual(['n']));
    expect(kubernetes.given().readAt).not.toBeNull();
    api.put(policy('new'));
    api.fault('ciliumnetworkpolicies', null);
    await until(() => expect(names(kubernetes)).toEqual(['n', 'new']));
  });

  test('is said to be forbidden, in one sentence, and the others are judged by', async () => {
    api.put(policy('one'));
    api.grant([
      {
        apiGroups: ['cilium.io'],
        resources: ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'],
        verbs: ['list', 'watch'],
      },
    ]);
    const kubernetes = await inPod();
    await until(() => expect(stateOf(kubernetes, 'NetworkPolicy')).toBe('forbidden'));
    await until(() => expect(names(kubernetes)).toEqual(['one']));
    expect(kubernetes.given().notes).toEqual([
      'NetworkPolicies are not read, and drops are judged without them. This account may not list networkpolicies.networking.k8s.io (403); deploy/ has the role it needs.',
    ]);
  });

  test('keeps what was read before, with its time, and says since when it fails', async () => {
    api.put(policy('one'));
    const kubernetes = await inPod();
    await areCurrent(kubernetes);
    await until(() => expect(api.watches()).toBe(3));
    for (const resource of ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies', 'networkpolicies']) {
      api.fault(resource, { kind: 'status', code: 503 });
    }
    api.endWatches('ended');
    await until(() => expect(stateOf(kubernetes)).toBe('failing'));
    await until(() => expect(statusOf(kubernetes, 'CiliumNetworkPolicy')?.failure?.attempts).toBeGreaterThan(2));
    const readAt = kubernetes.given().readAt;
    expect(names(kubernetes)).toEqual(['one']);
    await until(() => expect(kubernetes.given().notes).toHaveLength(1));
    expect(kubernetes.given().notes?.[0]).toMatch(
      /^CiliumNetworkPolicies, CiliumClusterwideNetworkPolicies and NetworkPolicies may be out of date\. https:\/\/127.* cannot answer now \(503\)\.$/,
    );
    expect(kubernetes.given().readAt).toBe(readAt);
    expect(statusOf(kubernetes, 'CiliumNetworkPolicy')).toMatchObject({
      failure: { code: 'busy', sinceMs: expect.any(Number), retryAtMs: expect.any(Number) },
    });
    api.put(policy('two'));
    api.fault('ciliumnetworkpolicies', null);
    await until(() => expect(names(kubernetes)).toEqual(['one', 'two']));
    expect(statusOf(kubernetes, 'CiliumNetworkPolicy')).toMatchObject({ state: 'current', failure: null });
  });

  test('waits as long as the server asks', async () => {
    api.fault('networkpolicies', { kind: 'status', code: 429, retryAfterS: 3_000 });
    const kubernetes = await inPod({ absentRetry: 50_000 });
    await until(() => expect(stateOf(kubernetes, 'NetworkPolicy')).toBe('failing'));
    const { retryAtMs = 0 } = statusOf(kubernetes, 'NetworkPolicy')?.failure ?? {};
    expect(retryAtMs - Date.now()).toBeGreaterThan(10_000);
    expect(retryAtMs - Date.now()).toBeLessThanOrEqual(50_000);
  });
});

describe('a watch', () => {
  test.each(['ended', 'cut'] as const)('that is %s goes on from where it was, without a new list', async (how) => {
    api.put(policy('one'));
    const kubernetes = await inPod();
    await areCurrent(kubernetes);
    await until(() => expect(api.watches()).toBe(3));
    api.endWatches(how);
    api.put(policy('two'));
    api.remove('CiliumNetworkPolicy', 'shop', 'one');
    await until(() => expect(names(kubernetes)).toEqual(['two']));
    await until(() => expect(api.watches()).toBe(3));
    expect(api.requests.filter(({ verb }) => verb === 'list')).toHaveLength(3);
  });

  test('whose version is no longer held begins again with a list, and misses nothing', async () => {
    api.put(policy('one'));
    api.put(policy('two'));
    const kubernetes = await inPod();
    await until(() => expect(names(kubernetes)).toEqual(['one', 'two']));
    await until(() => expect(api.watches()).toBe(3));
    api.fault('ciliumnetworkpolicies', { kind: 'status', code: 503 });
    api.endWatches('cut');
    api.remove('CiliumNetworkPolicy', 'shop', 'one');
    api.put(policy('three'));
    api.compact();
    api.fault('ciliumnetworkpolicies', null);
    await until(() => expect(names(kubernetes)).toEqual(['three', 'two']));
  });

  test.each(['status', 'event'] as const)(
    'that is always refused as gone (%s) is not a storm of lists',
    async (how) => {
      api.put(policy('one'));
      api.fault('ciliumnetworkpolicies', { kind: 'gone', how });
      const kubernetes = await inPod({ longestRetry: 60_000, firstRetry: 200, absentRetry: 60_000 });
      await until(() => expect(statusOf(kubernetes, 'CiliumNetworkPolicy')?.failure?.attempts).toBe(3));
      const { sinceMs = 0, retryAtMs = 0 } = statusOf(kubernetes, 'CiliumNetworkPolicy')?.failure ?? {};
      expect(retryAtMs - sinceMs).toBeGreaterThanOrEqual(800);
      expect(names(kubernetes)).toEqual(['one']);
    },
  );

  test('that may not be opened leaves the list, and says so', async () => {
    api.put(policy('one'));
    api.grant([
      { apiGroups: ['cilium.io', 'networking.k8s.io'], resources: ['ciliumnetworkpolicies'], verbs: ['list'] },
    ]);
    const kubernetes = await inPod();
    await until(() => expect(stateOf(kubernetes)).toBe('forbidden'));
    expect(names(kubernetes)).toEqual(['one']);
    expect(kubernetes.given().notes?.[0]).toContain(
      'CiliumNetworkPolicies may be out of date. This account may not watch',
    );
  });

  test('is told again of all after a while', async () => {
    const kubernetes = await inPod({ relist: 1 });
    await areCurrent(kubernetes);
    await until(() => expect(api.watches()).toBe(3));
    api.endWatches('ended');
    await until(() => expect(api.requests.filter(({ verb }) => verb === 'list').length).toBeGreaterThanOrEqual(6));
  });
});

describe('a network', () => {
  let proxy: TcpProxy;
  beforeEach(async () => {
    proxy = await startTcpProxy(new URL(api.url).host);
  });
  afterEach(() => proxy.close());

  async function throughProxy(pace: Partial<Pace>): Promise<KubernetesPolicies> {
    const env = { ...(await api.account(folder)), KUBERNETES_SERVICE_PORT: proxy.address.split(':')[1] };
    return start({ env, accountFolder: folder }, pace);
  }

  test('that forgets connections without a word is found out, and nothing is missed', async () => {
    api.put(policy('one'));
    const kubernetes = await throughProxy({ watch: 1_000, watchGrace: 200 });
    await until(() => expect(names(kubernetes)).toEqual(['one']));
    await until(() => expect(api.watches()).toBe(3));
    proxy.halfOpen();
    api.put(policy('two'));
    const known = Date.parse(kubernetes.given().readAt ?? '');
    await until(() => expect(names(kubernetes)).toEqual(['one', 'two']));
    await until(() => expect(Date.parse(kubernetes.given().readAt ?? '')).toBeGreaterThan(known));
  });

  test('that loses everything for a while is tried again until it does not', async () => {
    const kubernetes = await throughProxy({ list: 300, watch: 1_000, watchGrace: 200 });
    await areCurrent(kubernetes);
    proxy.suffer({ kind: 'black-hole' });
    api.put(policy('late'));
    await until(() => expect(stateOf(kubernetes)).toBe('failing'));
    expect(statusOf(kubernetes, 'CiliumNetworkPolicy')?.failure?.message).toMatch(/does not answer in time|broke/);
    proxy.suffer({ kind: 'none' });
    await until(() => expect(names(kubernetes)).toEqual(['late']));
  });

  test('that breaks connections again and again is outlasted', async () => {
    for (let index = 0; index < 300; index += 1) api.put(policy(`p${index}`));
    proxy.suffer({ kind: 'reset', afterBytes: 8_000 });
    const kubernetes = await throughProxy({});
    await until(() => expect(statusOf(kubernetes, 'CiliumNetworkPolicy')?.failures).toBeGreaterThan(2));
    expect(names(kubernetes)).toEqual([]);
    proxy.suffer({ kind: 'none' });
    await until(() => expect(names(kubernetes)).toHaveLength(300));
  });
});

describe('whoever answers', () => {
  test.each([
    ['that is no JSON', '<html>login</html>'],
    ['that is no list', '{"items":7,"metadata":{"resourceVersion":"1"}}'],
    ['without a version', '{"items":[]}'],
    ['that is nothing', 'null'],
  ])('with something %s is no Kubernetes API', async (_, body) => {
    for (const resource of ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies', 'networkpolicies']) {
      api.fault(resource, { kind: 'status', code: 200, body });
    }
    const kubernetes = await inPod();
    await until(() => expect(kubernetes.kinds().every(({ failure }) => failure?.code === 'malformed')).toBe(true));
    expect(kubernetes.given()).toMatchObject({ readAt: null, policies: [] });
    expect(kubernetes.given().notes).toHaveLength(1);
  });

  test('knows no path is no Kubernetes API either', async () => {
    for (const resource of ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies', 'networkpolicies']) {
      api.fault(resource, { kind: 'absent' });
    }
    const kubernetes = await inPod();
    await until(() =>
      expect(kubernetes.given()).toMatchObject({
        readAt: null,
        notes: ['What answers in place of the Kubernetes API knows no policies of any kind; check its address.'],
      }),
    );
  });

  test.each([
    ['no JSON', 'event: x'],
    ['no object', '{"type":"ADDED"}'],
    ['a list for an object', '{"type":"MODIFIED","object":[]}'],
  ])('to a watch with %s is left, and all is read anew', async (_, line) => {
    api.put(policy('one'));
    const kubernetes = await inPod();
    await areCurrent(kubernetes);
    await until(() => expect(api.watches()).toBe(3));
    api.write('ciliumnetworkpolicies', line);
    await until(() => expect(api.requests.filter(({ verb }) => verb === 'list')).toHaveLength(4));
    await areCurrent(kubernetes);
    expect(names(kubernetes)).toEqual(['one']);
  });

  test('breaks off in the middle of a list is tried again, and nothing of it is kept', async () => {
    api.fault('networkpolicies', { kind: 'cut', afterBytes: 1_000 });
    const kubernetes = await inPod();
    await until(() => expect(stateOf(kubernetes, 'NetworkPolicy')).toBe('failing'));
    api.put(network('n'));
    api.fault('networkpolicies', null);
    await until(() => expect(names(kubernetes)).toEqual(['n']));
  });

  test('says nothing at all is given up after a while', async () => {
    api.fault('networkpolicies', { kind: 'hang' });
    const kubernetes = await inPod({ list: 100 });
    await until(() =>
      expect(statusOf(kubernetes, 'NetworkPolicy')?.failure?.message).toMatch(/does not answer in time/),
    );
  });
});

describe('objects from a cluster', () => {
  test.each([
    ['a spec of another kind', policy('bad', 'shop', 'x')],
    ['a selector that is a list', policy('bad', 'shop', { endpointSelector: [] })],
    ['deep nesting', policy('bad', 'shop', JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`))],
    [
      'the prototype for a field',
      JSON.parse('{"kind":"CiliumNetworkPolicy","metadata":{"name":"bad","namespace":"shop"},"__proto__":{"spec":1}}'),
    ],
    [
      'text that acts on a terminal',
      policy('bad', 'shop', { endpointSelector: { matchLabels: { '\u001b[2J': '\u202e' } } }),
    ],
    [
      'a name of another type',
      { kind: 'CiliumNetworkPolicy', metadata: { name: 7, namespace: 'shop' } } as unknown as ApiObject,
    ],
  ])('with %s spoil no others', async (_, bad) => {
    api.put(bad);
    api.put(policy('good'));
    const kubernetes = await inPod();
    await until(() => expect(names(kubernetes)).toContain('good'));
    const { problems, policies } = kubernetes.given();
    expect(policies.length + problems.length).toBeGreaterThanOrEqual(2);
    for (const problem of problems) expect(problem).toMatchObject({ file: 'CiliumNetworkPolicy', line: 0 });
  });
});

describe('the way in', () => {
  test('follows a token that is rotated', async () => {
    const kubernetes = await inPod();
    await areCurrent(kubernetes);
    api.accept('the-next-token');
    api.endWatches('cut');
    await until(() => expect(statusOf(kubernetes, 'CiliumNetworkPolicy')?.failure?.code).toBe('unauthenticated'));
    writeFileSync(path.join(folder, 'token'), 'the-next-token\n');
    api.put(policy('late'));
    await until(() => expect(names(kubernetes)).toEqual(['late']));
    expect(api.requests.at(-1)?.token).toBe('the-next-token');
    expect(JSON.stringify([kubernetes.given(), kubernetes.kinds()])).not.toContain(apiToken);
  });

  test.each(['token', 'certificate'] as const)('may be a kubeconfig with a %s', async (login) => {
    api.put(policy('one'));
    const kubernetes = start({ env: { KUBECONFIG: await api.kubeconfig(folder, login) } });
    await until(() => expect(names(kubernetes)).toEqual(['one']));
    expect(api.requests[0]?.token).toBe(login === 'token' ? apiToken : '');
  });

  test('is not taken where the certificate is not of our authority', async () => {
    const other = await startKubeApi();
    const env = await api.account(folder);
    writeFileSync(path.join(folder, 'ca.crt'), other.certificates.ca);
    await other.close();
    const kubernetes = start({ env, accountFolder: folder });
    await until(() => expect(statusOf(kubernetes, 'NetworkPolicy')?.failure?.code).toBe('tls'));
    expect(api.requests).toEqual([]);
  });

  test('is said to be missing where there is none, and found once it is there', async () => {
    const kubernetes = start({ env: {}, home: folder });
    await until(() => expect(statusOf(kubernetes, 'NetworkPolicy')?.failure?.code).toBe('no-access'));
    expect(kubernetes.given().notes?.[0]).toContain('does not exist; set KUBECONFIG to a kubeconfig file.');
    api.put(policy('one'));
    await api.kubeconfig(path.join(folder, '.kube'));
    const { rename } = await import('node:fs/promises');
    await rename(path.join(folder, '.kube/kubeconfig'), path.join(folder, '.kube/config'));
    await until(() => expect(names(kubernetes)).toEqual(['one']));
  });

  test('is closed when it is no longer wanted', async () => {
    const kubernetes = await inPod();
    await until(() => expect(api.watches()).toBe(3));
    await kubernetes.close();
    await until(() => expect(api.watches()).toBe(0));
    const asked = api.requests.length;
    api.endWatches('cut');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(api.requests).toHaveLength(asked);
  });
});

test('a kind that was gone for a moment is read whole again', async () => {
  api.put(policy('one'));
  const kubernetes = await inPod({ firstRetry: 5, absentRetry: 20 });
  await areCurrent(kubernetes);
  api.fault('ciliumnetworkpolicies', { kind: 'absent' });
  api.endWatches('ended');
  await until(() => expect(names(kubernetes)).toEqual([]));
  api.fault('ciliumnetworkpolicies', null);
  await areCurrent(kubernetes);
  expect(names(kubernetes)).toEqual(['one']);
});

test('whatever fails, and in whatever order, what is held in the end is what the cluster has', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const resource = fc.constantFrom('ciliumnetworkpolicies', 'networkpolicies');
  const fault = fc.constantFrom<ApiFault>(
    { kind: 'status', code: 500 },
    { kind: 'status', code: 403 },
    { kind: 'status', code: 200, body: '{"items":' },
    { kind: 'cut', afterBytes: 10 },
    { kind: 'absent' },
    { kind: 'gone', how: 'event' },
  );
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), name }),
    fc.record({ do: fc.constant('remove' as const), name }),
    fc.record({ do: fc.constant('fault' as const), resource, fault }),
    fc.record({ do: fc.constant('mend' as const), resource }),
    fc.record({ do: fc.constantFrom('end', 'cut', 'compact', 'garble', 'wait') }),
  );
  const kubernetes = await inPod({ firstRetry: 5, longestRetry: 20, absentRetry: 20, forbiddenRetry: 20 });
  const mend = () => {
    for (const one of ['ciliumnetworkpolicies', 'networkpolicies']) api.fault(one, null);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      for (const one of steps) {
        if (one.do === 'put') api.put(policy(one.name));
        else if (one.do === 'remove') api.remove('CiliumNetworkPolicy', 'shop', one.name);
        else if (one.do === 'fault') api.fault(one.resource, one.fault);
        else if (one.do === 'mend') api.fault(one.resource, null);
        else if (one.do === 'end' || one.do === 'cut') api.endWatches(one.do === 'end' ? 'ended' : 'cut');
        else if (one.do === 'compact') api.compact();
        else if (one.do === 'garble') api.write('ciliumnetworkpolicies', '{"type":');
        else await new Promise((resolve) => setTimeout(resolve, 15));
      }
      mend();
      await until(() => expect(names(kubernetes)).toEqual(api.names('ciliumnetworkpolicies')));
      await areCurrent(kubernetes);
    }),
    { numRuns: 40 },
  );
});

test('of which a kind was never read are said to be not all there are', async () => {
  api.grant([{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] }]);
  const kubernetes = await inPod();
  await until(() => expect(stateOf(kubernetes, 'NetworkPolicy')).toBe('current'));
  await until(() => expect(stateOf(kubernetes)).toBe('forbidden'));
  expect(kubernetes.given().partial).toBe(true);
});

describe('names of ports', () => {
  const endpoint = (ports: unknown): ApiObject => ({
    kind: 'CiliumEndpoint',
    metadata: { name: 'web-1', namespace: 'shop' },
    status: { 'named-ports': ports },
  });

  test('are those of the one pod that is asked for, and are asked once', async () => {
    api.put(endpoint([{ name: 'http', port: 8080, protocol: 'TCP' }, { name: 'odd', port: 'x' }, 7]));
    const kubernetes = await inPod();
    const ports = { http: { port: 8080, protocol: 'TCP' } };
    expect(await kubernetes.namedPorts('shop', 'web-1')).toEqual({ ok: true, ports });
    expect(await kubernetes.namedPorts('shop', 'web-1')).toEqual({ ok: true, ports });
    expect(api.requests.filter(({ resource }) => resource === 'ciliumendpoints')).toHaveLength(1);
  });

  test.each([
    ['a pod that is gone', 'web-2', 'The cluster has no CiliumEndpoint of that name any more.'],
    ['a name that is none', '../../secrets', 'The pod has no name to ask for.'],
  ])('of %s are not known', async (_, pod, message) => {
    const kubernetes = await inPod();
    expect(await kubernetes.namedPorts('shop', pod)).toEqual({ ok: false, message });
    expect(api.requests.some(({ resource }) => resource === 'secrets')).toBe(false);
  });

  test('that may not be read are not known', async () => {
    api.grant([]);
    const kubernetes = await inPod();
    expect(await kubernetes.namedPorts('shop', 'web-1')).toMatchObject({
      ok: false,
      message: expect.stringContaining('may not get'),
    });
  });
});

describe('services that policies name', () => {
  const service = (name: string, spec: unknown, labels = {}, namespace = 'shop'): ApiObject => ({
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec,
  });
  const slice = (of: string, ...endpoints: unknown[]): ApiObject => ({
    kind: 'EndpointSlice',
    metadata: { name: `${of}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': of } },
    endpoints,
  });
  const byName = (name: string, namespace = 'shop') => ({ kind: 'service', namespace, name }) as const;
  const byLabels = (labels: Record<string, string>, namespace = '') =>
    ({ kind: 'service-labels', namespace, selector: readSelector({ matchLabels: labels }) }) as const;
  const asked = () => api.requests.filter(({ resource }) => ['services', 'endpointslices'].includes(resource));

  test('mean the pods that they select, or their addresses where they select none', async () => {
    api.put(service('db', { selector: { app: 'db' } }));
    api.put(service('old', {}));
    api.put(service('away', { type: 'ExternalName', externalName: 'example.com' }));
    api.put(
      slice('old', { addresses: ['203.0.113.9', 7] }, { addresses: ['203.0.113.10'], conditions: { ready: false } }),
    );
    api.put(slice('db', { addresses: ['10.0.0.9'] }));
    const kubernetes = await inPod();
    const found = await kubernetes.services([byName('db'), byName('old'), byName('away'), byName('gone')]);
    const pods = readSelector({ matchLabels: { app: 'db', 'io.kubernetes.pod.namespace': 'shop' } }, 'k8s');
    expect(found).toEqual({
      ok: true,
      services: [
        { namespace: 'shop', name: 'db', labels: [], pods, backends: [] },
        { namespace: 'shop', name: 'old', labels: [], pods: null, backends: ['203.0.113.9'] },
        { namespace: 'shop', name: 'away', labels: [], pods: null, backends: [] },
      ],
    });
    expect(asked().filter(({ resource }) => resource === 'endpointslices')).toHaveLength(1);
  });

  test('by label are those of all namespaces, or of the one that is named', async () => {
    api.put(service('a', { selector: { app: 'a' } }, { tier: 'x' }));
    api.put(service('b', { selector: { app: 'b' } }, { tier: 'x' }, 'other'));
    api.put(service('c', { selector: { app: 'c' } }, { tier: 'y' }));
    const kubernetes = await inPod();
    const names = async (namespace?: string) => {
      const found = await kubernetes.services([byLabels({ tier: 'x' }, namespace)]);
      return found.ok && found.services.map(({ name }) => name);
    };
    expect(await names()).toEqual(['a', 'b']);
    expect(await names('other')).toEqual(['b']);
  });

  test('are asked for once in a while, and only where a policy names them', async () => {
    const kubernetes = await inPod();
    expect(await kubernetes.services([])).toEqual({ ok: true, services: [] });
    expect(asked()).toEqual([]);
    for (const _ of [1, 2]) await kubernetes.services([byName('db')]);
    expect(asked()).toHaveLength(1);
  });

  test.each([
    ['that may not be read', () => api.grant([]), /may not list services \(403\)/],
    ['of an API that is busy', () => api.fault('services', { kind: 'status', code: 503 }), /cannot answer now \(503\)/],
    ['of something else', () => api.fault('services', { kind: 'status', code: 200, body: '<p>' }), /no Kubernetes API/],
  ])('%s are not known, and it is said why', async (_, happen, message) => {
    happen();
    const kubernetes = await inPod();
    expect(await kubernetes.services([byName('db')])).toEqual({ ok: false, message: expect.stringMatching(message) });
  });

  test('of names that are none are not asked for, and more than are read in time are said to be too many', async () => {
    const kubernetes = await inPod();
    const hostile = [byName('../../secrets'), byName('db', '..'), byName('db', ''), byLabels({ a: 'b' }, 'x/y')];
    expect(await kubernetes.services(hostile)).toEqual({ ok: true, services: [] });
    expect(asked()).toEqual([]);
    const many = Array.from({ length: 51 }, (_, at) => byName(`s${at}`));
    expect(await kubernetes.services(many)).toEqual({ ok: false, message: 'The policies name more than 50 services.' });
  });
});
