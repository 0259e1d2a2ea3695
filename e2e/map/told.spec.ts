// What the map tells: of endpoints, of protection, of another time and of another span; read through its table and its pixels.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { openRoad, quiet, type Road, standStill } from '../live/road';
import { violations } from '../support/axe';
import { allowed, attempts, backend, cart, frontend, refused, testPod } from '../support/known-flows';
import { connection, connections, open } from '../support/screen';

const picture = (page: Page) => page.getByRole('listbox', { name: /^Service map/ });
const table = (page: Page, caption: string) =>
  page.locator('table').filter({ has: page.locator('caption', { hasText: caption }) });
const rowsOf = (page: Page, caption: string) => table(page, caption).locator('tbody tr');

/** Zooms in until cards are drawn as cards, and no further. */
async function untilCards(page: Page): Promise<void> {
  await picture(page).focus();
  await expect(async () => {
    await page.keyboard.press('+');
    await expect(page.locator('[data-node]').first()).toBeAttached({ timeout: 2_000 });
  }).toPass();
}

test.describe('of a story', () => {
  let road: Road;
  test.beforeAll(async () => {
    road = await openRoad('--steady');
    await standStill(road);
  });
  test.afterAll(() => road.close());

  test('lists what servers are asked over HTTP, by templates, at every level, and on the cards themselves', async ({
    page,
  }) => {
    await open(page, road.url('/map?q=ns:shop'));
    await expect(table(page, 'HTTP endpoints')).toHaveCount(0);
    await page.getByRole('button', { name: 'L7', exact: true }).click();
    await expect(page).toHaveURL(/cards=endpoints/);
    const catalog = rowsOf(page, 'HTTP endpoints').filter({ hasText: /^catalogGET \/products\/\{id\}8080\/TCP/ });
    await expect(catalog).toHaveText(/[\d.]+\/s[\d.]+%[\d.]+ m?s[\d.]+ m?s$/);
    await untilCards(page);
    const card = page.locator('[data-node$="/workload/catalog"]');
    await expect(card).toContainText('/products/{id}');
    await expect(card).toContainText('Deployment · 2 pods seen');
    await expect(card).not.toContainText('app=catalog');
    await card.locator('button').click();
    await expect(card).toContainText('app=catalog');
    const listed = rowsOf(page, 'Workloads').filter({ hasText: /^catalogDeploymentshop/ });
    await expect(listed).toHaveText(/2[^\d]*app=catalog/);

    for (const [group, name] of [
      ['pod', /^catalog-\w+-\w+/],
      ['node', /^(demo\/)?test-server/],
    ] as const) {
      await open(page, road.url(`/map?q=ns:shop&group=${group}&cards=endpoints`));
      await expect(rowsOf(page, 'HTTP endpoints').filter({ hasText: name }).first()).toHaveText(/m?s$/);
    }
  });

  test('takes lookups and probes off the map, counts them, and has it in the link', async ({ page }) => {
    await open(page, road.url('/map?q=ns:shop'));
    const lookups = rowsOf(page, 'Connections').filter({ hasText: /53\/UDP/ });
    await expect(lookups.first()).toBeAttached();
    const passing = await lookups.filter({ hasNotText: 'denied by' }).count();
    const shown = page.getByRole('group', { name: 'Shown on the map' });
    await shown.getByRole('button', { name: 'DNS' }).click();
    await expect(page).toHaveURL(/hide=dns/);
    await expect(page.getByText(`Not drawn: ${passing} DNS connections`)).toBeVisible();
    await expect(lookups.filter({ hasNotText: 'denied by' })).toHaveCount(0);
    await shown.getByRole('button', { name: 'Probes' }).click();
    await expect(page).toHaveURL(/hide=dns,probes/);
    await page.reload();
    await expect(shown.getByRole('button', { name: 'Probes', pressed: false })).toBeVisible();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(page).not.toHaveURL(/hide=/);
    await expect(lookups.first()).toBeAttached();
  });

  test('marks what was mutually authenticated, and would be denied, and says so', async ({ page }) => {
    await open(page, road.url('/map?q=ns:shop'));
    await expect(rowsOf(page, 'Connections').filter({ hasText: /^orderspayments9443\/TCP/ })).toContainText(
      'mutually authenticated',
    );
    await expect(rowsOf(page, 'Connections').filter({ hasText: /^recommenderprofiles9091\/TCP/ })).toContainText(
      'would be denied',
    );
  });

  test('goes where the small map is pressed', async ({ page }) => {
    await open(page, road.url('/map?q=ns:shop'));
    await untilCards(page);
    await expect(async () => {
      await page.keyboard.press('+');
      await expect(page.getByTestId('minimap')).toBeVisible({ timeout: 500 });
    }).toPass();
    const at = () =>
      page
        .locator('[data-layer]')
        .first()
        .evaluate((layer) => (layer as HTMLElement).style.transform);
    const [before, box] = [await at(), await page.getByTestId('minimap').boundingBox()];
    if (!box) throw new Error('the small map is not in sight');
    await page.mouse.click(box.x + 12, box.y + 12);
    await expect.poll(at).not.toBe(before);
    const corner = await at();
    await page.mouse.click(box.x + box.width - 12, box.y + box.height - 12);
    await expect.poll(at).not.toBe(corner);
  });

  test('hides what is pressed with the other button', async ({ page }) => {
    await open(page, road.url('/map?q=ns:shop'));
    await untilCards(page);
    const card = page.locator('[data-node$="/workload/orders"]');
    await page.getByRole('textbox', { name: 'Find on the map' }).fill('orders');
    await page.keyboard.press('Enter');
    await expect(card).toBeInViewport();
    const box = await settled(card);
    await page.mouse.click(box.x + 20, box.y + 20, { button: 'right' });
    await page.getByRole('menu', { name: 'orders' }).getByRole('menuitem', { name: 'Hide' }).click();
    await expect(page).toHaveURL(/-workload:shop\/Deployment\/orders/);
    await expect(card).toHaveCount(0);
  });

  test('draws what is refused and what passes in the colours of the legend', async ({ page }) => {
    await open(page, road.url('/map?q=ns:network-policy-test&theme=dark'));
    await untilCards(page);
    await expect(page.locator('[data-moving]')).toHaveCount(0);
    await expect.poll(() => pixelsOf(page, '--v-dropped-line')).toBeGreaterThan(50);
    expect(await pixelsOf(page, '--v-forwarded-line')).toBeGreaterThan(50);
    expect(await pixelsOf(page, '--v-redirected-line')).toBeGreaterThan(10);
    expect(await pixelsOf(page, '--v-audit-line')).toBe(0);
  });
});

