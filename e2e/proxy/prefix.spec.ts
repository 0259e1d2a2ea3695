// Below a path prefix behind nginx, which leaves the prefix on what it asks for or takes it off.
import { once } from 'node:events';
import http from 'node:http';
import { expect, type Page, test } from '@playwright/test';
import { expectLive } from '../feed/reader';
import { type App, startApp } from '../support/app';
import { type Nginx, startNginx } from '../support/nginx';
import { type RelayProcess, startRelay } from '../support/relay';
import { readStream } from '../support/stream-reader';

const prefix = '/net/hubble';
let relay: RelayProcess;
let app: App;
let nginx: Nginx;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_BASE_PATH: prefix });
  nginx = await startNginx(app.url, prefix);
});
test.afterAll(() => Promise.all([app.kill(), relay.stop(), nginx.stop()]));

for (const [title, proxy] of [
  ['left', 'leaving'],
  ['taken off', 'taking'],
] as const) {
  test.describe(`where the prefix is ${title}`, () => {
    const url = (path = '') => `${nginx[proxy]}${prefix}${path}`;

    test('all pages live below it, and ask for nothing that lies elsewhere', async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const troubles = await watchRequests(page);
      for (const path of ['', '/']) {
        await page.goto(url(path));
        await expect(page).toHaveURL(url('/map'));
      }
      await expectLive(page);
      await page.getByRole('button', { name: 'Table', exact: true }).click();
      await expect(page.locator('table:has(> caption:text-is("Connections")) tbody tr').first()).toBeAttached();
      await page
        .getByRole('link', { name: /^Drops/ })
        .first()
        .click();
      await expect(page).toHaveURL(new RegExp(`^${url('/drops')}`));
      await expect(page.locator('[data-drop]').first()).toBeVisible();
      await page
        .getByRole('link', { name: /^Flows/ })
        .first()
        .click();
      await expect(page).toHaveURL(new RegExp(`^${url('/flows')}`));
      await page.locator('[data-flow]').first().click();
      await page.getByRole('button', { name: 'Copy link to this flow' }).click();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link).toMatch(new RegExp(`^${url('/flows')}\\?sel=flow:`));
      await page.goto(link);
      await expect(page.getByRole('region', { name: 'Flow details' })).toBeVisible();
      await expectLive(page);
      expect(await page.evaluate(() => [...document.fonts].some(({ status }) => status === 'loaded'))).toBe(true);
      expect(troubles()).toEqual([]);
    });

    test('views in frames live below it, and a page of the same site may show them', async ({ page }) => {
      const portal = `${nginx[proxy]}/portal`;
      const body = `<!doctype html><title>Portal</title><script src="${prefix}/embed.js"></script>
        <eyepiece-view view="flows" q="ns:shop" style="height:400px"></eyepiece-view>`;
      await page.route(portal, (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.goto(portal);
      const frame = page.frameLocator('iframe');
      await expect(frame.locator('[data-stream=live]')).toBeVisible();
      const opener = frame.getByRole('link', { name: 'Open in Eyepiece' });
      await expect(opener).toHaveAttribute('href', `${prefix}/flows?q=ns:shop`);
    });

    test('captures larger than a proxy lets through by itself are opened, and changes are taken', async ({ page }) => {
      const line = '{"flow":{"verdict":"FORWARDED","source":{"namespace":"a"},"destination":{"namespace":"b"}}}\n';
      const [count, asked] = [30_000, { method: 'POST', headers: { origin: nginx[proxy] } }];
      const answer = await fetch(url('/api/v1/captures?name=large.jsonl'), { ...asked, body: line.repeat(count) });
      const { cluster, flows } = (await answer.json()) as { cluster: string; flows: number };
      expect(flows).toBe(count);
      await page.goto(url(`/flows?cluster=${encodeURIComponent(cluster)}`));
      await expect(page.locator('[data-flow]').first()).toBeVisible();
      // There is no such mark; a page of another site would not be told so much.
      const marks = url('/api/v1/marks?group=none');
      const remove = (address: string) => fetch(address, { method: 'DELETE' }).then(({ status }) => status);
      expect(await page.evaluate(remove, marks)).toBe(404);
      expect((await fetch(marks, { ...asked, method: 'DELETE' })).status).toBe(404);
      expect((await fetch(marks, { method: 'DELETE', headers: { origin: 'https://other.example' } })).status).toBe(403);
    });

    test('a stream comes as it is sent, and goes on when the proxy was reloaded', async ({ page }) => {
      await page.goto(url('/flows'));
      const stream = await readStream(url('/api/v1/live?want=flows&rows=10'));
      await expect.poll(() => stream.frames.length).toBeGreaterThan(2);
      await expectLive(page);
      const ended = stream.ended;
      nginx.reload();
      await ended;
      await expectLive(page);
      await expect(page.locator('[data-notice=server-lost]')).toHaveCount(0);
      await expect(page.locator('[data-notice=missed]')).toHaveCount(0);
    });
  });
}

test('probes answer with the prefix and without, and so does the server when it is asked directly', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json', '/map', '/embed.js']) {
    for (const base of [app.url, app.url + prefix]) {
      const answer = await fetch(base + path);
      await answer.text();
      expect(answer.status, base + path).toBe(200);
    }
  }
});

test('no path leads out of what is served, nor to another host', async () => {
  for (const path of [
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/_next/static/../../BUILD_ID',
    '/_next/static/%2e%2e/%2e%2e/BUILD_ID',
    '/_next/static/..%5c..%5cBUILD_ID',
    '/_next/../package.json',
    '//other.example/map',
    '/\\other.example/map',
    '/.next/BUILD_ID',
  ]) {
    for (const asked of [path, prefix + path]) {
      const { status, location } = await ask(asked);
      expect(status, asked).not.toBe(200);
      if (location !== undefined) expect(location, asked).toMatch(new RegExp(`^${prefix}(/[^/\\\\]|$)`));
    }
  }
});

/** What goes wrong with requests of the page, and which of them lie outside the prefix. */
async function watchRequests(page: Page): Promise<() => string[]> {
  const troubles: string[] = [];
  page.on('request', (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol.startsWith('http') && pathname !== prefix && !pathname.startsWith(`${prefix}/`))
      troubles.push(`outside: ${request.url()}`);
    // All views of a browser share the stream of a worker; a page that has its own could not start one.
    if (pathname.endsWith('/api/v1/live')) troubles.push(`not shared: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  return () => troubles;
}

/** Asks for exactly this path, which `fetch` would tidy up first. */
async function ask(path: string): Promise<{ status?: number; location?: string }> {
  const { hostname, port } = new URL(app.url);
  const [response] = (await once(http.get({ hostname, port, path }), 'response')) as [http.IncomingMessage];
  response.resume();
  return { status: response.statusCode, location: response.headers.location };
}
