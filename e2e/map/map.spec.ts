// The service map: what it folds, where things stand, and how it is driven by keys and links.
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { openRoad, type Road, standStill } from '../live/road';
import { violations } from '../support/axe';
import { allowed, backend, cart, frontend } from '../support/known-flows';
import { connections, open } from '../support/screen';

let road: Road;
test.beforeAll(async () => {
  road = await openRoad('--steady', '--services', '200', '--rate', '600');
  await standStill(road);
});
test.afterAll(() => road.close());

const map = (page: Page) => page.getByTestId('service-map');
const picture = (page: Page) => page.getByRole('listbox', { name: /^Service map/ });
const cards = (page: Page) => picture(page).getByRole('option', { includeHidden: true });
const notice = (page: Page) => page.getByText(/^Folded/);

type Corners = Readonly<Record<string, readonly [number, number]>>;

async function corners(page: Page): Promise<Corners> {
  await expect(map(page)).not.toHaveAttribute('data-positions', '{}');
  return JSON.parse((await map(page).getAttribute('data-positions')) ?? '{}');
}

/** By how much those that were there have moved, at most. */
function furthest(before: Corners, after: Corners): number {
  const moves = Object.entries(before).map(([id, [x, y]]) => {
    const [toX, toY] = after[id] ?? [Number.POSITIVE_INFINITY, 0];
    return Math.hypot(toX - x, toY - y);
  });
  return Math.max(...moves);
}

test('folds what is too much, says how much, and opens one namespace for whoever has the link', async ({ page }) => {
  await open(page, road.url('/map'));
  await expect(notice(page)).toContainText(/^Folded to keep the map readable: \d+ namespaces of \d+ workloads/);
  const shop = cards(page).filter({ hasText: /^shop, \d+ workloads/ });
  await expect(shop).toHaveCount(1);
  expect(await cards(page).count()).toBeLessThanOrEqual(150);

  await page.getByRole('textbox', { name: 'Find on the map' }).fill('shop');
  await page.keyboard.press('Enter');
  await picture(page).focus();
  await page.keyboard.press('z');
  await expect(page).toHaveURL(/fold=-shop/);
  await expect(shop).toHaveCount(0);
  await expect(cards(page).filter({ hasText: /^checkout, / })).toHaveCount(1);
  await page.reload();
  await expect(cards(page).filter({ hasText: /^checkout, / })).toHaveCount(1);
  // The table lists everything, folded or not.
  await expect.poll(async () => (await connections(page)).map(({ client }) => client)).toContain('gateway');
});

test('a new service moves nothing, nor does another filter or a reload', async ({ page }) => {
  await open(page, road.url('/map?q=ns:network-policy-test,shop'));
  const before = await corners(page);
  const newcomer = { ...frontend, name: 'newcomer', pod: 'newcomer-0', ip: '10.233.65.99', id: 999 };
  await road.push(allowed({ client: backend, server: newcomer, port: 8080, clientPort: 40_001 }));
  await expect(cards(page).filter({ hasText: /^newcomer, / })).toHaveCount(1);
  expect(furthest(before, await corners(page))).toBeLessThanOrEqual(2);

  await page.getByRole('navigation', { name: 'Namespaces' }).getByTitle('shop', { exact: true }).click();
  await expect(cards(page).filter({ hasText: /^newcomer, / })).toHaveCount(0);
  const alone = await corners(page);
  expect(furthest(alone, { ...alone, ...before })).toBeLessThanOrEqual(2);
  await page.reload();
  expect(furthest(alone, await corners(page))).toBeLessThanOrEqual(2);
});

