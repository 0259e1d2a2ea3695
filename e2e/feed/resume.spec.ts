// A stream that breaks goes on where it broke off, or says that it could not.
import { expect, type Page, test } from '@playwright/test';
import { allowedAttempt } from '../road/wire';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene();
});
test.afterAll(() => scene.stop());
test.setTimeout(180_000);

const rows = (page: Page) => page.getByRole('grid').locator('tr[data-flow]');
const missed = (page: Page) => page.locator('[data-notice=missed]');

async function push(count: number, from: number): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await scene.relay.control('push', { flows: allowedAttempt('caller', 'callee', from + index) });
}

test('a short break loses nothing and doubles nothing', async ({ page }) => {
  await page.goto(`${scene.url}/flows?q=ns:push-test`);
  await push(3, 41_000);
  await expect(rows(page)).toHaveCount(6);
  scene.gate.shut();
  await expect(page.locator('[data-notice=server-lost]')).toBeVisible();
  await push(5, 42_000);
  scene.gate.reopen();
  await expect(rows(page)).toHaveCount(16);
  await push(1, 43_000);
  await expect(rows(page)).toHaveCount(18);
  expect(new Set(await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-flow')))).size).toBe(18);
  await expect(missed(page)).toHaveCount(0);
});

test('a server that began anew cannot go on, and the page says so', async ({ page }) => {
  await page.goto(`${scene.url}/flows`);
  await expect(rows(page).first()).toBeVisible();
  await scene.stopApp();
  await expect(page.locator('[data-notice=server-lost]')).toBeVisible();
  await scene.startApp();
  await expect(missed(page)).toContainText('began anew', { timeout: 60_000 });
  await missed(page).getByRole('button', { name: /Hide/ }).click();
  await expect(missed(page)).toHaveCount(0);
});
