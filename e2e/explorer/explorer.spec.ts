// The flow table: columns, sorting, finding, related flows, a part of the timeline, and files of what is shown.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { openRoad, quiet, type Road } from '../live/road';
import { violations } from '../support/axe';
import { allowed, attempts, backend, frontend, type KnownFlow } from '../support/known-flows';
import { flowIds, matched, open } from '../support/screen';
import { denied, events, passed } from './traffic';

let road: Road;
const total = 3 * (denied.length + passed.length);

test.beforeAll(async () => {
  road = await openRoad(...quiet);
  await road.push([...events, withSecrets(), ...exchange()]);
  await expect.poll(async () => (await road.cluster()).flowsReceived).toBe(total + 3);
});
test.afterAll(() => road.close());

const heads = (page: Page) => page.getByRole('columnheader').allTextContents();
const cells = (page: Page, column: number) =>
  page.locator('[data-flow]').evaluateAll((rows, at) => rows.map((row) => row.children[at]?.textContent ?? ''), column);

/** A status is followed by a method; the milliseconds of a time may be any figure. */
const notFound = (page: Page) => page.locator('[data-flow]').filter({ hasText: /404 [A-Z]/ });

test('columns are chosen by keyboard, kept by the browser, and shown to whoever gets the link', async ({
  page,
  browser,
}) => {
  await open(page, road.url('/flows'));
  expect(await heads(page)).toEqual(['Time', 'Verdict', 'Source', 'Destination', 'Port', 'Info', 'Direction', 'Node']);
  await page.keyboard.press('Alt+c');
  await page.getByRole('textbox', { name: 'Find a field' }).fill('source pod');
  await page.keyboard.press('Tab');
  const choice = page.getByRole('dialog', { name: 'Columns' }).getByRole('button', { name: 'Source pod', exact: true });
  await choice.press('Space');
  await page.getByRole('textbox', { name: 'Find a field' }).fill('');
  for (let step = 0; step < 7; step += 1) await choice.press('Alt+ArrowUp');
  await page.keyboard.press('Escape');
  const chosen = ['Time', 'Source pod', 'Verdict', 'Source', 'Destination', 'Port', 'Info', 'Direction', 'Node'];
  await expect.poll(() => heads(page)).toEqual(chosen);
  await expect(page).toHaveURL(/cols=time,sourcePod,verdict/);
  await page.goto(road.url('/flows'));
  await expect.poll(() => heads(page)).toEqual(chosen);
  const other = await browser.newPage();
  await open(other, road.url('/flows?cols=port,sourceIdentity,nothing'));
  expect(await heads(other)).toEqual(['Port', 'Source identity']);
  await expect(other.getByText('No field is called "nothing"')).toBeVisible();
  await other.close();
});

test('rows are sorted by any column, and the link says so', async ({ page }) => {
  await open(page, road.url('/flows?q=verdict:FORWARDED&cols=port,sourceName,time'));
  await page.getByRole('button', { name: 'Source name' }).click();
  await expect(page).toHaveURL(/sort=sourceName/);
  const up = await cells(page, 1);
  expect(up).toEqual([...up].sort());
  await page.getByRole('button', { name: 'Source name' }).click();
  await expect.poll(() => cells(page, 1)).toEqual(up.toReversed());
  await page.reload();
  await expect.poll(() => cells(page, 1)).toEqual(up.toReversed());
  await expect(page.getByRole('columnheader', { name: 'Source name' })).toHaveAttribute('aria-sort', 'descending');
});

test('the browser keeps how rows were sorted, says so, and a link goes before it', async ({ page }) => {
  const newestFirst = page.getByRole('button', { name: 'Newest first' });
  const sorted = (text: string) => expect(page.getByText(`Sorted by ${text}:`)).toBeVisible();
  await open(page, road.url('/flows?sort=-time'));
  const newest = await flowIds(page);
  await expect(newestFirst).toHaveCount(0);
  await page.getByRole('button', { name: 'Node', exact: true }).press('Enter');
  await expect(page).toHaveURL(/sort=node/);
  await open(page, road.url('/flows?cols=time,port,nothing'));
  await sorted('Node, ascending');
  await expect(page).toHaveURL(/cols=time,port,nothing&sort=node/);
  await open(page, road.url('/flows?sort=-port'));
  await sorted('Port, descending');
  await open(page, road.url('/flows?sort=none'));
  await sorted('Node, ascending');
  await expect(page.getByText('No field is called "none"')).toBeVisible();
  await newestFirst.press('Enter');
  await expect.poll(() => flowIds(page)).toEqual(newest);
  await expect(page).not.toHaveURL(/sort=/);
  await open(page, road.url('/flows'));
  expect(await flowIds(page)).toEqual(newest);
});

