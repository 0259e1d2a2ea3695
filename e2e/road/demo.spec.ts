// The demo's story on the pages: what passes, what is denied, and one filter for all three.
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { allowedAttempt, type DropsAnswer, deniedAttempt, type MapAnswer, type StatusAnswer } from './wire';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.stop(), relay.stop()]));

const connections = (page: Page) => page.getByRole('table', { name: 'Connections' });
const connection = (page: Page, client: string, server: string) =>
  connections(page).getByRole('row').filter({ hasText: client }).filter({ hasText: server });

test('backend reaches frontend on 80, test-pod is denied', async ({ page }) => {
  await page.goto(`${app.url}/map?q=ns:network-policy-test`);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(connection(page, 'backend', 'frontend').first()).toContainText(/80\/TCP/);
  await expect(connection(page, 'test-pod', 'frontend').first()).toContainText(/Policy denied/);
  const map = await app.api<MapAnswer>('/api/v1/map?q=ns:network-policy-test');
  const edge = (client: string) =>
    map.edges.find(
      ({ source, destination, port }) =>
        source.endsWith(`/${client}`) && destination.endsWith('/frontend') && port === 80,
    );
  expect(edge('backend')).toMatchObject({ state: 'forwarded', denials: 0 });
  expect(edge('test-pod')?.denials).toBeGreaterThan(0);
});

test('an attempt is denied exactly once, on the page as in the API', async ({ page }) => {
  await page.goto(`${app.url}/drops?q=ns:push-test`);
  await expect(page.getByRole('heading', { name: 'No drops match this filter' })).toBeVisible();
  for (let attempt = 1; attempt <= 3; attempt++) {
    await relay.control('push', { flows: deniedAttempt('caller', 'callee', 40_000 + attempt) });
    await expect(page.getByRole('button', { name: `caller to callee, Policy denied, ${attempt} drops` })).toBeVisible();
  }
  const { groups } = await app.api<DropsAnswer>('/api/v1/drops?q=ns:push-test');
  expect(groups).toHaveLength(1);
  expect(groups[0]).toMatchObject({ count: 3, evidence: { verdicts: 3, drops: 3 } });
  await page.getByRole('button', { name: /caller to callee/ }).click();
  await expect(page.getByTestId('why')).toContainText('Ingress to callee on 80/TCP from caller is denied');
});

test('choosing shop changes map, table and drops together', async ({ page }) => {
  await page.goto(`${app.url}/map`);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await expect(connection(page, 'backend', 'frontend').first()).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Namespaces' })
    .getByRole('button', { name: /^shop,/ })
    .click();
  await expect(page).toHaveURL(/q=ns:shop/);
  await expect(connection(page, 'backend', 'frontend')).toHaveCount(0);
  await expect(connection(page, 'gateway', 'cart').first()).toBeVisible();
  await page
    .getByRole('link', { name: /^Drops/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /ads to 169\.254\.169\.254/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Flows' }).first().click();
  const rows = page.getByRole('grid').locator('tbody tr[data-flow]');
  await expect(rows.first()).toBeVisible();
  for (const text of await rows.allTextContents()) expect(text).toContain('shop');
});

test('several namespaces, then all, by keyboard and Back', async ({ page }) => {
  await page.goto(`${app.url}/drops?q=ns:shop`);
  const rail = page.getByRole('navigation', { name: 'Namespaces' });
  await rail.getByRole('button', { name: /^network-policy-test,/ }).click({ modifiers: ['Control'] });
  await expect(page).toHaveURL(/q=ns:shop,network-policy-test/);
  await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/q=ns:shop$/);
  await rail.getByRole('button', { name: /^All namespaces/ }).press('Enter');
  await expect(page).not.toHaveURL(/q=/);
});

test('pausing freezes what is shown and loses nothing', async ({ page }) => {
  await relay.control('push', { flows: allowedAttempt('pauser', 'callee', 41_000) });
  await page.goto(`${app.url}/flows?q=workload:pauser`);
  const rows = page.getByRole('grid').locator('tr[data-flow]');
  await expect(rows).toHaveCount(2);
  await page.getByRole('group', { name: 'Stream' }).getByRole('button', { name: 'Pause' }).click();
  await relay.control('push', { flows: allowedAttempt('pauser', 'callee', 41_001) });
  await expect(page.getByRole('button', { name: '2 newer flows' })).toBeVisible();
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: '2 newer flows' }).click();
  await expect(rows).toHaveCount(4);
});

test('a link shows another reader the same', async ({ page, browser }) => {
  await relay.control('push', { flows: deniedAttempt('linker', 'callee', 42_000) });
  await page.goto(`${app.url}/flows?q=workload:linker`);
  await page.getByRole('grid').locator('tr[data-tone=dropped]').first().click();
  await expect(page.getByRole('region', { name: 'Flow details' })).toContainText('POLICY_DENIED');
  const other = await browser.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('region', { name: 'Flow details' })).toContainText('POLICY_DENIED');
  await other.close();
});

test('readers of one view share it', async () => {
  const abort = new AbortController();
  const open = () => fetch(`${app.url}/api/v1/live?q=ns:shared-view&want=map`, { signal: abort.signal });
  const readers = await Promise.all([open(), open(), open()]);
  expect(readers.every(({ ok }) => ok)).toBe(true);
  const { views } = await app.api<StatusAnswer>('/api/v1/status');
  const more = await Promise.all([open(), open()]);
  expect(more.every(({ ok }) => ok)).toBe(true);
  expect((await app.api<StatusAnswer>('/api/v1/status')).views).toBe(views);
  abort.abort();
});
