// A stream that breaks goes on where it broke off, or says that it could not.
import { expect, type Page, test } from '@playwright/test';
import { allowed, attempts, backend, frontend, push } from '../support/known-flows';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene();
});
test.afterAll(() => scene.stop());
test.setTimeout(180_000);

const rows = (page: Page) => page.getByRole('grid').locator('tr[data-flow]');
const missed = (page: Page) => page.locator('[data-notice=missed]');

/** From ports that no client of the story uses: three flows each. */
const tell = (count: number, from: number) =>
  push(scene.relay, attempts(count, { client: backend, server: frontend, port: 80 }, from).flatMap(allowed));

/** Three attempts, a break with five more, and one after it: every row once, and no beginning anew. */
async function breakOnce(page: Page, from: number): Promise<void> {
  await page.goto(`${scene.url}/flows?q=port:${from}-${from + 299}`);
  await tell(3, from);
  await expect(rows(page)).toHaveCount(9);
  scene.gate.shut();
  await expect(page.locator('[data-notice=server-lost]')).toBeVisible();
  await tell(5, from + 100);
  scene.gate.reopen();
  await expect(rows(page)).toHaveCount(24);
  await tell(1, from + 200);
  await expect(rows(page)).toHaveCount(27);
  const ids = await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-flow')));
  expect(new Set(ids).size).toBe(27);
  await expect(missed(page)).toHaveCount(0);
}

test('a short break loses nothing and doubles nothing', async ({ page }) => {
  await page.addInitScript(`
    window.resets = 0;
    const Real = window.SharedWorker;
    window.SharedWorker = class SharedWorker extends Real {
      constructor(...args) {
        super(...args);
        this.port.addEventListener('message', ({ data }) => {
          if (data.kind === 'frame' && JSON.parse(data.json).reset) window.resets += 1;
        });
      }
    };`);
  await breakOnce(page, 61_000);
  expect(await page.evaluate('window.resets')).toBe(1);
});

test('nor does one of a page with a connection of its own, which names its last frame', async ({ page }) => {
  await page.addInitScript('delete window.SharedWorker');
  const named: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (/\/api\/v1\/live/.test(request.url())) named.push(request.headers()['last-event-id']);
  });
  await breakOnce(page, 62_000);
  expect(named[0]).toBeUndefined();
  expect(named.at(-1)).toMatch(/^v\w+:\d+$/);
});

test('a server that began anew cannot go on, and the page says so', async ({ page }) => {
  await page.goto(`${scene.url}/flows`);
  await expect(rows(page).first()).toBeVisible();
  await scene.stopApp();
  await expect(page.locator('[data-notice=server-lost]')).toBeVisible();
  await scene.startApp();
  await expect(missed(page)).toContainText('began anew', { timeout: 60_000 });
  // A busy machine may make the page miss something once more.
  await expect(async () => {
    for (const hide of await missed(page).getByRole('button', { name: /Hide/ }).all()) await hide.click();
    await expect(missed(page)).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
});
