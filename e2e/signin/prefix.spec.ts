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
  test(`${way} the prefix, nginx lets readers in, back to what they asked for, and out again`, async ({ page }) => {
    const outside: string[] = [];
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === nginx[way] && !`${pathname}/`.startsWith(`${prefix}/`)) outside.push(pathname);
    });
    await signInOn(page, `${publicUrl(way)}/flows?q=verdict%3Adenied&theme=light`, 'carla');
    expect(page.url()).toBe(`${publicUrl(way)}/flows?q=verdict%3Adenied&theme=light`);
    await expect(page.locator('[data-stream=live]')).toBeVisible();

    await page.getByRole('button', { name: 'carla@eyepiece.example' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    expect(page.url()).toBe(`${publicUrl(way)}/auth/signed-out`);

    // The first page has no path of its own: it leads to the map by way of the provider.
    await page.goto(publicUrl(way));
    await page.getByRole('button', { name: 'anna', exact: true }).click();
    await expect(page).toHaveURL(`${publicUrl(way)}/map`);
    await expect(page.getByRole('button', { name: 'anna@eyepiece.example' })).toBeVisible();
    expect(outside).toEqual([]);
  });

  test(`${way} the prefix, nobody gets in who has not signed in`, async () => {
    const get = (path: string, headers = {}) => fetch(publicUrl(way) + path, { redirect: 'manual', headers });
    for (const path of ['', '/', '/map', '/drops?q=ns:shop', '/s/AAAAAAAAAAAAAAAA', '/nowhere']) {
      const { status, headers } = await get(path);
      const to = new URLSearchParams({ to: path || '/' });
      expect([path, status, headers.get('location')]).toEqual([path, 307, `${publicUrl(way)}/auth/login?${to}`]);
    }
    expect((await get('/api/v1/flows')).status).toBe(401);
    const cookie = await signIn({ url: publicUrl(way) }, 'anna');
    expect((await get('/api/v1/session', { cookie })).status).toBe(200);
  });
}
