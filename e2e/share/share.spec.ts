// What one reader shares and another opens: links, snapshots that outlive Relay and the server, bundles, code and commands.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type App, freePort, startApp } from '../support/app';
import { violations } from '../support/axe';
import { type RelayProcess, startRelay } from '../support/relay';
import { dropRows, open } from '../support/screen';

let relay: RelayProcess;
let app: App;
let port: number;
let folder: string;

const start = () => startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_DATA_DIR: folder }, port);

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'share-'));
  port = await freePort();
  relay = await startRelay('--steady');
  app = await start();
});
test.afterAll(async () => {
  await Promise.all([app.kill(), relay.stop()]);
  rmSync(folder, { recursive: true });
});

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share this view' });
const text = (page: Page, label: string) => dialog(page).getByRole('textbox', { name: label });

/** As people do it from the keyboard. */
async function share(page: Page, kind: string): Promise<void> {
  if (!(await dialog(page).isVisible())) await page.keyboard.press('s');
  await dialog(page).getByRole('radio', { name: kind, exact: true }).check();
}

async function answers(cluster: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ q: 'verdict:denied', cluster });
  const routes = ['map', 'drops', 'flows', 'series', 'namespaces', 'values?key=ns'];
  const asked = routes.map((route) => fetch(`${app.url}/api/v1/${route}${route.includes('?') ? '&' : '?'}${query}`));
  // Where the next page begins is told by a name of the log itself.
  return Promise.all(
    (await Promise.all(asked)).map(async (answer) => (await answer.text()).replace(/"next":"[^"]*"/, '')),
  );
}

