// The drop table: what stands first and together, and what the team says of groups, seen by all and kept.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { cart, frontend, push, refused } from '../support/known-flows';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

const folder = mkdtempSync(path.join(tmpdir(), 'marks-'));
let relay: RelayProcess;
let app: App;
let port = 0;
const start = () => startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_DATA_DIR: folder }, port);
test.beforeAll(async () => {
  relay = await startRelay('--steady', '--ring', '65535');
  port = await freePort();
  app = await start();
});
test.afterAll(async () => {
  await Promise.all([app.kill(), relay.stop()]);
  rmSync(folder, { recursive: true });
});

/** A namespace that only this test knows, with refused packets between two workloads of it. */
function scene() {
  const namespace = `ns-${randomUUID().slice(0, 8)}`;
  const [client, server] = [
    { ...cart, namespace },
    { ...frontend, namespace },
  ];
  let clientPort = 40_000;
  return {
    drops: (page: Page) => open(page, `${app.url}/drops?q=ns:${namespace}`),
    refuse: (times: number, onPort = 8080) =>
      push(
        relay,
        Array.from({ length: times }, () => {
          clientPort += 1;
          return refused({ client, server, port: onPort, clientPort });
        }).flat(),
      ),
  };
}

const row = (page: Page, name = /^cart to frontend, Policy denied/) => page.getByRole('button', { name });
const standing = (page: Page, wanted: string) => page.locator(`[data-standing=${wanted}]`);

test('what one reader mutes, all see as muted, and after a restart as well', async ({ page, browser }) => {
  const { drops, refuse } = scene();
  await refuse(3);
  await drops(page);
  const other = await browser.newPage();
  await drops(other);
  await expect(row(other)).toBeVisible();

  await row(page).click();
  await page.getByRole('button', { name: 'Mute', exact: true }).press('Enter');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await page.getByRole('textbox', { name: 'Why it is muted' }).fill('jk <b>known</b>');
  await page.getByRole('textbox', { name: 'Why it is muted' }).press('Enter');
  for (const reader of [page, other]) {
    await expect(reader.getByRole('button', { name: 'Muted: 3 drops in 1 group' })).toBeVisible();
    await expect(row(reader)).toHaveCount(0);
    await expect(reader.getByRole('link', { name: /^Drops/ }).first()).toHaveText('Drops');
  }
  // Another port is another group, and nobody muted that.
  await refuse(1, 9090);
  await expect(row(other)).toHaveCount(1);
  await other.close();

  await app.stop();
  app = await start();
  await drops(page);
  await page.getByRole('button', { name: /^Muted: 3 drops/ }).click();
  await standing(page, 'muted').getByRole('button').click();
  await expect(page.getByText(/^Muted by Ada .*: jk <b>known<\/b>\. Muted until/)).toBeVisible();
  await expect(page.getByText('it is kept on the server')).toBeVisible();
  await page.getByRole('button', { name: 'Unmute' }).press('Enter');
  await expect(row(page)).toHaveCount(2);
});

test('what is acknowledged stands back until it rises again', async ({ page }) => {
  const { drops, refuse } = scene();
  await refuse(3);
  await drops(page);
  await row(page).click();
  await page.getByRole('button', { name: 'Acknowledge' }).press('Enter');
  await page.getByRole('button', { name: 'Acknowledge' }).press('Enter');
  await expect(standing(page, 'acknowledged')).toHaveCount(1);
  await expect(row(page)).toHaveAccessibleName(/, acknowledged$/);
  await refuse(30);
  await expect(row(page)).toHaveAccessibleName(/, rose again$/);
  await expect(standing(page, 'loud')).toHaveCount(1);
});

