// What stands on the page, read as a person or a screen reader would find it.
import { expect, type Page } from '@playwright/test';

export interface ConnectionRow {
  readonly client: string;
  readonly server: string;
  readonly port: string;
  readonly state: string;
  readonly flows: number;
  readonly denied: number;
}

/** The table twin of the map. */
export async function connections(page: Page): Promise<ConnectionRow[]> {
  const rows = await cellsOf(page, 'table:has(> caption:text-is("Connections")) > tbody > tr');
  return rows.map(([client = '', server = '', port = '', state = '', flows = '', , denied = '']) => ({
    ...{ client, server, port, state },
    ...{ flows: figure(flows), denied: figure(denied) },
  }));
}

/** The connection between two workloads; undefined while it is not there. */
export async function connection(page: Page, client: string, server: string, port: string) {
  const rows = await connections(page);
  return rows.find((row) => row.client === client && row.server === server && row.port === port);
}

/** Names and namespaces of everything that has a card on the map. */
export async function workloads(page: Page): Promise<{ name: string; namespace: string }[]> {
  const rows = await cellsOf(page, 'table:has(> caption:text-is("Workloads")) > tbody > tr');
  return rows.map(([name = '', , namespace = '']) => ({ name, namespace }));
}

export interface DropRow {
  readonly source: string;
  readonly destination: string;
  readonly port: string;
  readonly reason: string;
  readonly drops: number;
}

/** The drop table with what it folds away as noise. */
export async function dropRows(page: Page): Promise<DropRow[]> {
  const noise = page.getByRole('button', { name: /^Noise: /, expanded: false });
  if (await noise.isVisible()) await noise.click();
  const rows = await cellsOf(page, '[data-drop]');
  return rows.map(([, source = '', , destination = '', port = '', reason = '', , , drops = '']) => ({
    ...{ source, destination, port, reason },
    drops: figure(drops),
  }));
}

/** Ids of the rows in sight, newest first. */
export function flowIds(page: Page): Promise<string[]> {
  return page.locator('[data-flow]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-flow') ?? ''));
}

/** "1,234 flows" of the filter bar: how many match. */
export async function matched(page: Page): Promise<number> {
  const text = await page
    .getByText(/^[\d,]+ flows?$/)
    .first()
    .textContent();
  return figure((text ?? '').replace(/ flows?$/, ''));
}

export const stream = (page: Page) => page.locator('[data-stream]');

/** A banner about this: `relay-retrying`, `nodes`, `lost` … */
export const banner = (page: Page, about: string) => page.locator(`[data-notice="${about}"]`);

/** Opens a page and waits until it shows an answer: only then does it hear what is done to it. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // A fixed span has no stream to speak of.
  await expect(
    stream(page).or(page.getByRole('button', { name: /^(Go live|Whole (capture|snapshot))$/ })),
  ).toBeVisible();
  await expect(page.locator('[data-stream=connecting]')).toHaveCount(0);
}

/** Opens a page of a dashboard whose readers sign in, and signs in there as this user. */
export async function signInOn(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: user, exact: true }).click();
  await expect(
    stream(page).or(page.getByRole('button', { name: /^(Go live|Whole (capture|snapshot))$/ })),
  ).toBeVisible();
  await expect(page.locator('[data-stream=connecting]')).toHaveCount(0);
}

/** What policies of the page and of its frames refuse, from now on. */
export function policyComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}

/** `187,680` is a number; `1.06 M` is not exact, and no spec may take it for one. */
function figure(text: string): number {
  if (!/^[\d,]+$/.test(text)) throw new Error(`"${text}" is not an exact figure`);
  return Number(text.replaceAll(',', ''));
}

/** Read in one go, so that all cells are of one moment. Of two lines in a cell the first is what it says. */
function cellsOf(page: Page, rows: string): Promise<string[][]> {
  return page
    .locator(rows)
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll('td')].map(
          (cell) => (cell.querySelector(':scope > .block') ?? cell).textContent ?? '',
        ),
      ),
    );
}
