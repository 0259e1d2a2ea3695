// Namespaces of the rail: one press changes map, table, drops and URL together; the link carries it all.
import { expect, type Page, test } from '@playwright/test';
import type { MapAnswer } from '../support/answers';
import { connections, dropRows, matched, open, workloads } from '../support/screen';
import { openRoad, type Road, standStill } from './road';

let road: Road;
test.beforeAll(async () => {
  road = await openRoad('--steady');
  await standStill(road);
});
test.afterAll(() => road.close());

const rail = (page: Page) => page.getByRole('navigation', { name: 'Namespaces' });
const row = (page: Page, name: string) => rail(page).getByTitle(name, { exact: true });

test('choosing one, several and all changes map, table, drops and URL together', async ({ page }) => {
  await open(page, road.url('/map'));
  await showsWhatTheApiSays(page, '');
  const everything = await matched(page);

  await row(page, 'shop').click();
  await expect(page).toHaveURL(/[?&]q=ns:shop$/);
  await showsWhatTheApiSays(page, 'ns:shop');
  expect(await matched(page)).toBeLessThan(everything);

  await row(page, 'network-policy-test').click({ modifiers: ['Control'] });
  await expect(page).toHaveURL(/[?&]q=ns:shop,network-policy-test$/);
  await showsWhatTheApiSays(page, 'ns:shop,network-policy-test');
  await expect(row(page, 'shop')).toHaveAttribute('aria-pressed', 'true');
  await expect(row(page, 'network-policy-test')).toHaveAttribute('aria-pressed', 'true');

  await rail(page).getByTitle('All namespaces').click();
  await expect(page).toHaveURL(/\/map$/);
  await showsWhatTheApiSays(page, '');
  expect(await matched(page)).toBe(everything);
});

test('back and forward, a reload and a shared link show the same', async ({ page, browser }) => {
  await open(page, road.url('/map'));
  await row(page, 'shop').click();
  await drawsAsMuchAsTheApi(page, 'ns:shop');
  await row(page, 'kube-system').click();
  await drawsAsMuchAsTheApi(page, 'ns:kube-system');
  await page.goBack();
  await drawsAsMuchAsTheApi(page, 'ns:shop');
  await page.goBack();
  await drawsAsMuchAsTheApi(page, '');
  await page.goForward();
  await drawsAsMuchAsTheApi(page, 'ns:shop');

  const shared = page.url();
  const seen = await pictureOf(page);
  await page.reload();
  await expect.poll(() => pictureOf(page)).toEqual(seen);
  const other = await browser.newPage();
  await other.goto(shared);
  await expect.poll(() => pictureOf(other)).toEqual(seen);
  await other.close();
});

test('what a filter hides is counted, drops apart', async ({ page }) => {
  const [all, shown] = await Promise.all([denialsIn(''), denialsIn('ns:shop -verdict:denied')]);
  expect(shown).toBe(0);
  expect(all).toBeGreaterThan(0);
  await open(page, road.url('/flows?q=ns:shop+-verdict:denied'));
  await expect(page.getByText(/^[\d,]+ denied flows? hidden$/)).toBeVisible();
  const { flowsReceived } = await road.cluster();
  const counted = async () => {
    const hidden = await page.getByText(/^[\d,]+ flows? hidden by filters$/).textContent();
    return Number(hidden?.replace(/\D/g, '')) + (await matched(page));
  };
  await expect.poll(counted).toBe(flowsReceived);
});

test('the theme of a link wins, and the key changes it', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await open(page, road.url('/map?theme=light'));
  const light = await background();
  await open(page, road.url('/map?theme=dark'));
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.getByRole('button', { name: /theme/i }).click();
  await expect.poll(background).toBe(light);
});

/** Map, rows and drops of the page are those of the API for this filter. */
async function showsWhatTheApiSays(page: Page, q: string): Promise<void> {
  const query = `q=${encodeURIComponent(q)}`;
  const [map, drops, flows] = await Promise.all([road.map(query), road.drops(query), road.flows(`${query}&limit=10`)]);
  await drawsAsMuchAsTheApi(page, q);
  const names = (await workloads(page)).map(({ name, namespace }) => `${namespace}/${name}`);
  expect(names.sort()).toEqual(map.nodes.map(({ name, namespace }) => `${namespace}/${name}`).sort());
  expect(figuresOf(await connections(page))).toEqual(figuresOfEdges(map));
  const newest = page.getByTestId('flow-table').locator('[data-flow]').first();
  await expect(newest).toHaveAttribute('data-flow', flows.flows[0]?.id ?? '');
  await page.getByRole('tab', { name: 'Drops' }).click();
  await expect
    .poll(async () => (await dropRows(page)).map(({ drops: count }) => count).sort())
    .toEqual(drops.groups.map(({ count }) => count).sort());
  await page.getByRole('tab', { name: 'Flows' }).click();
}

async function drawsAsMuchAsTheApi(page: Page, q: string): Promise<void> {
  const { edges } = await road.map(`q=${encodeURIComponent(q)}`);
  await expect.poll(() => connections(page)).toHaveLength(edges.length);
}

const figuresOf = (rows: readonly { flows: number; denied: number }[]) =>
  rows.map(({ flows, denied }) => `${flows} ${denied}`).sort();

const figuresOfEdges = ({ edges }: MapAnswer) => edges.map(({ flows, denials }) => `${flows} ${denials}`).sort();

async function pictureOf(page: Page): Promise<object> {
  return { matched: await matched(page), connections: await connections(page) };
}

async function denialsIn(q: string): Promise<number> {
  const { groups } = await road.drops(`q=${encodeURIComponent(q)}`);
  // Answers to names of a search list are listed with the noise and are no denials.
  return groups.filter(({ reason }) => reason !== 'NXDOMAIN').reduce((sum, { count }) => sum + count, 0);
}
