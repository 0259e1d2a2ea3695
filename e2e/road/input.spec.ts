// Bad input gives one sentence that names the thing and the cure, and nothing else stops working.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type App, cleanEnv, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.stop(), relay.stop()]));

test('a bad filter is marked where it is wrong, and the last good one stays in force', async ({ page }) => {
  await page.goto(`${app.url}/drops?q=ns:network-policy-test`);
  await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('verdct:dropped');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'There is no key "verdct"' })).toContainText('^ character');
  await expect(page.getByRole('button', { name: /test-pod to frontend/ })).toBeVisible();
  await expect(page).toHaveURL(/q=ns:network-policy-test$/);
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/verdict:/);
});

test('a bad filter in a link is told, not obeyed and not fatal', async ({ page }) => {
  await page.goto(`${app.url}/flows?q=verdct:dropped&colour=red`);
  await expect(page.getByText('There is no parameter "colour"; it is ignored.')).toBeVisible();
  await expect(page.getByText('1 problem')).toBeVisible();
  await expect(page.getByText('Still showing the last filter that worked:')).toBeVisible();
  await expect(page.getByRole('grid').locator('tr[data-flow]').first()).toBeVisible();
  const problem = await fetch(`${app.url}/api/v1/flows?q=ns:shop+verdct:x`);
  expect(problem.status).toBe(400);
  expect(problem.headers.get('content-type')).toContain('application/problem+json');
  expect(await problem.json()).toMatchObject({ position: 8, length: 6, fix: 'ns:shop verdict:x' });
});

test.describe('parameters', () => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['/api/v1/map?group=planet', /group/],
    ['/api/v1/flows?limit=0', /limit/],
    ['/api/v1/flows?from=yesterday', /from/],
    ['/api/v1/drops?from=now&to=-5m', /later than to/],
    ['/api/v1/series?step=1', /step/],
    ['/api/v1/live?want=everything', /want/],
    ['/api/v1/live?window=9h', /window/],
    ['/api/v1/map?cluster=nowhere', /no cluster "nowhere"/],
  ];
  for (const [url, sentence] of bad) {
    test(`${url} names what is wrong`, async () => {
      const answer = await fetch(app.url + url);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect((await answer.json()).detail).toMatch(sentence);
    });
  }
});

test('a capture with broken lines is opened without them, and they are named', async ({ page }) => {
  const flow = {
    verdict: 'DROPPED',
    drop_reason_desc: 'POLICY_DENIED',
    source: { namespace: 'x', pod_name: 'one' },
    destination: { namespace: 'x', pod_name: 'two' },
  };
  const line = JSON.stringify({ flow, node_name: 'n', time: '2026-01-02T03:04:05Z' });
  await page.goto(`${app.url}/drops`);
  await page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'broken.jsonl'));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    },
    `${line}\nnot json\n${line.slice(0, 40)}`,
  );
  const report = page.getByRole('dialog');
  await expect(report).toContainText('2 lines could not be read. Everything else is kept.');
  await expect(report).toContainText(/line 2\s*The line holds no JSON/);
  await expect(report).toContainText(/line 3\s*The line ends before/);
  await report.getByRole('button', { name: 'View this capture' }).click();
  await expect(page).toHaveURL(/cluster=capture:/);
  await expect(page.getByRole('button', { name: /one to two, Policy denied/ })).toBeVisible();
  const empty = await fetch(`${app.url}/api/v1/captures`, { method: 'POST', body: 'nothing here\n' });
  expect(empty.status).toBe(422);
});

test('every mistake of the environment is named before anything is built', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const env = { ...cleanEnv(), PORT: 'eighty', HUBBLE_SERVER: 'relay:http', EYEPIECE_MEMROY: '1GiB' };
  const run = spawnSync(process.execPath, ['scripts/serve.mjs'], { cwd: root, env, encoding: 'utf8' });
  expect(run.status).toBe(1);
  for (const name of ['PORT', 'HUBBLE_SERVER', 'EYEPIECE_MEMROY']) expect(run.stderr).toContain(name);
  expect(run.stdout).not.toContain('building');
});