test('order and what groups are put together by are asked for on the page and stand in the link', async ({ page }) => {
  await open(page, `${app.url}/drops`);
  await page.getByRole('columnheader').getByRole('button', { name: 'Drops', exact: true }).press('Enter');
  await expect(page).toHaveURL(/[?&]sort=-drops$/);
  await expect(page.getByRole('columnheader', { name: /^Drops/ })).toHaveAttribute('aria-sort', 'descending');
  const counts = await page
    .locator('tbody tr[data-standing=loud] td:nth-child(9) > .block:first-child')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.textContent?.replaceAll(',', ''))));
  expect(counts.length).toBeGreaterThan(2);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));

  await page.getByRole('button', { name: 'Ungrouped' }).press('Enter');
  await page.getByRole('button', { name: 'By node' }).press('Enter');
  await expect(page).toHaveURL(/[?&]by=node$/);
  await page.reload();
  await expect(page.getByRole('rowheader').first()).toHaveText(/drops? in \d+ groups?$/);

  await page.locator('body').press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Why?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Why?' })).toHaveCount(0);
  await expect(page.locator('[data-row-button]:focus')).toHaveCount(1);
});

test('a press on a reason asks for it, and all come back', async ({ page }) => {
  await open(page, `${app.url}/drops`);
  const reasons = page.getByRole('group', { name: 'Reasons' });
  await reasons.getByRole('button', { name: /^Policy denied/ }).click();
  await expect(page).toHaveURL(/q=reason:POLICY_DENIED/);
  await expect(page.locator('[data-drop]').filter({ hasNotText: 'Policy denied' })).toHaveCount(0);
  await reasons.getByRole('button', { name: /^All reasons/ }).click();
  await expect(page).not.toHaveURL(/reason/);
});

test('a refused request stands with its group', async ({ page }) => {
  await open(page, `${app.url}/drops?q=reason:L7`);
  await expect(page.locator('[data-drop]').first()).toContainText('DELETE /api/v1/users/{id}');
});

test('pages of other sites can say nothing of groups, and what says too much is refused', async () => {
  const put = (headers: Record<string, string>, body: unknown) =>
    fetch(`${app.url}/api/v1/marks`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const good = { group: 'a', kind: 'muted', note: 'n', forSeconds: 60 };
  const refusedWith = async (headers: Record<string, string>, body: unknown) => {
    const { status, title, detail } = await (await put(headers, body)).json();
    return { status, said: `${title}. ${detail}` };
  };
  expect(await refusedWith({ 'sec-fetch-site': 'cross-site' }, good)).toMatchObject({ status: 403 });
  expect(await refusedWith({ origin: 'https://evil.example' }, good)).toMatchObject({ status: 403 });
  expect(await refusedWith({ 'content-type': 'text/plain' }, good)).toMatchObject({ status: 400 });
  for (const [body, said] of [
    ['{', /not JSON/],
    [{ ...good, group: '' }, /group: is empty/],
    [{ ...good, kind: 'loved' }, /kind: must be one of acknowledged, muted/],
    [{ ...good, note: 'x'.repeat(501) }, /note: is longer than 500 characters/],
    [{ ...good, kind: 'acknowledged' }, /forSeconds: only goes with kind muted/],
    [{ ...good, more: 1 }, /more/],
    [{ ...good, note: 'x'.repeat(20_000) }, /longer than 16 KiB/],
  ] as const) {
    expect(await refusedWith({}, body)).toEqual({ status: 400, said: expect.stringMatching(said) });
  }
  expect((await fetch(`${app.url}/api/v1/marks?group=none`, { method: 'DELETE' })).status).toBe(404);
  expect((await put({}, good)).status).toBe(200);
  expect((await fetch(`${app.url}/api/v1/marks?group=a`, { method: 'DELETE' })).status).toBe(200);
});

for (const theme of ['dark', 'light']) {
  test(`the table with all that opens in it is readable by all in ${theme}`, async ({ page }) => {
    await open(page, `${app.url}/drops?q=ns:network-policy-test,shop&by=reason&sort=-rate&theme=${theme}`);
    await page.getByRole('button', { name: /^test-pod to frontend, Policy denied/ }).click();
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Why it is muted' })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'By reason' }).click();
    expect(await violations(page)).toEqual([]);
  });
}
