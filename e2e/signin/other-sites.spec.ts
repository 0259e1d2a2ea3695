// What pages of other sites can do, and what one client may: nothing of it reaches what is not theirs.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';

let relay: RelayProcess;
let app: App;
let site: Server;
/** The same server is another site by each of its names. */
const siteAt = (host: string) => `http://${host}:${(site.address() as AddressInfo).port}`;

test.beforeAll(async () => {
  site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>x</title>'),
  );
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  relay = await startRelay('--steady');
  app = await startApp({
    HUBBLE_SERVER: relay.address,
    EYEPIECE_CORS_ORIGINS: siteAt('portal.localhost'),
    EYEPIECE_TRUSTED_PROXIES: '127.0.0.1',
    EYEPIECE_CLIENT_STREAMS: '2',
    EYEPIECE_CLIENT_QUERIES: '60',
  });
});
test.afterAll(async () => {
  site?.close();
  await Promise.all([app?.kill(), relay?.stop()]);
});

test('a page of another site cannot read, change or load anything', async ({ page }) => {
  await page.goto(siteAt('evil.localhost'));
  const outcome = await page.evaluate(async (base) => {
    const read = (init: RequestInit) =>
      fetch(`${base}/api/v1/namespaces`, init).then(
        (answer) => answer.type,
        () => 'failed',
      );
    const loaded = (element: HTMLElement) =>
      new Promise((resolve) => {
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('failed');
        document.body.append(element);
      });
    return {
      read: await read({}),
      withCookies: await read({ credentials: 'include' }),
      withHeader: await read({ headers: { authorization: 'Bearer x' } }),
      asScript: await loaded(Object.assign(document.createElement('script'), { src: `${base}/api/v1/namespaces` })),
    };
  }, app.url);
  expect(outcome).toEqual({ read: 'failed', withCookies: 'failed', withHeader: 'failed', asScript: 'failed' });

  for (const route of ['reconnect', 'captures', 'policies/suggested?of=verdict:denied']) {
    const address = `${app.url}/api/v1/${route}`;
    const sent = await page.evaluate(
      (to) =>
        fetch(to, { method: 'POST', mode: 'no-cors', body: 'x' }).then(
          () => 'answered',
          () => 'failed',
        ),
      address,
    );
    // As browsers say of such a request where it comes from; the one above may not even see its answer.
    const headers = { 'sec-fetch-site': 'cross-site', origin: siteAt('evil.localhost') };
    const { status } = await fetch(address, { method: 'POST', body: 'x', headers });
    expect([route, sent, status]).toEqual([route, 'failed', 403]);
  }

  await page.evaluate((address) => {
    const frame = Object.assign(document.createElement('iframe'), { src: address });
    document.body.append(frame);
  }, `${app.url}/map`);
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-error:'))).toBe(true);
});

test('a page of an origin that is named reads, without cookies', async ({ page }) => {
  await page.goto(siteAt('portal.localhost'));
  const outcome = await page.evaluate(async (base) => {
    const read = (init: RequestInit) =>
      fetch(`${base}/api/v1/namespaces`, init).then(
        (answer) => answer.status,
        () => 'failed',
      );
    return [
      await read({}),
      await read({ headers: { authorization: 'Basic x' } }),
      await read({ credentials: 'include' }),
      await fetch(`${base}/api/v1/reconnect`, { method: 'POST' }).then(
        (answer) => answer.status,
        () => 'failed',
      ),
    ];
  }, app.url);
  expect(outcome).toEqual([200, 200, 'failed', 403]);
});

test('one client may ask so much and no more, and takes nothing from others', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': `6.6.6.6, ${address}` });
  const streams = await Promise.all(
    [1, 2, 3].map(() => fetch(`${app.url}/api/v1/live`, { headers: from('203.0.113.1') })),
  );
  const refused = streams.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect([refused[0]?.headers.get('retry-after'), (await refused[0]?.json())?.type]).toEqual([
    '30',
    'urn:eyepiece:problem:too-many-requests',
  ]);
  await Promise.all(streams.map(({ body, bodyUsed }) => (bodyUsed ? undefined : body?.cancel())));
  // Whoever leaves makes room.
  await expect
    .poll(async () => {
      const answer = await fetch(`${app.url}/api/v1/live`, { headers: from('203.0.113.1') });
      await answer.body?.cancel();
      return answer.status;
    })
    .toBe(200);

  const asked = await Promise.all(
    Array.from({ length: 70 }, () => fetch(`${app.url}/api/v1/status`, { headers: from('203.0.113.2') })),
  );
  const late = asked.find(({ status }) => status === 429);
  expect(asked.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(60);
  expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await fetch(`${app.url}/api/v1/status`, { headers: from('203.0.113.3') })).status).toBe(200);
});
