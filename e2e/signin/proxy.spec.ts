// Readers who are named by a proxy: nginx as docs/access.md configures it, and those who would name themselves.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { nginxExample, runNginx } from '../support/nginx';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

let relay: RelayProcess;
let app: App;
let login: Server;
let nginx: { readonly stop: () => Promise<void> };
let url: string;
let folder: string;

/** The proxy's own address: what comes from another is not from it. */
const proxyAddress = '127.0.0.2';

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
  const rules = path.join(folder, 'access.yaml');
  writeFileSync(rules, 'groups: { team-shop: [shop], sre: ["*"] }');
  [relay, login] = await Promise.all([startRelay('--steady'), startLogin()]);
  app = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_AUTH: 'proxy',
    EYEPIECE_TRUSTED_PROXIES: proxyAddress,
    EYEPIECE_ACCESS: rules,
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  nginx = await runNginx([serverBlock(port)], port);
});
test.afterAll(async () => {
  login?.close();
  await Promise.all([app?.kill(), relay?.stop(), nginx?.stop()]);
  rmSync(folder, { recursive: true });
});

/** What oauth2-proxy is to nginx: it says by a cookie who asks. */
async function startLogin(): Promise<Server> {
  const groups: Record<string, string> = { 'anna@eyepiece.example': 'team-shop', 'dora@eyepiece.example': '' };
  const server = createServer(({ headers }, response) => {
    const user = /who=([a-z]+)/.exec(headers.cookie ?? '')?.[1];
    const email = `${user}@eyepiece.example`;
    const told = { 'x-auth-request-email': email, 'x-auth-request-groups': groups[email] ?? '' };
    response.writeHead(user ? 202 : 401, user ? told : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function serverBlock(port: number): string {
  const { port: loginPort } = login.address() as AddressInfo;
  const example = nginxExample('docs/access.md').replace('http://eyepiece:3000', app.url);
  return `server {
    listen 127.0.0.1:${port};
    proxy_bind ${proxyAddress};
    proxy_buffering off;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    location = /oauth2/auth { internal; proxy_pass http://127.0.0.1:${loginPort}; }
    ${example}
  }`;
}

const sessionAt = async (base: string, headers: Record<string, string>) => {
  const answer = await fetch(`${base}/api/v1/session`, { headers });
  return { status: answer.status, ...((await answer.json().catch(() => ({}))) as Record<string, unknown>) };
};

test('whom the proxy names is who reads, whatever they say themselves', async () => {
  const claims = {
    cookie: 'who=anna',
    'X-Forwarded-User': 'carla@eyepiece.example',
    'x-FORWARDED-groups': 'sre',
    x_forwarded_groups: 'sre',
    'X-Forwarded-For': '203.0.113.9',
  };
  const anna = { name: 'anna@eyepiece.example', by: 'proxy', groups: ['team-shop'] };
  expect(await sessionAt(url, claims)).toMatchObject(anna);
  // Groups that the proxy does not give are none, not those of the reader.
  expect(await sessionAt(url, { ...claims, cookie: 'who=dora' })).toMatchObject({ status: 403 });
  expect(await sessionAt(url, { ...claims, cookie: '' })).toMatchObject({ status: 401 });
});

test('nobody else is believed', async ({ page }) => {
  const claims = { 'X-Forwarded-User': 'carla', 'X-Forwarded-Groups': 'sre', 'x-eyepiece-peer': proxyAddress };
  const refused = await sessionAt(app.url, claims);
  expect(refused).toMatchObject({ status: 401, detail: expect.stringContaining('trusted proxy but from 127.0.0.1') });
  for (const route of ['flows', 'map', 'drops', 'namespaces', 'series', 'status', 'live', 'values?key=ns', 'marks']) {
    expect([route, (await fetch(`${app.url}/api/v1/${route}`, { headers: claims })).status]).toEqual([route, 401]);
  }
  expect(
    (
      await fetch(`${app.url}/api/v1/live`, {
        method: 'POST',
        body: '{"views":[{"key":"1","query":""}]}',
        headers: claims,
      })
    ).status,
  ).toBe(401);
  await page.goto(`${app.url}/map`);
  await expect(page.getByRole('heading', { name: 'Nobody is signed in' })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // A proxy that adds to what a reader sent would let them name themselves.
  const twice = ['X-Forwarded-User', 'carla', 'x-forwarded-user', 'anna', 'X-Forwarded-Groups', 'sre'];
  expect(await statusFromProxy(twice)).toBe(401);
  expect(await statusFromProxy(twice.slice(2))).toBe(200);
  expect(await statusFromProxy(['X_Forwarded_User', 'carla', 'X-Forwarded-Groups', 'sre'])).toBe(401);
});

test('a page by way of the proxy is live, and says who looks', async ({ page, context }) => {
  await context.addCookies([{ name: 'who', value: 'anna', url }]);
  await open(page, `${url}/flows`);
  await expect(page.locator('[data-stream=live]')).toBeVisible();
  await page.getByRole('button', { name: 'anna@eyepiece.example' }).click();
  await expect(page.getByText('You see traffic from and to shop.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0);

  await context.addCookies([{ name: 'who', value: 'dora', url }]);
  await page.goto(`${url}/map`);
  await expect(page.getByRole('heading', { name: 'There is nothing for you to see' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

/** As the proxy itself would ask, header by header. */
function statusFromProxy(headers: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { host, port } = new URL(app.url);
    const path = '/api/v1/session';
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      localAddress: proxyAddress,
      headers: ['Host', host, ...headers],
    });
    asked.once('response', (answer) => resolve(answer.resume().statusCode)).once('error', reject);
    asked.end();
  });
}
