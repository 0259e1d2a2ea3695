// An open drop group: what was recorded, what is concluded, how it is handed on; and what audit mode let pass.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { violations } from '../support/axe';
import { cart, frontend, type KnownFlow, push, refused } from '../support/known-flows';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady', '--ring', '65535');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

/** A namespace that only this test knows, with what its flows say beside. */
async function scene(times: number, more: Partial<KnownFlow> = {}): Promise<string> {
  const namespace = `ns-${randomUUID().slice(0, 8)}`;
  const [client, server] = [
    { ...cart, namespace },
    { ...frontend, namespace },
  ];
  const flows = Array.from({ length: times }, (_, at) =>
    refused({ client, server, port: 8080, clientPort: 40_000 + at }),
  ).flat();
  await push(
    relay,
    flows.map((flow) => (flow.verdict === 'DROPPED' ? { ...flow, ...more } : flow)),
  );
  return namespace;
}

const region = (page: Page, name: string) => page.getByRole('region', { name });
const group = (page: Page) => page.getByRole('button', { name: /^cart to frontend, Policy denied/ });
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('a group is explained by what was recorded and, apart from it, by what is concluded', async ({ page }) => {
  const namespace = await scene(3, { policy_log: ['', 'team <b>a</b>\u202e'] });
  await open(page, `${app.url}/drops?q=ns:${namespace}`);
  await group(page).click();
  const recorded = region(page, 'Recorded');
  await expect(recorded).toContainText('Policy denied (POLICY_DENIED, code 133)');
  await expect(recorded).toContainText('Ingress, on its way into frontend');
  await expect(recorded).toContainText('A policy verdict at');
  await expect(recorded).toContainText('team <b>a</b>\\u202e');
  await expect(recorded).toContainText(/demo\/test-server-agent, agent \d/);
  await expect(recorded).not.toContainText('Default deny:');
  await expect(region(page, 'Concluded')).toContainText('Default deny: frontend is selected by a policy');
  await expect(region(page, 'Concluded').locator('[data-concluded=default-deny]')).toContainText('Likely');
});

test('a group is handed on as link, as command, as text and as its flows', async ({ page, browser }) => {
  const namespace = await scene(2);
  await open(page, `${app.url}/drops?q=ns:${namespace}`);
  await group(page).click();
  await expect(region(page, 'Recorded')).toContainText('Events');
  const act = region(page, 'Act on it');
  await act.getByRole('button', { name: 'Copy as hubble observe' }).click();
  await expect.poll(() => copied(page)).toMatch(/^hubble observe --since 15m .*--verdict DROPPED .*--to-port 8080$/);
  await act.getByRole('button', { name: 'Copy as text' }).click();
  await expect.poll(() => copied(page)).toContain('Policy denied: cart');
  const text = await copied(page);
  expect(text).toContain('How often: 2 drops, ');
  expect(text).toContain('- Events: A policy verdict at ');
  expect(text).toContain('Concluded, not recorded:\n- Likely: Default deny');
  expect(text).toMatch(/^Command: hubble observe /m);
  const download = page.waitForEvent('download');
  await act.getByRole('button', { name: 'Export as JSON lines' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).flow.verdict)).toEqual(Array(4).fill('DROPPED'));
  const [, link = ''] = /^Link: (.*)$/m.exec(text) ?? [];
  const other = await browser.newPage();
  await open(other, link);
  await expect(region(other, 'Recorded')).toContainText('POLICY_DENIED');
  await other.close();
});

test('what audit mode let pass is grouped like drops, burns down and gets a policy', async ({ page }) => {
  const namespace = await scene(4, { verdict: 'AUDIT', drop_reason: 0, drop_reason_desc: undefined, is_reply: false });
  await open(page, `${app.url}/drops?q=ns:${namespace}`);
  await expect(page.getByText(/^No drops/)).toBeVisible();
  await page.getByRole('button', { name: 'Audit mode' }).click();
  await expect(page).toHaveURL(/show=audit/);
  await expect(page.getByTestId('burn-down')).toContainText('packets in 1 group would be refused');
  await group(page).click();
  await expect(region(page, 'Why?')).toContainText(
    'would be denied: policies do not allow it. Audit mode let it pass.',
  );
  await expect(region(page, 'Recorded')).toContainText('AUDIT');
  await expect(region(page, 'Suggested policy')).toContainText('allow-cart-to-frontend');
  await page.reload();
  await expect(region(page, 'Why?')).toContainText('Audit mode let it pass.');
  await page.getByRole('button', { name: 'Refused', exact: true }).click();
  await expect(page).not.toHaveURL(/show=|sel=/);
});

for (const theme of ['dark', 'light']) {
  test(`an explanation and audit mode are readable by all in ${theme}`, async ({ page }) => {
    const namespace = await scene(1);
    await open(page, `${app.url}/drops?q=ns:${namespace}&theme=${theme}`);
    await group(page).click();
    await expect(region(page, 'Recorded')).toContainText('Policy denied');
    expect(await violations(page)).toEqual([]);
    const audited = await scene(1, { verdict: 'AUDIT', drop_reason: 0, drop_reason_desc: undefined });
    await open(page, `${app.url}/drops?q=ns:${audited}&show=audit&theme=${theme}`);
    await expect(page.getByTestId('burn-down')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