test('a snapshot and a bundle show to others what was seen, after Relay and the server were gone', async ({
  browser,
}) => {
  const maker = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await maker.newPage();
  await open(page, `${app.url}/drops?q=verdict:denied`);
  await expect(page.locator('[data-drop]').first()).toBeVisible();

  await page.keyboard.press('s');
  await expect(text(page, 'Live link')).toHaveValue(`${app.url}/drops?q=verdict:denied`);
  await dialog(page).getByRole('button', { name: 'Copy' }).click();
  await expect(dialog(page).getByText('Live link copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${app.url}/drops?q=verdict:denied`);
  await dialog(page).getByRole('radio', { name: 'Live link' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(text(page, 'Link to this time')).toHaveValue(/\?q=verdict:denied&from=\d{4}-[^&]+Z&to=\d{4}-[^&]+Z$/);
  await share(page, 'Embed');
  await expect(text(page, 'Embed code')).toHaveValue(/\/embed\/drops\?q=verdict:denied"/);
  await expect(dialog(page).getByText(/Only pages of this origin may show it/)).toBeVisible();
  await share(page, 'hubble observe');
  await expect(text(page, 'Command')).toHaveValue(/^hubble observe .*--verdict/);

  await share(page, 'Snapshot');
  await dialog(page).getByRole('button', { name: '1 day' }).click();
  await dialog(page).getByRole('button', { name: 'Make a snapshot' }).click();
  await expect(text(page, 'Snapshot link')).toHaveValue(/\/s\/[\w-]{16}$/);
  expect(await violations(page)).toEqual([]);
  const link = await text(page, 'Snapshot link').inputValue();
  const cluster = `snapshot:${link.slice(-16)}`;
  const before = await answers(cluster);

  await share(page, 'Bundle');
  const downloading = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Download the bundle' }).click();
  const bundle = path.join(folder, (await downloading).suggestedFilename());
  await (await downloading).saveAs(bundle);
  await expect(dialog(page).getByText(/^The bundle is made: [\d,]+ flows/)).toBeVisible();
  await page.keyboard.press('Escape');

  // Relay's rings, our log and the process are gone; only the file is left.
  await Promise.all([relay.kill(), app.kill()]);
  app = await start();
  expect(await answers(cluster)).toEqual(before);

  const other = await browser.newContext();
  const reader = await other.newPage();
  await reader.goto(link);
  await expect(reader).toHaveURL(`${app.url}/drops?q=verdict:denied&cluster=${cluster}`);
  const note = reader.getByRole('region', { name: 'Snapshot' });
  await expect(note).toContainText(/Snapshot of .* UTC of verdict:denied\. Kept until .* UTC\. It does not move/);
  await expect(reader.locator('[data-drop]').first()).toBeVisible();
  expect(await dropRows(reader)).toContainEqual(refused);
  expect(await violations(reader)).toEqual([]);
  await reader.getByRole('link', { name: 'Flows' }).first().click();
  await expect(reader.locator('[data-flow]').first()).toBeVisible();
  await expect(note).toBeVisible();

  await openBundle(reader, bundle);
  await expect(reader).toHaveURL(/\/drops\?q=verdict:denied&cluster=capture:/);
  await expect(reader.locator('[data-drop]').first()).toBeVisible();
  // It was made a moment later, when the last seconds had gone on.
  await expect.poll(() => dropRows(reader)).toContainEqual(refused);

  await expectGoneFor(other, maker, link);
});

const refused = expect.objectContaining({ source: 'test-pod', destination: 'frontend', reason: 'Policy denied' });

async function openBundle(page: Page, file: string): Promise<void> {
  await open(page, `${app.url}/map`);
  await page.getByRole('button', { name: 'Cluster' }).click();
  await page.getByLabel('Capture file').setInputFiles(file);
  await page.getByRole('button', { name: 'View this bundle' }).click();
}

/** Nobody but its maker takes a snapshot back; then it is there for nobody, and nothing tells that it ever was. */
async function expectGoneFor(other: BrowserContext, maker: BrowserContext, link: string): Promise<void> {
  const [reader, page] = [await other.newPage(), await maker.newPage()];
  await open(reader, `${app.url}/drops?cluster=snapshot:${link.slice(-16)}`);
  await expect(reader.getByRole('region', { name: 'Snapshot' })).toBeVisible();
  await expect(reader.locator('[data-drop]').first()).toBeVisible();
  await share(reader, 'Snapshot');
  await expect(dialog(reader).getByRole('button', { name: 'Make a snapshot' })).toBeVisible();
  await expect(dialog(reader).getByText('My snapshots')).toHaveCount(0);

  await open(page, `${app.url}/map`);
  await share(page, 'Snapshot');
  await dialog(page)
    .getByRole('button', { name: /^Take back the snapshot of/ })
    .click();
  await expect(dialog(page).getByText('My snapshots')).toHaveCount(0);

  const gone = await Promise.all(
    [link, `${app.url}/s/AAAAAAAAAAAAAAAA`, `${app.url}/s/x`].map(async (url) => {
      const response = await reader.request.get(url);
      return [response.status(), /It has expired, was taken back, or never was\./.test(await response.text())];
    }),
  );
  expect(gone).toEqual([
    [404, true],
    [404, true],
    [404, true],
  ]);
  await reader.keyboard.press('Escape');
  await expect(reader.getByText(/it has expired, was taken back, or never was/i)).toBeVisible();
}

test('on a narrow page without a clipboard the text is there to be selected', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, colorScheme: 'light' });
  const page = await context.newPage();
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await open(page, `${app.url}/map?theme=light`);
  await page.getByRole('button', { name: 'Share this view' }).click();
  await dialog(page).getByRole('button', { name: 'Copy' }).click();
  await expect(dialog(page).getByText('The browser does not let it be copied. It is selected above.')).toBeVisible();
  expect(await page.evaluate(() => String(window.getSelection()))).toBe(`${app.url}/map?theme=light`);
  await share(page, 'Snapshot');
  await expect(dialog(page).getByRole('button', { name: 'Make a snapshot' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const width = await dialog(page).evaluate((element) => element.scrollWidth <= element.clientWidth);
  expect(width).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share this view' })).toBeFocused();
});
