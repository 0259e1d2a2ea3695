// Rights as the cluster has them: an API server over TLS is asked about each namespace, by name and groups. What it takes
// back ends what is open, and while it is away nobody sees anything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { attempts, backend, cart, push, refused } from '../support/known-flows';
import { apiToken, type KubeApi, startKubeApi } from '../support/kube-api';
import { runNginx } from '../support/nginx';
import { type RelayProcess, startRelay } from '../support/relay';
import { banner, open } from '../support/screen';

const folder = mkdtempSync(path.join(tmpdir(), 'rights-'));
const guide = 'network-policy-test';
const reviews = 'subjectaccessreviews';

let api: KubeApi;
let relay: RelayProcess;
let app: App;
let nginx: { readonly stop: () => Promise<void> };
let url: string;

test.beforeAll(async () => {
  api = await startKubeApi();
  api.letRead('oidc:team-shop', ['shop', guide]);
  api.letRead('oidc:team-guide', [guide]);
  api.letRead('oidc:carla', ['*']);
  // What the names of the cluster's own would be let counts for nobody.
  api.letRead('system:masters', ['*']);
  relay = await startRelay('--steady');
  app = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_AUTH: 'proxy',
    EYEPIECE_TRUSTED_PROXIES: '127.0.0.1',
    EYEPIECE_ACCESS: 'kubernetes',
    EYEPIECE_KUBERNETES_USER_PREFIX: 'oidc:',
    EYEPIECE_KUBERNETES_GROUPS_PREFIX: 'oidc:',
    EYEPIECE_KUBERNETES_RIGHTS_KEPT: '1s',
    KUBECONFIG: await api.kubeconfig(folder),
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  nginx = await runNginx([serverBlock(port)], port);
  await expect.poll(async () => (await asked('carla', '', 'namespaces')).text).toContain(guide);
});
test.afterAll(async () => {
  await Promise.all([app?.kill(), relay?.stop(), nginx?.stop()]);
  await api?.close();
  rmSync(folder, { recursive: true });
});

/** Who asks is taken from a cookie: what signs in before a proxy is not what is tried here. */
const serverBlock = (port: number) => `server {
  listen 127.0.0.1:${port};
  location / {
    proxy_set_header X-Forwarded-User $cookie_who;
    proxy_set_header X-Forwarded-Groups $cookie_groups;
    proxy_set_header Host $http_host;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_pass ${app.url};
  }
}`;

const as = (user: string, groups: string) => ({ 'x-forwarded-user': user, 'x-forwarded-groups': groups });

