// Ten readers of ten views in one browser, over HTTP/1.1, where a browser opens six connections at most.
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { type Gate, startGate } from './gate';
import { expectLive, tenViews } from './reader';

let relay: RelayProcess;
let app: App;
let gate: Gate;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
  gate = await startGate(app.url);
});
test.afterAll(async () => {
  await gate.close();
  await Promise.all([app.stop(), relay.stop()]);
});
test.setTimeout(300_000);
// Ten pages at once; recording each change of each of them would be the greater part of the work.
test.use({ trace: 'off' });

test('ten tabs live on one connection, and let go of it', async ({ context }) => {
  const pages = await Promise.all(tenViews.map(() => context.newPage()));
  for (const [index, page] of pages.entries()) await page.goto(gate.url + tenViews[index]);
  for (const page of pages) await expectLive(page);
  expect(await readers()).toBe(10);
  expect(gate.live()).toBe(1);
  expect(gate.mostLive()).toBeLessThanOrEqual(2);

  await pages[0]?.goto(`${gate.url}/flows?q=ns:shop`);
  for (const page of pages) await expectLive(page);
  expect(gate.mostLive()).toBeLessThanOrEqual(2);

  await Promise.all(pages.slice(1).map((page) => page.close()));
  await expect.poll(readers, { timeout: 90_000 }).toBe(1);
  await Promise.all(pages.map((page) => page.close()));
  await expect.poll(() => gate.open(), { timeout: 15_000 }).toBe(0);
  expect(await readers()).toBe(0);
});

test.describe('a portal of another site', () => {
  // Storage is parted by site in browsers as people have them; Playwright turns that off, and with it shared workers in
  // frames of another site. The last switch of a name is the one that counts.
  test.use({
    launchOptions: async ({ launchOptions }, use) =>
      use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-features=Translate'] }),
  });

  test('shows ten frames live on one connection', async ({ page }) => {
    const frames = tenViews.map((view) => `<iframe src="${gate.url}${view}" width="270" height="420"></iframe>`);
    const portal = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(frames.join('')),
    );
    const port = await freePort();
    portal.listen(port);
    try {
      await page.goto(`http://localhost:${port}`);
      const frame = (index: number) => page.frameLocator(`iframe >> nth=${index}`);
      for (const index of tenViews.keys()) await expectLive(frame(index));
      expect(gate.live()).toBe(1);
      expect(gate.mostLive()).toBeLessThanOrEqual(2);
      await page.evaluate(() => {
        for (const each of [...document.querySelectorAll('iframe')].slice(1)) each.remove();
      });
      await expect.poll(readers, { timeout: 90_000 }).toBe(1);
      await expectLive(frame(0));
    } finally {
      portal.close();
    }
  });
});

const readers = async () => (await app.api<{ readers: number }>('/api/v1/status')).readers;
