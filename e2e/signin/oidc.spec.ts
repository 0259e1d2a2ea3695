// Signing in with an OpenID provider, in a browser: there and back, what is gone with time, and out again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { type OidcProvider, signIn, startOidcProvider } from '../support/oidc-provider';
import { type RelayProcess, startRelay } from '../support/relay';
import { banner, policyComplaints, signInOn } from '../support/screen';

let relay: RelayProcess;
let provider: OidcProvider;
let app: App;
let replica: App;
let folder: string;

const rules = (shop: string) => `groups: { team-shop: [${shop}], sre: ["*"] }\n`;
const rulesFile = () => path.join(folder, 'access.yaml');

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'signin-'));
  writeFileSync(rulesFile(), rules('shop'));
  const port = await freePort();
  provider = await startOidcProvider(`http://127.0.0.1:${port}`);
  relay = await startRelay('--steady');
  const env = { ...provider.env, HUBBLE_SERVER: relay.address, EYEPIECE_ACCESS: rulesFile() };
  [app, replica] = await Promise.all([startApp(env, port), startApp(env)]);
});
test.afterAll(async () => {
  await Promise.all([app?.kill(), replica?.kill(), relay?.stop(), provider?.stop()]);
  rmSync(folder, { recursive: true });
});

test('somebody signs in, is sent back to what they asked for, and signs out at the provider too', async ({ page }) => {
  const complaints = policyComplaints(page);
  await signInOn(page, `${app.url}/flows?q=verdict%3Adenied&theme=light`, 'carla');
  expect(page.url()).toBe(`${app.url}/flows?q=verdict%3Adenied&theme=light`);
  const who = page.getByRole('button', { name: 'carla@eyepiece.example' });
  await who.click();
  await expect(page.getByText('You see everything.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'carla' })).toBeVisible();
  expect(app.log()).toMatch(/"event":"sign-in","name":"carla@eyepiece.example","by":"oidc","from":"127.0.0.1"/);
  expect(app.log()).toMatch(/"event":"sign-out","name":"carla@eyepiece.example"/);
});

test('tokens are renewed without a word, and a session that ends is told with the way back', async ({ page }) => {
  provider.setLife(4);
  const before = provider.tokenRequests();
  await signInOn(page, `${app.url}/drops?q=ns%3Ashop`, 'anna');
  await expect.poll(() => provider.tokenRequests()).toBeGreaterThan(before + 2);
  for (const about of ['server-lost', 'refused', 'missed']) await expect(banner(page, about)).toHaveCount(0);

  provider.setGroups('anna', []);
  await expect(page.getByText('There is nothing for this reader.')).toBeVisible();
  provider.setGroups('anna', ['team-shop']);
  const asked = () => page.evaluate(() => fetch('/api/v1/session').then(({ status }) => status));
  await expect.poll(asked).toBe(200);
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect(banner(page, 'refused')).toHaveCount(0);
  await expect(page.locator('[data-stream=live]')).toBeVisible();

  provider.forget('anna');
  await expect(page.getByText('Nobody is signed in.')).toBeVisible();
  expect(page.url()).toBe(`${app.url}/drops?q=ns%3Ashop`);
  provider.setGroups('anna', ['team-shop']);
  provider.setLife(3_600);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  // The provider still knows the browser, and asks nobody who they are.
  await expect(page.locator('[data-stream=live]')).toBeVisible();
  expect(page.url()).toBe(`${app.url}/drops?q=ns%3Ashop`);
});

test('any server with the secret knows a session, and what the rules say now ends its streams', async () => {
  const cookie = await signIn(app, 'anna');
  const session = await replica.api('/api/v1/session', { headers: { cookie } });
  expect(session).toMatchObject({ name: 'anna@eyepiece.example', sees: [{ cluster: '*', namespace: 'shop' }] });

  const live = await fetch(`${replica.url}/api/v1/live`, { headers: { cookie } });
  expect(live.status).toBe(200);
  writeFileSync(rulesFile(), rules('shop, public'));
  await live.text();
  const now = await replica.api<{ sees: unknown[] }>('/api/v1/session', { headers: { cookie } });
  expect(now.sees).toHaveLength(2);

  const asBert = { headers: { cookie: await signIn(app, 'bert') } };
  const bert = await fetch(`${app.url}/api/v1/flows`, asBert);
  expect([bert.status, (await bert.json()).type]).toEqual([403, 'urn:eyepiece:problem:no-rights']);
  const page = await fetch(`${app.url}/map`, asBert);
  expect([page.status, await page.text()]).toEqual([
    403,
    expect.stringContaining('/auth/login?to=%2Fmap">Sign in again'),
  ]);
});

test('nothing but a session that was given here is one', async () => {
  const cookie = await signIn(app, 'anna');
  const [name = '', value = ''] = cookie.split('=');
  const status = async (sent: string) =>
    (await fetch(`${app.url}/api/v1/status`, { headers: { cookie: sent } })).status;
  expect(await status(cookie)).toBe(200);
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"value":{"version":1}}').toString('base64url')}.`;
  for (const forged of [
    '',
    `${name}=`,
    `${name}=${value.slice(0, -6)}AAAAAA`,
    `${name}=1~${unsigned}`,
    `${name}=2~${value.slice(2)}`,
  ]) {
    expect(await status(forged)).toBe(401);
  }
  const headers = { 'x-forwarded-user': 'carla', 'x-forwarded-groups': 'sre', 'x-eyepiece-peer': ' 127.0.0.1' };
  expect((await fetch(`${app.url}/api/v1/status`, { headers })).status).toBe(401);

  const signedOut = await fetch(`${app.url}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
  expect((await signedOut.json()).to).toContain(provider.issuer);
  expect(await status(cookie)).toBe(401);
});

test('a sign-in that was begun elsewhere, refused or sent about is told in a sentence', async ({ page }) => {
  await page.goto(`${app.url}/auth/callback?code=stolen&state=made-up`);
  await expect(page.getByText('This sign-in was begun in another browser, or too long ago.')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const login = await fetch(`${app.url}/auth/login?to=//evil.example`, { redirect: 'manual' });
  const [attempt = ''] = login.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const asked = new URL(login.headers.get('location') ?? '');
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  const back = new URL(`${app.url}/auth/callback`);
  back.search = `?${new URLSearchParams({ error: 'access_denied', state: asked.searchParams.get('state') ?? '', iss: provider.issuer })}`;
  const refused = await fetch(back, { headers: { cookie: attempt } });
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('The sign-in was refused.')]);

  provider.fail(true);
  const cookie = '';
  const fresh = await startApp({ ...provider.env, HUBBLE_SERVER: relay.address, EYEPIECE_ACCESS: 'all' });
  const unreachable = await fetch(`${fresh.url}/auth/login`, { redirect: 'manual', headers: { cookie } });
  provider.fail(false);
  expect(await unreachable.text()).toContain('cannot be reached');
  expect((await fetch(`${fresh.url}/auth/login`, { redirect: 'manual' })).status).toBe(303);
  await fresh.kill();
});