const strangers = [
  { on: 'an open map', path: '/map?q=ns:network-policy-test,shop', stranger: { ...cart, name: 'stranger', id: 998 } },
  { on: 'a folded map', path: '/map', stranger: { ...cart, namespace: 'annex', name: 'settler', id: 997 } },
];
for (const { on, path, stranger } of strangers) {
  test(`a new service leaves the cards of all others on ${on} as they were, to the pixel`, async ({ page }) => {
    await open(page, road.url(path));
    await expect(cards(page).first()).toBeAttached();
    await picture(page).focus();
    // Who has moved the map is not moved by it; cards are drawn as cards from some size on.
    const card = page.locator('[data-node]');
    await expect(async () => {
      await page.keyboard.press('+');
      await expect(card.first()).toBeAttached({ timeout: 500 });
    }).toPass();
    const [before, stood] = [await headsInSight(page), await corners(page)];
    expect(before.length).toBeGreaterThan(1);

    const client = { ...stranger, pod: `${stranger.name}-0`, ip: `10.233.65.${stranger.id - 900}` };
    await road.push(allowed({ client, server: backend, port: 8081, clientPort: 40_002 }));
    await expect(cards(page).filter({ hasText: `${stranger.name}, ` })).toHaveCount(1);
    expect(furthest(stood, await corners(page))).toBeLessThanOrEqual(2);
    const after = await headsInSight(page, before);
    for (const [index, head] of before.entries()) {
      const now = after[index];
      expect(Math.hypot((now?.x ?? 0) - head.x, (now?.y ?? 0) - head.y), head.id).toBeLessThanOrEqual(2);
      expect(now?.picture.equals(head.picture), `the picture of ${head.id}`).toBe(true);
    }
  });
}

interface Head {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly picture: Buffer;
}

/** The upper parts of cards, with name and kind: where they are, and a picture of each as it stands on the screen. */
async function headsInSight(page: Page, same?: readonly Head[]): Promise<Head[]> {
  // Nothing of the page lies over cards in the middle of the map, and nothing moves there any more.
  await expect(page.locator('[data-moving]')).toHaveCount(0);
  const found = await page.locator('[data-node]').evaluateAll((all) => {
    const pane = document.querySelector('[data-testid=service-map]')?.getBoundingClientRect() ?? new DOMRect();
    return all.flatMap((one) => {
      const { x, y, width } = one.getBoundingClientRect();
      const inside = x > pane.x && x + width < pane.right && y > pane.y + 60 && y + 40 < pane.bottom - 60;
      return inside ? [{ id: one.getAttribute('data-node') ?? '', x, y, width }] : [];
    });
  });
  const heads: Head[] = [];
  for (const { id, x, y, width } of found) {
    if (same && !same.some((head) => head.id === id)) continue;
    heads.push({
      id,
      x,
      y,
      picture: await page.screenshot({ clip: { x: x + 2, y: y + 2, width: width - 4, height: 32 } }),
    });
  }
  return same ? same.flatMap(({ id }) => heads.find((head) => head.id === id) ?? []) : heads;
}

test('a card that was dragged stands there for whoever has the link', async ({ page, browser }) => {
  await open(page, road.url('/map?q=ns:network-policy-test'));
  await picture(page).focus();
  await page.keyboard.press('f');
  const card = page.locator('[data-node$="/backend"]');
  await page.keyboard.press('+');
  await expect(card).toBeVisible();
  const box = await card.boundingBox();
  if (!box) throw new Error('the card is not in sight');
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 30, box.y - 10, { steps: 4 });
  await page.mouse.move(box.x + box.width / 2 - 60, box.y - 30, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/pins=/);
  const own = await corners(page);
  const other = await (await browser.newContext()).newPage();
  await open(other, page.url());
  const id = Object.keys(own).find((name) => name.endsWith('/backend')) ?? '';
  await expect.poll(async () => (await corners(other))[id]).toEqual(own[id]);
  await other.context().close();
});

test('whoever is given a map sees it as it was arranged, and has their own again afterwards', async ({
  page,
  browser,
}) => {
  await open(page, road.url('/map?q=ns:network-policy-test'));
  await corners(page);
  await open(page, road.url('/map?q=ns:network-policy-test,shop'));
  const given = await corners(page);
  await page.keyboard.press('s');
  const link = page.getByRole('dialog').getByRole('textbox', { name: 'Live link' });
  await expect(link).toHaveValue(/places=/);

  const other = await (await browser.newContext()).newPage();
  await open(other, road.url('/map?q=ns:shop'));
  await corners(other);
  await open(other, road.url('/map?q=ns:network-policy-test,shop'));
  const own = await corners(other);
  expect(furthest(given, own)).toBeGreaterThan(2);
  await open(other, await link.inputValue());
  await expect.poll(async () => furthest(given, await corners(other))).toBeLessThanOrEqual(2);
  await open(other, road.url('/map?q=ns:network-policy-test,shop'));
  expect(furthest(own, await corners(other))).toBeLessThanOrEqual(2);
  await other.context().close();
});