test('the panel goes from row to row as they are sorted', async ({ page }) => {
  await open(page, road.url('/flows?cols=port,sourceName,time&sort=sourceName'));
  const ids = await flowIds(page);
  await page.locator('[data-flow]').first().click();
  const next = page.getByRole('button', { name: 'Next flow' });
  for (const id of ids.slice(1, 4)) {
    await next.click();
    await expect(page.locator('[aria-selected=true]')).toHaveAttribute('data-flow', id);
  }
});

test('a column is made wider by keyboard and stays so', async ({ page }) => {
  await open(page, road.url('/flows'));
  const width = async () => (await page.getByRole('columnheader', { name: 'Port' }).boundingBox())?.width ?? 0;
  const before = await width();
  for (let press = 0; press < 3; press += 1)
    await page.getByRole('separator', { name: 'Width of Port' }).press('ArrowRight');
  await expect.poll(width).toBe(before + 48);
  await page.reload();
  await expect.poll(width).toBe(before + 48);
});

test('text is found in all rows, and one goes from one to the next', async ({ page }) => {
  await open(page, road.url('/flows'));
  await page.getByRole('textbox', { name: 'Find in rows' }).fill('test-pod');
  await expect(page.getByText(`– of ${3 * denied.length}`)).toBeVisible();
  await expect(page.locator('[data-found]')).toHaveCount(3 * denied.length);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`1 of ${3 * denied.length}`)).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByText(`${3 * denied.length} of ${3 * denied.length}`)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-found]')).toHaveCount(0);
});

test('a file is walked to its last flow by keyboard, and the selected row stays in sight', async ({ page }) => {
  const lines = Array.from({ length: 430 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 0, 1) + index * 10).toISOString();
    return JSON.stringify({ flow: { time, uuid: `walk-${index}`, verdict: 'FORWARDED' }, time });
  });
  const answer = await page.request.post(road.url('/api/v1/captures?name=walk.jsonl'), { data: lines.join('\n') });
  const { cluster } = await answer.json();
  await open(page, road.url(`/flows?cluster=${encodeURIComponent(cluster)}`));
  await expect(page.getByText('200 rows of 430 flows')).toBeVisible();
  const selected = page.locator('[aria-selected=true]');
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press(press === 0 ? 'j' : 'PageDown');
    await expect(selected).toBeInViewport({ ratio: 0.9 });
  }
  await expect(page.getByText('430 rows of 430 flows')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show all' })).toHaveCount(0);
  await page.setViewportSize({ width: 1440, height: 600 });
  await expect(selected).toBeInViewport({ ratio: 0.9 });
  for (let press = 0; press < 12; press += 1) {
    await page.getByRole('grid').press('PageDown');
    await expect(selected).toBeInViewport({ ratio: 0.9 });
  }
  await expect(selected).toHaveAttribute('aria-rowindex', '431');
});

test('beside a denial stand its other event and what its client sent', async ({ page }) => {
  await open(page, road.url('/flows?q=verdict:denied'));
  await page.locator('[data-flow]').first().click();
  await page.getByRole('button', { name: 'Related 2' }).click();
  const related = page.getByRole('region', { name: 'Flow details' }).getByRole('listitem');
  await expect(related).toHaveCount(3);
  await expect(related.first()).toContainText('forwarded');
  await related.first().getByRole('button').click();
  await expect(page).toHaveURL(/sel=flow:/);
  await expect(page.getByRole('region', { name: 'Flow details' })).toContainText('forwarded');
});

test('a denied flow leads to its drop group, by keyboard', async ({ page }) => {
  await open(page, road.url('/flows?q=verdict:denied'));
  await expect(page.locator('[data-flow]').first()).toBeVisible();
  await page.keyboard.press('j');
  const details = page.getByRole('region', { name: 'Flow details' });
  await expect(details).toContainText('Ingress to frontend on 80/TCP from test-pod is denied');
  await details.getByRole('link', { name: 'Why?' }).press('Enter');
  await expect(page).toHaveURL(/\/drops\?.*sel=drop:/);
  await expect(page.getByRole('region', { name: 'Why?' })).toContainText('test-pod');
});

