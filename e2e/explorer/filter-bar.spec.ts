// The filter bar: tokens by keyboard, filters by name, commands pasted and copied, and what is hidden.
import { expect, type Page, test } from '@playwright/test';
import { openRoad, quiet, type Road } from '../live/road';
import { violations } from '../support/axe';
import { open } from '../support/screen';
import { denied, events, passed } from './traffic';

let road: Road;

test.beforeAll(async () => {
  road = await openRoad(...quiet);
  await road.push(events);
  await expect.poll(async () => (await road.cluster()).flowsReceived).toBe(events.length);
});
test.afterAll(() => road.close());
test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const field = (page: Page) => page.getByRole('combobox', { name: 'Filter flows' });
const token = (page: Page, name: string) => page.getByRole('button', { name: `Edit ${name}`, exact: true });
const filters = (page: Page) => page.getByRole('dialog', { name: 'Filters' });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** By its name, once the panel has come. */
async function openFilters(page: Page) {
  await page.keyboard.press('q');
  await expect(filters(page).getByRole('region', { name: 'Saved filters' })).toBeVisible();
}

test('a token is switched off, negated, swapped, rewritten and removed by keyboard alone', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await open(page, road.url('/flows?q=ns:shop+port:8080'));
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(token(page, 'ns:shop')).toBeFocused();
  await page.keyboard.press('o');
  await expect(token(page, 'ns:shop, off')).toBeFocused();
  await expect.poll(() => [parameter(page, 'q'), parameter(page, 'off')]).toEqual(['port:8080', 'ns:shop']);
  await page.reload();
  await token(page, 'ns:shop, off').press('-');
  await expect(token(page, 'not ns:shop, off')).toBeFocused();
  await page.keyboard.press('s');
  await expect(token(page, 'not from.ns:shop, off')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(token(page, 'not from.ns:shop')).toBeFocused();
  await expect(page.getByText('0 flows', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  await field(page).fill('from.workload:cart');
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'q')).toBe('port:8080 from.workload:cart');
  expect(parameter(page, 'off')).toBeNull();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Delete');
  await expect(token(page, 'port:8080')).toBeFocused();
  expect(asked.filter((url) => url.includes('/api/') && /[?&]off=/.test(url))).toEqual([]);
});

test('a link with bad text in place of what is off says so, and shows the rest', async ({ page }) => {
  await open(page, road.url('/flows?q=ns:shop&off=verdct:x'));
  await expect(page.getByText(/"off=verdct:x" is ignored/)).toBeVisible();
  await expect(token(page, 'ns:shop')).toBeVisible();
});

test('the menu of a token does the same by mouse', async ({ page }) => {
  await open(page, road.url('/flows?q=ns:shop'));
  await token(page, 'ns:shop').click({ button: 'right' });
  await page.getByRole('menuitemradio', { name: 'Destination' }).click();
  await expect(token(page, 'to.ns:shop')).toBeFocused();
  await page.getByRole('button', { name: 'Actions for to.ns:shop' }).click();
  await page.getByRole('menuitem', { name: /^Switch off/ }).click();
  await expect(token(page, 'to.ns:shop, off')).toBeFocused();
});

test('a pasted command becomes filter and range, and is copied again', async ({ page }) => {
  await open(page, road.url('/flows?q=port:443'));
  await page.evaluate(() =>
    navigator.clipboard.writeText('$ hubble observe --since 5m -f --verdict DROPPED \\\n  --to-port 80 --colour never'),
  );
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(
    page.getByRole('status').filter({ hasText: /^The filter is that of the command\..*--colour/ }),
  ).toBeVisible();
  await expect.poll(() => parameter(page, 'q')).toBe('verdict:DROPPED to.port:80');
  expect(parameter(page, 'from')).toBe('-5m');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('o');
  const command = 'hubble observe --since 5m --follow --verdict DROPPED --to-port 80';
  await expect(filters(page).getByText(command)).toBeVisible();
  await expect(filters(page).getByText('Copied.')).toBeVisible();
  expect(await copied(page)).toBe(command);
});

