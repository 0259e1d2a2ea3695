// A phone and a window without the rail: nothing scrolls sideways, and what matters is there without it.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';

const phone = { width: 360, height: 740 };

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

for (const path of ['/map', '/drops', '/flows', '/map?q=ns:nothing', '/drops?q=ns:nothing', '/flows?q=ns:nothing']) {
  test(`${path} fits a phone`, async ({ page }) => {
    await page.setViewportSize(phone);
    await page.goto(app.url + path);
    await expect(page.getByRole('row').or(page.getByRole('heading')).first()).toBeVisible();
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
}

test('an empty view can be read from its title on', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 560 });
  await page.goto(`${app.url}/flows?q=ns:nothing`);
  await expect(page.getByRole('heading', { name: 'No flows match this filter' })).toBeInViewport({ ratio: 1 });
});

test('drops say on a phone how many and how fast', async ({ page }) => {
  await page.setViewportSize(phone);
  await page.goto(`${app.url}/drops`);
  const row = page.getByRole('row').filter({ hasText: 'Policy denied' }).first();
  await expect(row.getByText(/^\d+ drops?$/)).toBeInViewport();
  await expect(row.getByText(/\/s$/).first()).toBeInViewport();
});

test('a flow takes all of a phone but the bar, and gives it back', async ({ page }) => {
  await page.setViewportSize(phone);
  await page.goto(`${app.url}/flows`);
  await page.locator('[data-flow]').nth(2).click();
  const panel = page.getByRole('complementary', { name: 'Flow' });
  await expect(panel).toBeVisible();
  expect(await panel.evaluate((element) => element.getBoundingClientRect().height)).toBeGreaterThan(600);
  await panel.getByRole('button', { name: /^Close/ }).click();
  await expect(panel).toBeHidden();
});

test('N finds a namespace where the rail is folded away', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(`${app.url}/drops`);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Find namespace' })).toBeFocused();
  await page.keyboard.type('shop');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=ns:shop/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'Find namespace' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Namespace: shop' })).toBeVisible();
});
