// Whatever keeps the dashboard from Relay is said in one sentence at every door, and its cure heals the open page.
import { expect, type Page, test } from '@playwright/test';
import { makeAuthority, makeCertificates } from '@/demo/certificates';
import type { App } from '../support/app';
import { client, faults, secure } from './faults';
import { openPlace, type Place } from './place';

interface Connection {
  readonly state: string;
  readonly code?: string;
  readonly message?: string;
}

/** Asks often: what is waited for comes within moments. */
const intervals = [100];

let place: Place;
/** One for all: what the browser has read and compiled for the first it has for the others. */
let page: Page;
test.beforeAll(async ({ browser }) => {
  [place, page] = await Promise.all([openPlace(), browser.newPage()]);
});
test.afterEach(async () => {
  await page.goto('about:blank');
  await place.clear();
});
test.afterAll(() => Promise.all([place.stop(), page.close()]));

for (const { title, code, says, begin } of faults) {
  test(`${title}: ${code}, and mended on the open page`, async () => {
    const { env, spoil, mend } = await begin(place);
    const app = await place.dashboard(env);
    spoil?.();
    const { message = '' } = await failed(app, code);
    for (const part of says) expect(message).toMatch(part);
    expect(message).toMatch(/^[^\n]{20,400}\.$/);
    await isSaidBy(app, { code, message });
    await isSaidOn(app, message);
    await restStillWorks(app);

    await mend();
    await retry();
    await isHealed(app);
  });
}

test('certificates that are rotated on disk are used for the next connection, and nothing is counted twice', async () => {
  const first = await makeCertificates();
  await place.relay({ ...first, clientCa: first.ca });
  const app = await place.dashboard({ ...secure(place, first.ca), ...client(place, first) });
  await open(app);
  await expect(page.locator('[data-flow]').first()).toBeVisible();

  const second = await makeCertificates({ authority: await makeAuthority('Another CA') });
  await place.relay({ ...second, clientCa: second.ca });
  await expect.poll(async () => (await connectionOf(app)).code, { intervals }).toBe('tls-unknown-authority');
  secure(place, second.ca);
  client(place, second);
  await isHealed(app);
});

test('Retry now asks Relay at once', async () => {
  const made = await makeCertificates();
  await place.relay(made);
  const app = await place.dashboard({ HUBBLE_SERVER: place.address });
  await open(app);
  await expect(page.getByText('Relay cannot be watched.')).toBeVisible();
  await place.relay();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect.poll(async () => (await connectionOf(app)).state, { timeout: 10_000 }).toBe('live');
  await isHealed(app);
});

test('another path than that of the certificate files is told at the start', async () => {
  const env = { HUBBLE_SERVER: `tls://${place.address}`, HUBBLE_TLS_CA_CERT_FILES: '/nowhere/ca.crt' };
  await expect(place.dashboard(env)).rejects.toThrow(
    /HUBBLE_TLS_CA_CERT_FILES: \/nowhere\/ca\.crt does not exist; check the path and its permissions\./,
  );
});

async function connectionOf(app: App): Promise<Connection> {
  const { clusters } = await app.api<{ clusters: { connection: Connection }[] }>('/api/v1/status');
  return clusters[0]?.connection ?? { state: 'none' };
}

/** Of one answer: while it connects once more the reason is out of sight for a moment. */
async function failed(app: App, code: string): Promise<Connection> {
  let connection: Connection = { state: 'none' };
  await expect(async () => {
    connection = await connectionOf(app);
    expect(connection.code).toBe(code);
  }).toPass({ timeout: 30_000, intervals });
  return connection;
}

async function isSaidBy(app: App, { code, message }: { code: string; message: string }): Promise<void> {
  const answer = await fetch(`${app.url}/readyz`);
  expect(answer.status).toBe(503);
  const { waiting } = (await answer.json()) as { waiting: Connection[] };
  if (waiting[0]?.code !== 'connecting') expect(waiting).toEqual([{ cluster: 'default', code, message }]);
}

/** Marks the document, so that a page that was loaded anew would be noticed. */
async function open(app: App): Promise<void> {
  await page.goto(`${app.url}/flows`);
  await page.evaluate(() => document.body.setAttribute('data-opened', 'once'));
}

/** In the banner, once. */
async function isSaidOn(app: App, message: string): Promise<void> {
  await open(app);
  await expect(page.getByText(message)).toHaveCount(1);
  await expect(page.getByText(message)).toBeVisible();
}

/** Captures and every route answer as if nothing were wrong. */
async function restStillWorks(app: App): Promise<void> {
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  for (const route of ['status', 'namespaces', 'flows', 'map', 'drops', 'series', 'openapi.json']) {
    expect((await fetch(`${app.url}/api/v1/${route}`)).status, route).toBe(200);
  }
  const body = '{"flow":{"verdict":"FORWARDED","source":{"namespace":"a"},"destination":{"namespace":"b"}}}';
  const { cluster } = await app.api<{ cluster: string }>('/api/v1/captures', { method: 'POST', body });
  const { flows } = await app.api<{ flows: unknown[] }>(`/api/v1/flows?cluster=${cluster}`);
  expect(flows).toHaveLength(1);
}

/** What a reader would do who has just mended it; it would be tried again by itself within half a minute. */
async function retry(): Promise<void> {
  const button = page.getByRole('button', { name: 'Retry now' });
  if (await button.isVisible()) await button.click({ timeout: 2_000 }).catch(() => {});
}

/** Live, without a banner, with new flows on the page that was open all the time. */
async function isHealed(app: App): Promise<void> {
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status, { timeout: 45_000, intervals }).toBe(200);
  await expect(page.locator('[data-notice^="relay"], [data-notice^="server"]')).toHaveCount(0);
  await expect(page.locator('[data-flow]').first()).toBeVisible();
  await expect(page.locator('body')).toHaveAttribute('data-opened', 'once');
}
