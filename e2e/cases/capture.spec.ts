// The recorded cases opened as captures: what the API answers, and what a reader finds on the pages.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type Answers, type Case, expected, hasSharedCases, linesOf, told } from './case';
import { lookAt } from './look';
import { ownCases } from './own-cases';
import { sharedCases } from './shared-cases';

let app: App;
/** One for all cases: what the browser has read and compiled for the first it has for the others. */
let page: Page;
test.beforeAll(async ({ browser }) => {
  // Captures need no Relay: nothing listens there.
  [app, page] = await Promise.all([startApp({ HUBBLE_SERVER: '127.0.0.1:1' }), browser.newPage()]);
});
test.afterAll(() => Promise.all([app.kill(), page.close()]));

test.describe('a case of our own opened as a capture', () => {
  for (const one of ownCases) test(`${one.id}: ${one.title}`, () => isRight(one));
});

test.describe('a shared case opened as a capture', () => {
  test.skip(!hasSharedCases, 'the folder of the shared cases is not beside this repository');

  for (const one of sharedCases) test(`${one.id}: ${one.title}`, () => isRight(one));

  test('S40: a long list of labels can be opened, and the cards and rows keep their size', async () => {
    const one = sharedCases.find(({ id }) => id === 'S40');
    const query = await open(one as Case);
    await page.goto(`${app.url}/flows${query}`);
    const row = page.locator('[data-flow]').first();
    expect((await row.boundingBox())?.height).toBeLessThan(48);
    await row.click();
    await page.getByRole('button', { name: '114 more' }).click();
    await expect(page.getByText(/^label-119=v{10}/)).toBeVisible();
  });

  test('S41: bad lines are told by number', async () => {
    const one = sharedCases.find(({ id }) => id === 'S41');
    const report = await upload(one as Case);
    expect(report).toMatchObject({ flows: 2, lostEvents: 1, badLineCount: 1, badLines: [{ line: 5 }] });
  });
});

async function isRight(one: Case): Promise<void> {
  const query = await open(one);
  const wanted = expected(one, 'capture');
  expect(told(await answers(query), wanted)).toEqual(wanted);
  for (const [q, count] of Object.entries(one.filters ?? {})) {
    const { flows } = await app.api<Answers['flows']>(`/api/v1/flows${query}&q=${encodeURIComponent(q)}`);
    expect(flows, q).toHaveLength(count);
  }
  await isTextOnly(query);
  await lookAt(page, app.url, query, one);
}

async function upload(one: Case): Promise<{ readonly cluster: string }> {
  return await app.api(`/api/v1/captures?name=${one.id}.jsonl`, { method: 'POST', body: linesOf(one) });
}

/** Opens the case and gives the query that chooses it. */
async function open(one: Case): Promise<string> {
  const { cluster } = await upload(one);
  return `?cluster=${encodeURIComponent(cluster)}`;
}

async function answers(query: string): Promise<Answers> {
  const cluster = new URLSearchParams(query).get('cluster');
  const [map, drops, flows, namespaces, status] = await Promise.all([
    app.api<Answers['map']>(`/api/v1/map${query}`),
    app.api<Answers['drops']>(`/api/v1/drops${query}`),
    app.api<Answers['flows']>(`/api/v1/flows${query}`),
    app.api<Answers['namespaces']>(`/api/v1/namespaces${query}`),
    app.api<{ clusters: (Answers['cluster'] & { cluster: string })[] }>('/api/v1/status'),
  ]);
  const own = status.clusters.find((each) => each.cluster === cluster);
  if (!own) throw new Error(`no status of ${cluster}`);
  return { map, drops, flows, namespaces, cluster: own };
}

/** Neither lines nor spreadsheet carry what a terminal or a spreadsheet would act on. */
async function isTextOnly(query: string): Promise<void> {
  const get = async (accept: string) =>
    (await fetch(`${app.url}/api/v1/flows${query}`, { headers: { accept } })).text();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const acting = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]/;
  const csv = await get('text/csv');
  expect(csv).not.toMatch(acting);
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
  const lines = (await get('application/x-ndjson')).split('\n').filter(Boolean);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('flow');
}
