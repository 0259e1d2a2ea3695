// Ten tabs with ten views in one browser, over HTTP/1.1, where a browser opens six connections at most.
import { expect, test } from '@playwright/test';
import { expectLive, tenViews } from './reader';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene();
});
test.afterAll(() => scene.stop());
test.setTimeout(300_000);

test('ten tabs live on one connection, through a change of view and a restart, and let go of it', async ({
  context,
}) => {
  const { gate, readers, url } = scene;
  const pages = await Promise.all(tenViews.map(() => context.newPage()));
  const allLive = () => Promise.all(pages.map(expectLive));
  await Promise.all(pages.map((page, index) => page.goto(url + tenViews[index])));
  await allLive();
  expect(await readers()).toBe(10);
  expect(gate.live()).toBe(1);
  expect(gate.mostLive()).toBeLessThanOrEqual(2);

  await pages[0]?.goto(`${url}/flows?q=ns:shop`);
  await allLive();
  expect(gate.mostLive()).toBeLessThanOrEqual(2);

  await scene.stopApp();
  for (const page of pages) await expect(page.locator('[data-notice=server-lost]')).toBeVisible();
  await fiveSeconds();
  await scene.startApp();
  await allLive();
  for (const page of pages) await expect(page.locator('[data-notice=server-lost]')).toHaveCount(0);
  expect(gate.live()).toBe(1);
  expect(gate.mostLive()).toBeLessThanOrEqual(2);

  await Promise.all(pages.slice(1).map((page) => page.close()));
  await expect.poll(readers, { timeout: 90_000 }).toBe(1);
  await Promise.all(pages.map((page) => page.close()));
  await expect.poll(() => gate.open(), { timeout: 30_000 }).toBe(0);
  await expect.poll(readers).toBe(0);
});

const fiveSeconds = () => new Promise((resolve) => setTimeout(resolve, 5_000));