test.describe('of known flows', () => {
  let road: Road;
  test.beforeAll(async () => {
    road = await openRoad(...quiet);
  });
  test.afterAll(() => road.close());

  test('plays a span back, through minutes in which nothing was seen, until it is ended', async ({ page }) => {
    await road.push(allowed({ client: backend, server: frontend, port: 80, clientPort: 40_100 }));
    await open(page, road.url('/map'));
    await expect.poll(() => connection(page, 'backend', 'frontend', '80/TCP')).toBeDefined();
    await page.getByRole('button', { name: 'Replay' }).click();
    const player = page.getByRole('group', { name: 'Replay' });
    await player.getByRole('button', { name: 'Pause the replay' }).click();
    const moment = player.getByRole('slider', { name: 'Moment of the replay' });
    await moment.press('Home');
    await expect.poll(() => connections(page)).toEqual([]);
    await expect(player).toBeVisible();
    await moment.press('End');
    await expect.poll(() => connection(page, 'backend', 'frontend', '80/TCP')).toBeDefined();
    await player.getByRole('combobox', { name: 'Speed of the replay' }).selectOption('60×');
    await moment.press('Home');
    await player.getByRole('button', { name: 'Play on' }).click();
    await expect(moment).not.toHaveValue((await moment.getAttribute('min')) ?? '');
    await player.getByRole('button', { name: 'End the replay' }).click();
    await expect(page.getByRole('button', { name: 'Replay' })).toBeVisible();
    await expect.poll(() => connection(page, 'backend', 'frontend', '80/TCP')).toBeDefined();
  });

  test('says what is new, gone and newly denied beside any other span', async ({ page }) => {
    await open(page, road.url('/map'));
    await page.getByRole('button', { name: 'View', exact: true }).click();
    const looks = page.getByRole('dialog', { name: 'How the map looks' });
    await looks.getByRole('button', { name: 'Any other span' }).click();
    expect(await violations(page)).toEqual([]);
    await looks.getByRole('button', { name: 'Keep the span shown now' }).click();
    await expect(page).toHaveURL(/against=20\d\d-[\w:%-]+/);
    await page.keyboard.press('Escape');
    await road.push(allowed({ client: cart, server: backend, port: 8080, clientPort: 40_101 }));
    await road.push(attempts(3, { client: testPod, server: frontend, port: 80 }, 40_200).flatMap(refused));
    await expect(page.getByText(/^Compared with .*: 1 new, 0 gone, 1 newly denied/)).toBeVisible();
    const row = (text: RegExp) => rowsOf(page, 'Connections').filter({ hasText: text });
    await expect(row(/^cartbackend8080\/TCP/)).toContainText(/new/);
    await expect(row(/^test-podfrontend80\/TCP/)).toContainText('newly denied');

    // The other way round: what is there now is gone in a span before it all.
    const now = Date.now();
    const [from, to, against] = [now - 3_600_000, now - 3_000_000, `${iso(now - 900_000)}/${iso(now)}`];
    await page.goto(road.url(`/map?from=${iso(from)}&to=${iso(to)}&against=${against}`));
    await expect(row(/^cartbackend8080\/TCP/)).toContainText('gone');
  });

  test('marks what no policy limits, where the agent would have named one', async ({ page }) => {
    const unlimited = (port: number, clientPort: number) =>
      allowed({ client: cart, server: frontend, port, clientPort }).map((flow) => {
        return 'policy_match_type' in flow ? { ...flow, policy_match_type: 4, ingress_allowed_by: [] } : flow;
      });
    await road.push(unlimited(8443, 40_110));
    await road.push(allowed({ client: backend, server: frontend, port: 80, clientPort: 40_111 }));
    await open(page, road.url('/map?label=policy'));
    await expect(rowsOf(page, 'Connections').filter({ hasText: /^cartfrontend8443\/TCP/ })).toContainText(
      'allowed by no policy',
    );
    await expect(page.locator('[data-edge]').filter({ hasText: /^no policy$/ })).toBeAttached();
    await expect(page.getByRole('list', { name: 'Legend' })).toContainText('No policy');
  });

  test('says what was seen encrypted', async ({ page }) => {
    const encrypted = allowed({ client: cart, server: frontend, port: 443, clientPort: 40_102 }).map((flow) => {
      return { ...flow, IP: { source: cart.ip, destination: frontend.ip, ipVersion: 'IPv4', encrypted: true } };
    });
    await road.push(encrypted);
    await open(page, road.url('/map?label=encrypted'));
    await expect(rowsOf(page, 'Connections').filter({ hasText: /^cartfrontend443\/TCP/ })).toContainText(
      /\d of \d encrypted/,
    );
    await expect(page.locator('[data-edge]').filter({ hasText: '100% encrypted' })).toBeAttached();
  });
});

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Where it stands once nothing moves any more. */
async function settled(one: Locator) {
  await expect(one.page().locator('[data-moving]')).toHaveCount(0);
  const box = await one.boundingBox();
  if (!box) throw new Error('it is not in sight');
  return box;
}

/** How many pixels of the canvas have just this colour of the theme. */
function pixelsOf(page: Page, token: string): Promise<number> {
  return page.evaluate((name) => {
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!probe) return 0;
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    const wanted = probe.getImageData(0, 0, 1, 1).data;
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid=service-map] canvas')) {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      for (let at = 0; at + 3 < data.length; at += 4) {
        const isIt = [0, 1, 2].every((part) => Math.abs((data[at + part] ?? 0) - (wanted[part] ?? 0)) < 6);
        if (isIt && (data[at + 3] ?? 0) > 200) count += 1;
      }
    }
    return count;
  }, token);
}
