// Requests that cannot be answered: each gets a problem document that names what is wrong; the next one is answered.
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly position?: number;
  readonly length?: number;
  readonly fix?: string;
}

async function problemOf(path: string, init?: RequestInit): Promise<Problem> {
  const answer = await fetch(app.url + path, init);
  expect(answer.headers.get('content-type'), path).toBe('application/problem+json');
  const problem = (await answer.json()) as Problem;
  expect(problem.status).toBe(answer.status);
  expect(problem.type).toMatch(/^urn:eyepiece:problem:[a-z-]+$/);
  expect(problem.detail).toMatch(/\.$/);
  return problem;
}

const scoped = ['namespaces', 'flows', 'map', 'drops', 'series', 'live'];
const named = [
  ...scoped.flatMap((route) => [
    [route, 'from=yesterday', 'from'],
    [route, 'to=31.12.2026', 'to'],
    [route, 'from=now&to=-5m', 'from'],
    [route, `cluster=${'x'.repeat(300)}`, 'cluster'],
    [route, `q=${'ns:shop+'.repeat(1100)}`, 'q'],
  ]),
  ['flows', 'limit=0', 'limit'],
  ['flows', 'limit=1001', 'limit'],
  ['flows', 'limit=1.5', 'limit'],
  ['flows', 'limit=all', 'limit'],
  ['map', 'group=galaxy', 'group'],
  ['live', 'group=', 'group'],
  ['series', 'by=colour', 'by'],
  ['series', 'step=NaN', 'step'],
  ['live', 'want=map,pictures', 'want'],
  ['live', 'window=1h1m', 'window'],
  ['live', 'rows=-1', 'rows'],
] as const;

test('every bad parameter of every route is named', async () => {
  for (const [route = '', query = '', name] of named) {
    const { type, status, detail } = await problemOf(`/api/v1/${route}?${query}`);
    expect({ type, status }, `${route}?${query}`).toEqual({ type: 'urn:eyepiece:problem:bad-request', status: 400 });
    expect(detail, `${route}?${query}`).toMatch(new RegExp(`^${name}: `));
  }
});

test('several bad parameters are named at once', async () => {
  const { detail } = await problemOf('/api/v1/live?from=then&to=never&group=galaxy&want=x&window=0&rows=9999');
  for (const name of ['from', 'to', 'group', 'want', 'window', 'rows']) expect(detail).toContain(`${name}: `);
});

test('a bad filter is told with its place and its cure, and nothing of it reaches Relay', async () => {
  const before = await relay.control<{ calls: Record<string, number> }>('stats');
  for (const route of scoped) {
    const problem = await problemOf(`/api/v1/${route}?q=ns:shop+prot:tcp`);
    expect(problem, route).toMatchObject({
      type: 'urn:eyepiece:problem:bad-filter',
      status: 400,
      position: 8,
      length: 4,
      fix: 'ns:shop proto:tcp',
    });
    expect(problem.detail).toContain('"prot"');
  }
  const after = await relay.control<{ calls: Record<string, number> }>('stats');
  expect(after.calls.GetFlows).toBe(before.calls.GetFlows);
});

test('what is not there is a 404 that says so', async () => {
  expect(await problemOf('/api/v1/map?cluster=mars')).toMatchObject({
    status: 404,
    detail: 'There is no cluster "mars"; there are default.',
  });
  expect(await problemOf('/api/v1/drops?cluster=capture:gone')).toMatchObject({
    status: 404,
    detail: 'This capture is not open any more; open the file again.',
  });
  expect(await problemOf('/api/v1/flows/nothing')).toMatchObject({ status: 404, title: 'The flow is not held' });
  expect(await problemOf('/api/v1/flows?cursor=nonsense')).toMatchObject({
    status: 400,
    title: 'The cursor is not valid',
  });
});

test('an unknown route of the API is a 404 document, an unknown page is a page with a way on', async ({ page }) => {
  for (const path of ['/api/v1/everything', '/api/v2/flows', '/api', '/api/v1/flows/a/b']) {
    const { detail, status } = await problemOf(path);
    expect(status).toBe(404);
    expect(detail).toBe(`There is no ${path}; /api/v1/openapi.json lists the routes.`);
  }
  expect((await fetch(`${app.url}/api/v1/flows`, { method: 'DELETE' })).status).toBe(405);
  const answer = await page.goto(`${app.url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'Open the map' }).click();
  await expect(page).toHaveURL(/\/map$/);
});

test('a link with parameters that mean nothing works without them, and says which', async ({ page }) => {
  await page.goto(`${app.url}/flows?colour=red&group=galaxy&from=yesterday&q=ns:shop`);
  await expect(page.locator('[data-flow]').first()).toBeVisible();
  await expect(page.getByText('There is no parameter "colour"; it is ignored.')).toBeVisible();
  // Other banners may stand above: what agents lost, for one.
  await page.getByRole('button', { name: /^\d+ more$/ }).click();
  await expect(page.getByText(/"group=galaxy" is ignored: it is none of pod, workload/)).toBeVisible();
  await expect(page.getByText(/"from=yesterday" is ignored: it is no time/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit ns:shop' })).toBeVisible();
  const ignored = page.locator('[data-notice=ignored]');
  for (let left = 3; left > 0; left -= 1) {
    await expect(ignored).toHaveCount(left);
    await ignored.first().getByRole('button', { name: 'Hide until it happens again' }).click();
  }
  await expect(ignored).toHaveCount(0);
});

test('a link to a cluster that is not there says so, and shows everything on request', async ({ page }) => {
  await page.goto(`${app.url}/drops?cluster=mars`);
  await expect(page.getByText('There is no cluster "mars"; there are default.')).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/\/drops$/);
  await expect(page.locator('[data-row-button]').first()).toBeVisible();
});
