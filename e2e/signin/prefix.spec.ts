// Signing in below a path prefix behind nginx, which leaves the prefix on what it asks for or takes it off.
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { type Nginx, startNginx } from '../support/nginx';
import { type OidcProvider, signIn, startOidcProvider } from '../support/oidc-provider';
import { type RelayProcess, startRelay } from '../support/relay';
import { signInOn } from '../support/screen';

const prefix = '/net/hubble';
const ways = ['leaving', 'taking'] as const;

let relay: RelayProcess;
let nginx: Nginx;
let apps: readonly App[] = [];
let providers: readonly OidcProvider[] = [];

/** Where readers reach each of two dashboards: one is asked with the prefix, the other without. */
const publicUrl = (way: (typeof ways)[number]) => nginx[way] + prefix;

test.beforeAll(async () => {
  const ports = [await freePort(), await freePort()] as const;
  const [left, taken] = ports.map((port) => `http://127.0.0.1:${port}`);
  [relay, nginx] = await Promise.all([startRelay('--steady'), startNginx(left ?? '', prefix, taken)]);
  providers = await Promise.all(ways.map((way) => startOidcProvider(publicUrl(way))));
  const common = { HUBBLE_SERVER: relay.address, EYEPIECE_BASE_PATH: prefix, EYEPIECE_ACCESS: 'all' };
  apps = await Promise.all(providers.map(({ env }, at) => startApp({ ...env, ...common }, ports[at])));
});
test.afterAll(async () => {
  await Promise.all([...apps.map((app) => app.kill()), ...providers.map((provider) => provider.stop())]);
  await Promise.all([relay?.stop(), nginx?.stop()]);
});

for (const way of ways) {
  test(`${way} the prefix, nginx lets in whoever signs in, and nobody else`, async () => {
    const ask = (path: string, init: RequestInit = {}) => fetch(publicUrl(way) + path, { redirect: 'manual', ...init });
    for (const path of ['/', '/map', '/drops?q=ns%3Ashop', '/s/AAAAAAAAAAAAAAAA', '/nowhere']) {
      const { status, headers } = await ask(path);
      const to = new URLSearchParams({ to: path });
      expect([path, status, headers.get('location')]).toEqual([path, 307, `${publicUrl(way)}/auth/login?${to}`]);
    }
    expect((await ask('/api/v1/flows')).status).toBe(401);
    const cookie = await signIn({ url: publicUrl(way) }, 'anna');
    expect((await ask('/api/v1/session', { headers: { cookie } })).status).toBe(200);
    const out = await ask('/api/v1/session', { method: 'DELETE', headers: { cookie } });
    const { to } = (await out.json()) as { to: string };
    expect(new URL(to).searchParams.get('post_logout_redirect_uri')).toBe(`${publicUrl(way)}/auth/signed-out`);
    expect((await ask('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  });
}

test('a browser signs in below the prefix, goes back to what it asked for, and signs out', async ({ page }) => {
  const url = publicUrl('taking');
  const outside: string[] = [];
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === nginx.taking && !`${pathname}/`.startsWith(`${prefix}/`)) outside.push(pathname);
  });
  await signInOn(page, `${url}/flows?q=verdict%3Adenied&theme=light`, 'carla');
  expect(page.url()).toBe(`${url}/flows?q=verdict%3Adenied&theme=light`);
  await page.getByRole('button', { name: 'carla@eyepiece.example' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  expect(page.url()).toBe(`${url}/auth/signed-out`);

  // The first page has no path of its own: it leads to the map by way of the provider.
  await page.goto(url);
  await page.getByRole('button', { name: 'anna', exact: true }).click();
  await expect(page).toHaveURL(`${url}/map`);
  expect(outside).toEqual([]);
});
