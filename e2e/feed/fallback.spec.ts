// Without a shared worker a page lives on a connection of its own.
import { expect, type Page, test } from '@playwright/test';
import { expectLive } from './reader';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene();
});
test.afterAll(() => scene.stop());
test.setTimeout(180_000);

async function underPolicy(page: Page, policy: string): Promise<void> {
  await page.route('**/flows', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
}

test('where the browser has none', async ({ page }) => {
  await page.addInitScript('delete window.SharedWorker');
  const own = page.waitForRequest(/\/api\/v1\/live\?/);
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  expect((await own).method()).toBe('GET');
});

test('where a policy forbids them', async ({ page }) => {
  await underPolicy(page, "worker-src 'none'");
  const own = page.waitForRequest(/\/api\/v1\/live\?/);
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  expect((await own).method()).toBe('GET');
});

test('and shares one under a policy of the page’s own origin', async ({ page }) => {
  await underPolicy(page, "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'");
  let own = 0;
  page.on('request', (request) => {
    if (/\/api\/v1\/live\?/.test(request.url())) own += 1;
  });
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  expect(own).toBe(0);
  expect(scene.gate.live()).toBe(1);
});
