// A filter that cannot be read: marked at its place, mended with Tab, and the last good one stays in force meanwhile.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

const field = (page: Page) => page.getByRole('combobox', { name: 'Filter flows' });
const problem = (page: Page) => page.getByRole('alert').filter({ hasText: 'character' });
const lastGood = (page: Page) => page.locator('p', { hasText: 'Still showing the last filter that worked:' });
const rows = (page: Page) => page.locator('[data-flow]');

test('typed: its place is marked, Tab mends it, the last good filter stays in force', async ({ page }) => {
  await page.goto(`${app.url}/flows?q=ns:shop`);
  await expect(rows(page).first()).toBeVisible();
  await field(page).fill('prot:tcp');
  await field(page).press('Enter');

  await expect(problem(page)).toContainText('"prot"');
  await expect(problem(page).locator('u')).toHaveText('prot');
  await expect(problem(page)).toContainText('^ character 9');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page)).toHaveAccessibleDescription(/"prot"/);
  await expect(lastGood(page)).toContainText('ns:shop');
  await expect(page).toHaveURL(/q=ns:shop$/);
  const newest = await rows(page).first().getAttribute('data-flow');
  await expect.poll(() => rows(page).first().getAttribute('data-flow')).not.toBe(newest);
  for (const text of await rows(page).allTextContents()) expect(text).toContain('shop');

  await field(page).press('Tab');
  await expect(problem(page)).toHaveCount(0);
  await expect(page).toHaveURL(/q=ns:shop\+proto:tcp$/i);
  await expect(lastGood(page)).toHaveCount(0);
});

test('Esc forgets what cannot be read', async ({ page }) => {
  await open(page, `${app.url}/drops?q=ns:shop`);
  await field(page).fill('verdict:maybe');
  await field(page).press('Enter');
  await expect(problem(page)).toBeVisible();
  await field(page).press('Escape');
  await expect(problem(page)).toHaveCount(0);
  await expect(field(page)).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Edit ns:shop' })).toBeVisible();
});

for (const view of ['map', 'drops', 'flows']) {
  test(`in a link to /${view}: everything is shown, with what is wrong with it`, async ({ page }) => {
    const answer = await page.goto(`${app.url}/${view}?q=ns:shop+prot:tcp`);
    expect(answer?.status()).toBe(200);
    await expect(field(page)).toHaveValue('ns:shop prot:tcp');
    await expect(page.getByText('1 problem')).toBeVisible();
    await expect(lastGood(page)).toContainText('everything');
    await expect(page.getByRole('button', { name: /^network-policy-test,/ })).toBeVisible();
    await field(page).focus();
    await expect(problem(page)).toContainText('^ character 9');
    await field(page).press('Tab');
    await expect(page).toHaveURL(/q=ns:shop\+proto:tcp$/i);
    await expect(page.getByRole('button', { name: 'Edit ns:shop' })).toBeVisible();
  });
}

const bad = [
  ['ns:', /ns/],
  ['ns:a,', /ns/],
  ['"unclosed', /quote|"/],
  ['port:http', /port/],
  ['port:99999', /port/],
  ['verdict:maybe', /verdict|maybe/],
  ['from.from.ns:a', /from/],
  ['-', /minus/],
  ['ns:shop proto:\u202etcp', /proto/],
  ['namespaces:shop', /"namespaces"/],
] as const;

for (const [text, named] of bad) {
  test(`${JSON.stringify(text)} gets one sentence that names it, on the page as in the API`, async ({ page }) => {
    const answer = await app.api<{ detail: string; position: number }>(`/api/v1/flows?q=${encodeURIComponent(text)}`);
    expect(answer.detail).toMatch(named);
    expect(answer.position).toBeGreaterThanOrEqual(0);
    await open(page, `${app.url}/flows?q=${encodeURIComponent(text)}`);
    await field(page).focus();
    await expect(problem(page).locator('p')).toHaveText(answer.detail);
    await expect(rows(page).first()).toBeVisible();
  });
}
