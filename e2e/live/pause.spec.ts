// Pausing freezes what is shown and loses nothing; a link carries what is selected.
import { expect, test } from '@playwright/test';
import { allowed, attempts, backend, frontend, refused, testPod } from '../support/known-flows';
import { open } from '../support/screen';
import { openRoad, quiet, type Road } from './road';

let road: Road;
test.beforeAll(async () => {
  road = await openRoad(...quiet);
});
test.afterAll(() => road.close());

test('flows that come while paused wait behind a count', async ({ page }) => {
  const attempt = { client: backend, server: frontend, port: 80 };
  await road.push(attempts(1, attempt, 41_000).flatMap(allowed));
  await open(page, road.url('/flows?q=workload:backend'));
  const rows = page.locator('[data-flow]');
  await expect(rows).toHaveCount(3);
  await page.getByRole('group', { name: 'Stream' }).getByRole('button', { name: 'Pause' }).click();
  await road.push(attempts(1, attempt, 42_000).flatMap(allowed));
  await expect(page.getByRole('button', { name: '3 newer flows' })).toBeVisible();
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: '3 newer flows' }).click();
  await expect(rows).toHaveCount(6);
});

test('a link to a flow shows another reader the same flow', async ({ page, browser }) => {
  await road.push(attempts(1, { client: testPod, server: frontend, port: 80 }).flatMap(refused));
  await open(page, road.url('/flows?q=workload:test-pod'));
  await page.locator('[data-flow][data-tone=dropped]').first().click();
  const details = page.getByRole('region', { name: 'Flow details' });
  await expect(details).toContainText('POLICY_DENIED');
  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('region', { name: 'Flow details' })).toHaveText((await details.textContent()) ?? '');
  await other.close();
});