async function asked(user: string, groups: string, route: string) {
  const answer = await fetch(`${app.url}/api/v1/${route}`, { headers: as(user, groups) });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

test('three groups see what the cluster lets them, and it is asked as it wants to be', async () => {
  const seen = async (user: string, groups: string) => JSON.parse((await asked(user, groups, 'session')).text).sees;
  const of = (...namespaces: string[]) => namespaces.map((namespace) => ({ cluster: '*', namespace }));
  expect(await seen('anna', 'team-shop')).toEqual(of(guide, 'shop'));
  expect(await seen('bert', 'team-guide,other')).toEqual(of(guide));
  expect(await seen('carla', '')).toBeNull();
  for (const [user, groups] of [
    ['dora', ''],
    ['dora', 'system:masters'],
    ['system:masters', ''],
    ['dora', 'oidc:team-shop'],
  ] as const) {
    expect([user, groups, (await asked(user, groups, 'flows')).status]).toEqual([user, groups, 403]);
  }

  const flows = JSON.parse((await asked('bert', 'team-guide', 'flows?limit=1000')).text).flows;
  expect(flows.length).toBeGreaterThan(0);
  for (const { source, destination } of flows) {
    expect([source?.namespace, destination?.namespace]).toContain(guide);
  }
  const attributes = { verb: 'get', resource: 'pods' };
  const spec = { user: 'oidc:bert', groups: ['oidc:team-guide', 'oidc:other', 'system:authenticated'] };
  const sent = api.reviews.filter((review) => JSON.stringify(review).includes('oidc:bert'));
  expect(sent).toContainEqual({
    ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' },
    spec: { ...spec, resourceAttributes: attributes },
  });
  expect(sent).toContainEqual(
    expect.objectContaining({ spec: { ...spec, resourceAttributes: { ...attributes, namespace: 'shop' } } }),
  );
  const others = api.requests.filter(({ resource, verb, token }) => {
    return resource !== reviews || verb !== 'create' || token !== apiToken;
  });
  expect(others).toEqual([]);
});

test('what is taken back goes from the page, which says so; what is given back comes again', async ({
  page,
  context,
}) => {
  await context.addCookies([
    { name: 'who', value: 'anna', url },
    { name: 'groups', value: 'team-shop', url },
  ]);
  await open(page, `${url}/map`);
  const rows = page.locator('table:has(> caption:text-is("Workloads")) > tbody > tr');
  await expect(rows.filter({ hasText: 'shop' }).first()).toBeAttached();
  const stream = await fetch(`${app.url}/api/v1/live?want=status`, { headers: as('anna', 'team-shop') });

  api.letRead('oidc:team-shop', [guide]);
  await stream.text();
  await expect(banner(page, 'sight')).toContainText('What you may see has changed.');
  await expect(rows.first()).toBeAttached();
  // The other end of what they see may be in it, and is told by that alone.
  await expect(rows.filter({ hasText: /^(cart|checkout|catalog)/ })).toHaveCount(0);
  for (const about of ['server-lost', 'refused', 'missed']) await expect(banner(page, about)).toHaveCount(0);
  await page.getByRole('button', { name: 'anna', exact: true }).click();
  await expect(page.getByText(`You see traffic from and to ${guide}.`)).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await violations(page)).toEqual([]);
  await saysWhoIsKeptBack(page);
  await open(page, `${url}/map`);
  await expect(rows.first()).toBeAttached();

  api.letRead('oidc:team-shop', []);
  await expect(banner(page, 'refused')).toContainText('There is nothing for this reader.');
  await expect(rows).toHaveCount(0);

  api.letRead('oidc:team-shop', ['shop', guide]);
  await expect.poll(async () => (await asked('anna', 'team-shop', 'session')).status).toBe(200);
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect(rows.filter({ hasText: 'shop' }).first()).toBeAttached();
});

/** On the map, among drops and of a flow: a namespace stands where a name belongs, and why is read and heard. */
async function saysWhoIsKeptBack(page: Page) {
  const why = 'It belongs to a namespace you may not see: only its name is shown.';
  await push(relay, attempts(3, { client: cart, server: backend, port: 4_444 }).flatMap(refused));
  await expect(page.getByRole('row', { name: `shop ${why}` })).toBeAttached();
  await open(page, `${url}/drops?q=port:4444`);
  await page.getByRole('button', { name: `shop: ${why}` }).click();
  await expect(page.getByRole('region', { name: 'Why?' }).getByText(`shop: ${why}`)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await open(page, `${url}/flows?q=port:4444`);
  await page.locator('tr[data-flow]').first().click();
  await expect(page.getByRole('region', { name: 'Flow details' }).getByText(`shop: ${why}`)).toBeVisible();
  expect(await violations(page)).toEqual([]);
}

test('while the API server is away nobody sees anything, and pages say why and go on by themselves', async ({
  page,
  context,
}) => {
  await context.addCookies([{ name: 'who', value: 'carla', url }]);
  await open(page, `${url}/flows`);
  await expect(page.locator('[data-stream=live]')).toBeVisible();
  const stream = await fetch(`${app.url}/api/v1/live`, { headers: as('carla', '') });

  api.fault(reviews, { kind: 'status', code: 503 });
  await stream.text();
  await expect(banner(page, 'server-lost')).toContainText('What you may see is not known now.');
  await expect(banner(page, 'server-lost')).toContainText('The cluster says what you may see, and cannot be asked now');
  for (const route of ['flows', 'map', 'status', 'values?key=ns', 'live', 'snapshots']) {
    expect([route, await asked('carla', '', route)]).toEqual([
      route,
      { status: 503, retryAfter: '5', text: expect.stringContaining('urn:eyepiece:problem:rights-unavailable') },
    ]);
  }
  expect(app.log()).toMatch(/EYEPIECE_ACCESS: .* Nobody sees anything until it is mended\./);
  const other = await context.newPage();
  expect((await other.goto(`${url}/map`))?.status()).toBe(503);
  await expect(other.getByRole('heading', { name: 'What you may see is not known now' })).toBeVisible();
  expect(await violations(other)).toEqual([]);

  api.fault(reviews, null);
  await expect(page.locator('[data-stream=live]')).toBeVisible();
  await expect(banner(page, 'server-lost')).toHaveCount(0);
});