test('the menu of a node hides it by a filter token, and shows its neighbours only', async ({ page }) => {
  await open(page, road.url('/map?q=ns:shop'));
  const find = page.getByRole('textbox', { name: 'Find on the map' });
  await find.fill('checkout');
  await find.press('Enter');
  await picture(page).focus();
  await page.keyboard.press('ContextMenu');
  const menu = page.getByRole('menu', { name: 'checkout' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await menu.getByRole('menuitem', { name: 'Direct neighbours only' }).press('Enter');
  await expect(page).toHaveURL(/reach=1/);
  await expect(page.getByText(/further away not drawn$/)).toBeVisible();
  await expect(page.getByRole('table', { name: 'HTTP' })).toBeVisible();
  await expect(page.getByText(/, \d+ pods? seen on \d+ nodes?$/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Labels/ })).toBeVisible();
  await picture(page).focus();
  await page.keyboard.press('0');
  await expect(page).not.toHaveURL(/reach=/);

  await page.keyboard.press('ContextMenu');
  await menu.getByRole('menuitem', { name: 'Hide' }).press('Enter');
  await expect(page).toHaveURL(/-workload:shop\/Deployment\/checkout/);
  await expect(cards(page).filter({ hasText: /^checkout, / })).toHaveCount(0);
});

for (const theme of ['dark', 'light']) {
  test(`is accessible with its choices open, in ${theme}`, async ({ page }) => {
    await open(page, road.url(`/map?q=ns:shop&theme=${theme}&label=errors&layout=flat`));
    await expect(cards(page).first()).toBeAttached();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'View', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'How the map looks' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

test('is drawn by the processor where a graphics card is asked for and there is none, and says so', async ({
  page,
}) => {
  await open(page, road.url('/map?q=ns:shop'));
  const drawn = page.locator('[data-drawn]');
  await expect(drawn).toBeAttached();
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('button', { name: 'The graphics card (WebGL)' }).click();
  await expect(page.getByText('This browser offers no graphics card')).toBeVisible();
  await expect(drawn).toBeAttached();
  await page.reload();
  await expect(drawn).toBeAttached();
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await expect(page.getByRole('button', { name: 'The graphics card (WebGL)', pressed: true })).toBeVisible();
});

test('asks the browser for no frames while nothing changes', async ({ page }) => {
  await page.addInitScript(() => {
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (listener) => {
      document.documentElement.dataset.asked = String(Number(document.documentElement.dataset.asked ?? 0) + 1);
      return ask(listener);
    };
  });
  await open(page, road.url('/map?q=ns:shop'));
  await expect(page.locator('[data-drawn]')).toBeAttached();
  const asked = () => page.evaluate(() => Number(document.documentElement.dataset.asked));
  await expect
    .poll(async () => {
      const before = await asked();
      await page.waitForTimeout(500);
      return (await asked()) - before;
    })
    .toBe(0);
});

test('is saved as a picture and as text', async ({ page }) => {
  await open(page, road.url('/map?q=ns:network-policy-test'));
  await expect(cards(page).first()).toBeAttached();
  const save = async (name: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name }).click();
    return readFile(await (await download).path());
  };
  expect((await save('Mermaid text')).toString()).toMatch(/^flowchart LR\n[\s\S]*"frontend"/);
  expect((await save('SVG drawing')).toString()).toMatch(/^<svg [\s\S]*>frontend<[\s\S]*<\/svg>\n$/);
  const svg = (await save('SVG drawing')).toString();
  for (const text of ['Map by workload of ns:network-policy-test, ', '>No policy<']) expect(svg).toContain(text);
  expect((await save('PNG picture')).subarray(1, 4).toString()).toBe('PNG');
  const saved: { readonly edges: readonly { readonly flows: number }[] } = JSON.parse(
    (await save('JSON data')).toString(),
  );
  const sum = (edges: readonly { readonly flows: number }[]) => edges.reduce((all, { flows }) => all + flows, 0);
  const listed = await connections(page);
  expect([saved.edges.length, sum(saved.edges)]).toEqual([listed.length, sum(listed)]);
});