test('saved filters are there after a reload, and what is stored and is none harms nothing', async ({ page }) => {
  await page.addInitScript(() => {
    const stored = [{ name: 7 }, { name: 'Bad', q: 'verdct:x' }, null];
    if (!localStorage.getItem('eyepiece.filters.saved'))
      localStorage.setItem('eyepiece.filters.saved', JSON.stringify(stored));
    localStorage.setItem('eyepiece.filters.recent', '{"not": "a list"}');
  });
  await open(page, road.url('/flows?q=ns:shop&off=port:8080'));
  await openFilters(page);
  await filters(page).getByRole('textbox', { name: 'Name for this filter' }).fill('Shop <b>');
  await page.keyboard.press('Enter');
  await expect(filters(page).getByRole('button', { name: /^Shop <b>/ })).toBeVisible();
  await open(page, road.url('/flows?q=verdict:denied'));
  await openFilters(page);
  await filters(page)
    .getByRole('button', { name: /^Shop <b>/ })
    .press('Enter');
  await expect(filters(page)).toBeHidden();
  await expect.poll(() => parameter(page, 'q')).toBe('ns:shop');
  expect(parameter(page, 'off')).toBe('port:8080');
  await openFilters(page);
  await expect(filters(page).getByRole('button', { name: 'verdict:denied' })).toBeVisible();
});

test('saved filters stand at the foot of the rail on every page', async ({ page }) => {
  await open(page, road.url('/flows?q=ns:shop'));
  const foot = page.getByRole('region', { name: 'Saved filters' });
  await foot.getByRole('button', { name: 'Save this filter' }).press('Enter');
  await expect(foot.getByRole('textbox', { name: 'Name for this filter' })).toBeFocused();
  await page.keyboard.type('Shop');
  await page.keyboard.press('Enter');
  await expect(foot.getByRole('button', { name: 'Shop', pressed: true })).toBeVisible();
  await open(page, road.url('/drops?q=verdict:denied'));
  await foot.getByRole('button', { name: 'Shop', pressed: false }).press('Enter');
  await expect.poll(() => parameter(page, 'q')).toBe('ns:shop');
});

test('a line of tokens that goes on shows it, on both sides', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, road.url('/flows?q=ns:shop,payments+verdict:forwarded,dropped+port:80,443,8080'));
  const line = page.locator('.faded-sides');
  await expect(line).toHaveAttribute('data-more', 'right');
  await page.keyboard.press('/');
  await expect(line).toHaveAttribute('data-more', 'left');
  await token(page, 'verdict:FORWARDED,DROPPED').focus();
  await expect(line).toHaveAttribute('data-more', 'left right');
});

test('a browser that keeps nothing says so, and what is saved lasts until the page is left', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await open(page, road.url('/flows?q=ns:shop'));
  await openFilters(page);
  await filters(page).getByRole('textbox', { name: 'Name for this filter' }).fill('Shop');
  await page.keyboard.press('Enter');
  await expect(filters(page).getByRole('button', { name: 'Rename Shop' })).toBeVisible();
  await expect(filters(page).getByText(/no room or no leave to keep filters/)).toBeVisible();
});

test('what is hidden can be read on a phone, and quick filters are taken out as they were put in', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, road.url('/flows'));
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  const quick = filters(page).getByRole('button', { name: 'HTTP 5xx' });
  await quick.press('Enter');
  await expect(page.getByText(`${3 * (denied.length + passed.length)} flows hidden by filters`)).toBeInViewport({
    ratio: 1,
  });
  await expect(page.getByText(`${2 * denied.length} denied flows hidden`)).toBeInViewport({ ratio: 1 });
  await quick.press('Enter');
  await expect(page.getByText(/hidden by filters/)).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

for (const theme of ['dark', 'light']) {
  test(`the popovers pass axe in ${theme}`, async ({ page }) => {
    await open(page, road.url(`/flows?q=-proto:udp+verdict:denied&off=from.ns:shop&theme=${theme}`));
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('o');
    await expect(filters(page).getByText('Copied.')).toBeVisible();
    await filters(page).getByRole('textbox', { name: 'Name for this filter' }).fill('Denied');
    await page.keyboard.press('Enter');
    await expect(filters(page).getByRole('button', { name: 'Rename Denied' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'What this filter says' }).click();
    await expect(page.getByText(/^Off, not applied: from namespace shop/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Actions for from.ns:shop' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
