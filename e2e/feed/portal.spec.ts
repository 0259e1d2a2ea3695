// Ten frames with ten views in a portal of another site.
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { freePort } from '../support/app';
import { expectLive, tenViews } from './reader';
import { openScene, type Scene } from './scene';

// Storage is parted by site in browsers as people have them; Playwright turns that off, and with it shared workers in
// frames of another site. The last switch of a name is the one that counts.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-features=Translate'] }),
});
test.setTimeout(300_000);

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene();
});
test.afterAll(() => scene.stop());

test('ten frames live on one connection', async ({ page }) => {
  const { gate, readers, url } = scene;
  const frames = tenViews.map((view) => `<iframe src="${url}/embed${view}" width="270" height="420"></iframe>`);
  const portal = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(frames.join('')),
  );
  const port = await freePort();
  portal.listen(port, '127.0.0.1');
  try {
    await page.goto(`http://localhost:${port}`);
    const frame = (index: number) => page.frameLocator(`iframe >> nth=${index}`);
    await Promise.all(tenViews.map((_, index) => expectLive(frame(index))));
    expect(await readers()).toBe(10);
    expect(gate.live()).toBe(1);
    expect(gate.mostLive()).toBeLessThanOrEqual(2);
    await page.evaluate(() => {
      for (const each of [...document.querySelectorAll('iframe')].slice(1)) each.remove();
    });
    await expect.poll(readers, { timeout: 90_000 }).toBe(1);
    await expectLive(frame(0));
  } finally {
    portal.closeAllConnections();
    portal.close();
  }
});
