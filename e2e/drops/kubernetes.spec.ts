// Policies from the API of a cluster: what they say of a drop, when they were read, and what cannot be read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { violations } from '../support/axe';
import { attempts, cart, frontend, push, refused } from '../support/known-flows';
import { type ApiObject, apiToken, type KubeApi, startKubeApi } from '../support/kube-api';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

const folder = mkdtempSync(path.join(tmpdir(), 'kubernetes-'));
const namespace = 'network-policy-test';

const allowFrontend = (role: string, port = '80'): ApiObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'allow-frontend', namespace },
  spec: {
    endpointSelector: { matchLabels: { role: 'frontend' } },
    ingress: [{ fromEndpoints: [{ matchLabels: { role } }], toPorts: [{ ports: [{ port, protocol: 'TCP' }] }] }],
  },
});

let api: KubeApi;
let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  api = await startKubeApi();
  api.put(allowFrontend('backend'));
  relay = await startRelay('--steady');
  const env = { HUBBLE_SERVER: relay.address, EYEPIECE_KUBERNETES: 'true', KUBECONFIG: await api.kubeconfig(folder) };
  app = await startApp(env);
});
test.afterAll(async () => {
  await Promise.all([app.kill(), relay.stop()]);
  await api.close();
  rmSync(folder, { recursive: true });
});

interface Kind {
  readonly kind: string;
  readonly state: string;
  readonly failure: { readonly message: string } | null;
}
const source = async () => {
  const { policies } = await app.api<{ policies: { from: string; policyCount: number; kinds: readonly Kind[] } }>(
    '/api/v1/status',
  );
  return policies;
};
const panel = (page: Page) => page.getByRole('region', { name: 'Policies now' });

async function openGroup(page: Page): Promise<void> {
  await open(page, `${app.url}/drops?q=ns:${namespace}`);
  await page.getByRole('button', { name: /^test-pod to frontend, Policy denied/ }).click();
}

test('a drop is explained by the policies of the cluster, as they are now', async ({ page }) => {
  await openGroup(page);
  await expect(panel(page)).toContainText(
    'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod has no label role.',
  );
  await expect(panel(page)).toContainText(/1 policy, read \d\d:\d\d:\d\d.* from Kubernetes; those in force/);
  api.put(allowFrontend('cache'));
  await openGroup(page);
  await expect(panel(page)).toContainText('allows only role=cache on 80/TCP');
  api.put(allowFrontend('backend'));
});

test('a kind that may not be read is said on the page and in the status, and the others count', async ({ page }) => {
  api.fault('networkpolicies', { kind: 'status', code: 403 });
  api.fault('ciliumclusterwidenetworkpolicies', { kind: 'absent' });
  api.endWatches('cut');
  const states = async () => (await source()).kinds.map(({ state }) => state);
  await expect.poll(states).toEqual(['current', 'absent', 'forbidden']);
  await openGroup(page);
  await expect(panel(page)).toContainText('This cluster does not know CiliumClusterwideNetworkPolicies.');
  await expect(panel(page)).toContainText('NetworkPolicies may be out of date. This account may not');
  await expect(panel(page)).toContainText('allows only role=backend on 80/TCP');
  expect(await violations(page)).toEqual([]);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  expect(metrics).toMatch(/eyepiece_kubernetes_objects\{kind="CiliumNetworkPolicy"\} 1/);
  expect(metrics).toMatch(/eyepiece_kubernetes_failures_total\{kind="NetworkPolicy"\} [1-9]/);
  expect(metrics + JSON.stringify(await source()) + app.log()).not.toContain(apiToken);
});

test('a port by name is what the pod calls so', async ({ page }) => {
  api.put(allowFrontend('backend', 'http'));
  await expect.poll(async () => (await source()).policyCount).toBe(1);
  await openGroup(page);
  await expect(panel(page)).toContainText('The names of the ports of frontend-');
  const pod = /names of the ports of (\S+) are/.exec((await panel(page).textContent()) ?? '')?.[1] ?? '';
  await expect(panel(page)).toContainText('The cluster has no CiliumEndpoint of that name any more.');
  expect(api.requests.filter(({ resource }) => resource === 'ciliumendpoints').length).toBeGreaterThan(0);
  expect(pod).toMatch(/^frontend-/);
});

test('what is called alike in two clusters stays apart, and is judged by the policies of its own', async ({ page }) => {
  const spec = { endpointSelector: { matchLabels: { app: 'frontend' } }, ingress: [{}] };
  api.put({ ...allowFrontend('backend'), metadata: { name: 'shut', namespace }, spec });
  const other = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_KUBERNETES: 'true',
    EYEPIECE_KUBERNETES_CLUSTER: 'east',
    KUBECONFIG: await api.kubeconfig(folder),
  });
  const [east, west] = ['east', 'west'].map((cluster, at) => ({
    client: { ...cart, namespace, cluster },
    server: { ...frontend, namespace, cluster, ip: `10.23${at}.0.9` },
    port: 8080,
  }));
  if (east) await push(relay, attempts(3, east).flatMap(refused));
  // So many that none of the other cluster are among the newest.
  if (west) await push(relay, attempts(40, west).flatMap(refused));
  await open(page, `${other.url}/drops?q=ns:${namespace} port:8080 workload:cart`);
  const rows = page.getByRole('button', { name: /^cart to frontend, Policy denied/ });
  await expect(rows).toHaveCount(2);
  const row = (cluster: string) => page.locator('[data-drop]').filter({ hasText: cluster }).getByRole('button');
  await row('east').click();
  await expect(page.getByRole('group', { name: 'Evidence' })).toContainText('10.230.0.9:8080');
  await expect(page.getByRole('group', { name: 'Evidence' })).not.toContainText('10.231.0.9');
  await expect(panel(page)).toContainText('frontend is refused: a policy selects it, and no rule allows this.');
  await expect(page.getByRole('region', { name: 'Suggested policy' })).toContainText('for cluster east');
  await row('west').click();
  await expect(panel(page)).toContainText(
    'frontend is in cluster west, and the policies are those of cluster east: it cannot be judged here.',
  );
  await expect(page.getByRole('region', { name: 'Suggested policy' })).toContainText(
    'The policies of now are those of cluster east; what those of west say is not known here.',
  );
  await other.kill();
});