for (const theme of ['dark', 'light']) {
  test(`the JSON of a flow is folded by keyboard, and passes axe in ${theme}`, async ({ page }) => {
    await open(page, road.url(`/flows?q=asker&theme=${theme}`));
    await notFound(page).click();
    const details = page.getByRole('region', { name: 'Flow details' });
    await details.getByRole('button', { name: 'JSON' }).press('Enter');
    await details.getByRole('button', { name: 'Fold source', exact: true }).press('Space');
    await expect(details.getByText(/^"source": \{ … \d+ fields \},$/)).toBeVisible();
    await expect(details.getByRole('button', { name: 'Unfold source' })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await details.getByRole('button', { name: 'Fold all' }).press('Enter');
    await expect(details.locator('[data-line]').last()).toHaveText(/^\d{2,}\}$/);
    await expect(details.getByRole('button', { name: /^Fold / })).toHaveCount(1);
  });
}

test('secrets are masked on the page, in the stream and in files, and what is masked can be seen', async ({ page }) => {
  await open(page, road.url('/flows?q=secret-shop'));
  await page.locator('[data-flow]').first().click();
  const details = page.getByRole('region', { name: 'Flow details' });
  await expect(details.getByTitle(/Secrets are not shown/)).toHaveCount(4);
  await expect(details).toContainText('user=anna');
  expect(await page.content()).not.toContain('hunter2');
  for (const accept of ['application/json', 'application/x-ndjson', 'text/csv']) {
    const text = await (await fetch(road.url('/api/v1/flows?q=secret-shop'), { headers: { accept } })).text();
    expect(text).toContain('anna');
    expect(text).not.toContain('hunter2');
  }
});

test('what is masked is not found out by filtering for it', async () => {
  for (const q of [
    'http.url:hunter',
    'http.path:hunter2',
    'http.header:Cookie:sid=hunter2',
    'cel:"_flow.l7.http.url.contains(\'hunter\')"',
  ])
    expect((await road.flows(new URLSearchParams({ q }).toString())).flows).toEqual([]);
  expect((await road.flows('q=http.url:user=anna')).flows).toHaveLength(1);
});

test('a request stands with its response, and each leads to the other', async ({ page }) => {
  await open(page, road.url('/flows?q=asker'));
  await notFound(page).click();
  const details = page.getByRole('region', { name: 'Flow details' });
  await expect(details).toContainText('404 HTTP/1.1');
  await expect(details).toContainText('22 ms');
  await details.getByRole('button', { name: 'Show the flow of the request' }).click();
  await expect(details.getByRole('button', { name: 'Show the flow of the response' })).toBeVisible();
});

test('a flow is opened by the link that was copied, and one that is gone says since when flows are held', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, road.url('/flows?q=verdict:denied'));
  const row = page.locator('[data-flow]').first();
  const id = await row.getAttribute('data-flow');
  await row.click();
  await page.getByRole('button', { name: 'Copy link to this flow' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(road.url(`/flows?sel=flow:${id}`));
  await open(page, `${link}&q=ns:nowhere`);
  await expect(page.getByRole('region', { name: 'Flow details' })).toContainText('test-pod');
  await open(page, road.url('/flows?sel=flow:00000000-0000-4000-8000-000000000000'));
  await expect(page.getByText('This flow is not held any more', { exact: true })).toBeVisible();
  await expect(page.getByText(/^Flows are held since \d{4}-/)).toBeVisible();
});

