// Policies from the API of a cluster: what they say of a drop, when they were read, and what cannot be read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { violations } from '../support/axe';
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

async function openGroup(page: Page, url = app.url): Promise<void> {
  await open(page, `${url}/drops?q=ns:${namespace}`);
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

test('ends in another cluster are not judged by this one', async ({ page }) => {
  const other = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_KUBERNETES: 'true',
    EYEPIECE_KUBERNETES_CLUSTER: 'elsewhere',
    KUBECONFIG: await api.kubeconfig(folder),
  });
  await openGroup(page, other.url);
  await expect(panel(page)).toContainText(
    'frontend is in cluster demo, and the policies are those of cluster elsewhere: it cannot be judged here.',
  );
  await other.kill();
});
