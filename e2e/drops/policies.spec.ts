// From a drop to the policy that refuses it, and to what it lacks: by the server's policies and by others that are given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { violations } from '../support/axe';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

const folder = mkdtempSync(path.join(tmpdir(), 'policies-'));
const file = path.join(folder, 'demo.yaml');
const policy = (role: string) => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: allow-frontend, namespace: network-policy-test}
spec:
  endpointSelector: {matchLabels: {role: frontend}}
  ingress:
    - fromEndpoints: [{matchLabels: {role: ${role}}}]
      toPorts: [{ports: [{port: "80", protocol: TCP}]}]
`;

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  writeFileSync(file, policy('backend'));
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_POLICIES: folder });
});
test.afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([app.kill(), relay.stop()]);
});

const policies = (page: Page) => page.getByRole('region', { name: 'Policies now' });
const group = (page: Page) => page.getByRole('button', { name: /^test-pod to frontend, Policy denied/ });
const lacksRole = 'allow-frontend selects frontend and allows only role=backend on 80/TCP; test-pod has no label role.';

test('two clicks lead from the first page to the policy and the label that is missing', async ({ page }) => {
  await open(page, `${app.url}/`);
  await page
    .getByRole('link', { name: /^Drops/ })
    .first()
    .click();
  await group(page).click();
  await expect(page.getByRole('region', { name: 'Why?' })).toContainText('is denied: default deny, no matching allow.');
  await expect(policies(page)).toContainText(lacksRole);
  await expect(policies(page)).toContainText('those in force at the time of the drop may have been others');
  await expect(policies(page).locator('[data-holds=no]')).toHaveText('does not fit');
});

test('policies that changed on disk are read anew, long files as well', async ({ page }) => {
  writeFileSync(file, `# ${'x'.repeat(40_000)}\n${policy('cache')}`);
  await open(page, `${app.url}/drops?q=ns:network-policy-test`);
  await group(page).click();
  await expect(policies(page)).toContainText('allows only role=cache on 80/TCP');
  writeFileSync(file, policy('backend'));
});

test('policies that are given on the page are judged, and their faults told by field', async ({ page }) => {
  await open(page, `${app.url}/drops?q=ns:network-policy-test`);
  await group(page).press('Enter');
  await policies(page).getByRole('button', { name: 'Judge by other policies' }).press('Enter');
  const broken = policy('x').replace('ports: [', 'port: "80", ports: [');
  await policies(page)
    .getByLabel(/^Policies in YAML/)
    .fill(`${policy('backend').replace('[{matchLabels: {role: backend}}]', '[{}]')}\n---\n${broken}`);
  await policies(page).getByRole('button', { name: 'Judge by these' }).press('Enter');
  await expect(policies(page)).toContainText('2 policies, as you gave them');
  await expect(policies(page)).toContainText(
    'allow-frontend selects frontend and allows every pod of namespace network-policy-test on 80/TCP.',
  );
  await policies(page).getByText('1 fault in the policies as they were given').click();
  await expect(policies(page)).toContainText(
    'spec.ingress[0].toPorts[0].port does not exist; port and protocol stand one level deeper',
  );
  await policies(page).getByRole('button', { name: 'Back to the server’s policies' }).press('Enter');
  await expect(policies(page)).toContainText(lacksRole);
});

const suggestion = (page: Page) => page.getByRole('region', { name: 'Suggested policy' });

test('the suggested policy, once it is in force, allows what was refused', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `${app.url}/drops?q=ns:network-policy-test`);
  await group(page).click();
  await expect(suggestion(page)).toContainText('allow-test-pod-to-frontend new');
  await expect(suggestion(page).getByTestId('proof')).toContainText(/flows of these drops pass\./);
  await expect(suggestion(page).getByTestId('proof')).toContainText('of other drops would stay refused.');
  await suggestion(page).getByRole('button', { name: 'NetworkPolicy' }).click();
  await expect(suggestion(page)).toContainText('apiVersion: networking.k8s.io/v1');
  await suggestion(page).getByRole('button', { name: 'Cilium' }).click();
  await expect(suggestion(page)).toContainText('apiVersion: cilium.io/v2');

  const download = page.waitForEvent('download');
  await suggestion(page).getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('allow-test-pod-to-frontend.yaml');
  await (await download).saveAs(path.join(folder, 'suggested.yaml'));
  await page.reload();
  await expect(policies(page)).toContainText('Ingress to frontend is allowed.');
  rmSync(path.join(folder, 'suggested.yaml'));
});

test('one suggestion can be for several drops', async ({ page }) => {
  await open(page, `${app.url}/drops`);
  await group(page).click();
  await expect(suggestion(page).getByLabel(/^CiliumNetworkPolicy/)).toHaveCount(1);
  await suggestion(page).getByText('Also for other drops').click();
  const others = suggestion(page).getByRole('checkbox');
  await others.last().check();
  await expect(suggestion(page)).toContainText('Also for other drops: 1 chosen');
  await expect(
    suggestion(page)
      .getByLabel(/^CiliumNetworkPolicy/)
      .or(suggestion(page).getByTestId('no-cure')),
  ).not.toHaveCount(1);
});

test('a warning stands where a policy is not the cure', async ({ page }) => {
  await open(page, `${app.url}/drops?q=reason:SERVICE_BACKEND_NOT_FOUND`);
  await page
    .getByRole('button', { name: /^\S+ to \S+, No service backend/ })
    .first()
    .click();
  await expect(suggestion(page).getByTestId('no-cure').first()).toContainText('no policy decided this');
  await expect(suggestion(page).getByLabel(/^CiliumNetworkPolicy/)).toHaveCount(0);
});

test('without policies it is said how to give some', async () => {
  const bare = await startApp({ HUBBLE_SERVER: relay.address });
  await expect
    .poll(async () => {
      const { flows } = await bare.api<{ flows: { id: string }[] }>('/api/v1/flows?q=verdict:denied&limit=1');
      return flows.length;
    })
    .toBe(1);
  const { flows } = await bare.api<{ flows: { id: string }[] }>('/api/v1/flows?q=verdict:denied&limit=1');
  const answer = await bare.api(`/api/v1/flows/${encodeURIComponent(flows[0]?.id ?? '')}/policies`);
  expect(answer).toMatchObject({ from: 'none', readAt: null, policyCount: 0 });
  await bare.kill();
});

for (const theme of ['dark', 'light']) {
  test(`what policies say is readable by all in ${theme}`, async ({ page }) => {
    await open(page, `${app.url}/drops?q=ns:network-policy-test&theme=${theme}`);
    await group(page).click();
    await expect(policies(page)).toContainText(lacksRole);
    await policies(page).getByRole('button', { name: 'Judge by other policies' }).click();
    expect(await violations(page)).toEqual([]);
  });
}