test('rows, cells and their values are reached by keyboard from anywhere', async ({ page }) => {
  await open(page, road.url('/flows?cols=time,verdict,sourceName'));
  await expect(page.locator('[data-flow]').first()).toBeVisible();
  for (const key of ['j', 'j', 'k', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page.locator('[aria-selected=true] [data-standing]')).toHaveText(/forwarded|dropped/);
  await page.keyboard.press('-');
  await expect(page).toHaveURL(/q=-verdict:/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Flow details' })).toHaveCount(0);
});

test('facets count the flows and narrow them', async ({ page }) => {
  await open(page, road.url('/flows?q=-secret-shop'));
  await page.getByRole('button', { name: 'Facets', exact: true }).click();
  const facets = page.getByRole('navigation', { name: 'Facets' });
  // Where the pointer stands, its row offers more at the middle.
  const dropped = facets.getByRole('button', { name: `dropped, ${2 * denied.length} flows` });
  await dropped.click({ position: { x: 20, y: 10 } });
  await expect(page).toHaveURL(/verdict:DROPPED/);
  await expect.poll(() => matched(page)).toBe(2 * denied.length);
  await expect(facets.getByRole('button', { name: /^forwarded, / })).toBeVisible();
});

test('a part of the timeline is chosen with the pointer, and everything follows', async ({ page }) => {
  await open(page, road.url('/flows'));
  const all = await matched(page);
  const box = await page.getByTestId('brush').boundingBox();
  if (!box) throw new Error('there is no timeline');
  await page.mouse.move(box.x + box.width * 0.3, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d{4}-.*Z&to=\d{4}-.*Z/);
  await expect(page.getByText(/^0 flows$/)).toBeVisible();
  await page.getByTestId('brush').dblclick({ position: { x: 5, y: 5 } });
  await expect(page).not.toHaveURL(/from=/);
  await expect.poll(() => matched(page)).toBe(all);
});

test('the filtered flows are a file that can be opened again', async ({ page }) => {
  await open(page, road.url('/flows?q=verdict:FORWARDED+-secret-shop'));
  const shown = await matched(page);
  const ids = new Set(await flowIds(page));
  const lines = (await download(page, 'JSON lines')).trimEnd().split('\n');
  expect(lines).toHaveLength(shown);
  expect(new Set(lines.map((line) => JSON.parse(line).flow.uuid))).toEqual(ids);
  const report = await fetch(road.url('/api/v1/captures'), { method: 'POST', body: lines.join('\n') });
  expect(await report.json()).toMatchObject({ flows: shown, badLineCount: 0 });
  const csv = (await download(page, 'CSV')).trimEnd().split('\n');
  expect(csv).toHaveLength(shown + 1);
  expect(csv[0]).toMatch(/^time,verdict,source,destination,port,/);
  const again = await fetch(road.url('/api/v1/captures'), { method: 'POST', body: csv.join('\n') });
  expect(await again.json()).toMatchObject({ flows: shown, badLineCount: 0 });
});

test('rows stay where they are while one reads further down, and what is new is counted', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 600 });
  await open(page, road.url('/flows?q=ns:network-policy-test'));
  // Where there is little room, times are written in one of three ways, one press apart.
  await page.getByRole('button', { name: 'Time of flows: UTC' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Time of flows: Local' })).toBeVisible();
  await page.getByTestId('flow-table').evaluate((table) => table.scrollTo(0, 100));
  await road.push(attempts(2, { client: backend, server: frontend, port: 80 }, 54_000).flatMap(allowed));
  await page.getByRole('button', { name: '6 new' }).press('Enter');
  await expect(page.getByRole('button', { name: /^\d+ new$/ })).toHaveCount(0);
  expect(await page.getByTestId('flow-table').evaluate((table) => table.scrollTop)).toBe(0);
});

async function download(page: Page, format: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: format }).click()]);
  await expect(page.getByText(/flows? exported/)).toBeVisible();
  await page.keyboard.press('Escape');
  return readFileSync(await file.path(), 'utf8');
}

/** A request and its response, as the proxy of the server's node tells of them. */
function exchange(): KnownFlow[] {
  const client = { ...backend, name: 'asker', pod: 'asker' };
  const [asked] = attempts(1, { client, server: frontend, port: 8080 }, 53_000).flatMap(allowed);
  if (!asked) throw new Error('no flow');
  const headers = [{ key: 'X-Request-Id', value: 'r-1' }];
  const http = { method: 'GET', url: 'http://frontend/items', protocol: 'HTTP/1.1', headers };
  const proxied = { ...asked, Type: 'L7', event_type: { type: 129 } };
  const { source, destination, l4, IP } = asked as KnownFlow & {
    readonly l4: { readonly TCP: { readonly source_port: number; readonly destination_port: number } };
    readonly IP: { readonly source: string; readonly destination: string };
  };
  return [
    { ...proxied, l7: { type: 'REQUEST', http } },
    {
      ...proxied,
      uuid: randomUUID(),
      ...{ source: destination, destination: source, is_reply: true },
      IP: { ...IP, source: IP.destination, destination: IP.source },
      l4: { TCP: { source_port: l4.TCP.destination_port, destination_port: l4.TCP.source_port } },
      l7: { type: 'RESPONSE', latency_ns: '22000000', http: { ...http, code: 404 } },
    },
  ];
}

function withSecrets(): KnownFlow {
  const [plain] = attempts(
    1,
    { client: { ...backend, name: 'secret-shop', pod: 'secret-shop' }, server: frontend, port: 80 },
    52_000,
  ).flatMap(allowed);
  if (!plain) throw new Error('no flow');
  const url = 'http://anna:hunter2@shop/v1/token/hunter2?user=anna&password=hunter2';
  const headers = [{ key: 'Cookie', value: 'sid=hunter2' }];
  return {
    ...plain,
    Type: 'L7',
    event_type: { type: 129 },
    l7: { type: 'REQUEST', http: { method: 'GET', url, protocol: 'HTTP/1.1', headers } },
  };
}
