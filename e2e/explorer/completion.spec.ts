// Values offered while a filter is typed: counted among the flows that match the other tokens, and what is said when
// they cannot be. A filter in which only the server finds something wrong is marked at its place.
import { expect, type Page, test } from '@playwright/test';
import { openRoad, quiet, type Road } from '../live/road';
import { violationsWithin } from '../support/axe';
import { cart, frontend } from '../support/known-flows';
import { matched, open } from '../support/screen';
import { denied, events, passed } from './traffic';

let road: Road;
const total = 3 * (denied.length + passed.length);

test.beforeAll(async () => {
  road = await openRoad(...quiet);
  await road.push(events);
  await expect.poll(async () => (await road.cluster()).flowsReceived).toBe(total);
});
test.afterAll(() => road.close());

const field = (page: Page) => page.getByRole('combobox', { name: 'Filter flows' });
const options = (page: Page) => page.getByRole('listbox', { name: 'Completions' }).getByRole('option');

const guide = 'network-policy-test';
const all = [
  `${guide}/${frontend.pod}3denied, 27`,
  `${guide}/backend12`,
  `${guide}/test-pod3denied, 9`,
  `shop/${cart.pod}6`,
];

test('pods are offered by their flows, another token changes the counts, and what is taken selects as many', async ({
  page,
}) => {
  await open(page, road.url('/flows'));
  await field(page).pressSequentially('pod:');
  await expect(options(page)).toHaveText(all);
  await page.keyboard.press('Escape');
  await field(page).fill('port:80');
  await page.keyboard.press('Enter');
  await expect.poll(() => matched(page)).toBe(21);
  await field(page).pressSequentially('from.pod:');
  await expect(options(page)).toHaveText([`${guide}/backend12`, `${guide}/test-pod3denied, 9`]);
  await field(page).pressSequentially('test-p');
  await expect(options(page)).toHaveText([`${guide}/test-pod3denied, 9`]);
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/q=port:80\+from\.pod:network-policy-test(\/|%2F)test-pod$/);
  await expect.poll(() => matched(page)).toBe(9);
});

test('where nothing can be counted the popover says why, and the grammar is still offered', async ({ page }) => {
  const problem = { title: 'Relay did not answer', detail: 'Nobody is there.', status: 502 };
  await page.route('**/api/v1/values?*', (route) => route.fulfill({ status: 502, json: problem }));
  await open(page, road.url('/flows'));
  await field(page).pressSequentially('verdict:');
  await expect(page.getByText('What is seen cannot be counted: Nobody is there.')).toBeVisible();
  await expect(options(page).first()).toHaveText('DENIED');
});

for (const theme of ['dark', 'light']) {
  test(`the values pass axe in ${theme}`, async ({ page }) => {
    await open(page, road.url(`/flows?theme=${theme}`));
    await field(page).pressSequentially('pod:');
    await expect(options(page)).toHaveText(all);
    expect(await violationsWithin(page, '[data-completions]')).toEqual([]);
  });
}

test('what only the server finds wrong is marked where it stands', async ({ page }) => {
  await open(page, road.url('/flows'));
  await field(page).fill('http.path:^/api,\\p{Nope}');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'character' });
  await expect(alert.locator('u')).toHaveText('\\p{Nope}');
  await expect(alert).toContainText('^ character 17');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await field(page).fill('http.path:^/api');
  await page.keyboard.press('Enter');
  await expect(alert).toHaveCount(0);
  await expect(page).toHaveURL(/q=http\.path:(\^|%5E)/);
});

test('the API tells the place of it in the text that was sent', async () => {
  const text = '  ns:shop   cel:"_flow.nope == 1"';
  for (const route of ['flows', 'map', 'drops', 'series', 'namespaces', 'live', 'values?key=ns&side=from']) {
    const mark = route.includes('?') ? '&' : '?';
    const problem = await road.app.api(`/api/v1/${route}${mark}q=${encodeURIComponent(text)}`);
    expect(problem, route).toMatchObject({ status: 400, position: 16, length: 17 });
  }
});
