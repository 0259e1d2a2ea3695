// What a reader of the pages gets to see of a case: all text, titles included, with the table rows opened.
import { type Dialog, expect, type Page } from '@playwright/test';
import type { Case, Page as Expected } from './case';

/** Opens every page the case speaks of and finds its texts there. `query` chooses the cluster. */
export async function lookAt(page: Page, url: string, query: string, { page: expected = {} }: Case): Promise<void> {
  const troubles: string[] = [];
  const failed = (error: Error) => troubles.push(error.message);
  const asked = (dialog: Dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  };
  page.on('pageerror', failed).on('dialog', asked);
  const open = (view: string) => page.goto(`${url}/${view}${query}`);
  if (expected.map) {
    await open('map');
    await finds(page, expected.map, expected);
  }
  if (expected.flows || expected.detail) {
    await open('flows');
    await finds(page, expected.flows ?? [], expected);
    if (expected.detail) await findsInDetail(page, expected.detail, expected);
  }
  if (expected.drops) {
    await open('drops');
    await findsInDrops(page, expected.drops, expected);
  }
  page.off('pageerror', failed).off('dialog', asked);
  expect(troubles).toEqual([]);
}

/** Waits for the texts, and then holds the page to what is true of every page. */
async function finds(page: Page, texts: readonly string[], expected: Expected): Promise<void> {
  for (const text of texts) await reads(page, text);
  await isInOrder(page, expected);
}

async function findsInDetail(page: Page, { row, texts }: NonNullable<Expected['detail']>, expected: Expected) {
  await page.locator('[data-flow]').nth(row).click();
  for (const text of texts) await reads(page, text);
  await isInOrder(page, expected, true);
}

/** Looks often: there are hundreds of texts to wait for. */
async function reads(page: Page, text: string): Promise<void> {
  await expect.poll(() => readable(page), { message: `waiting for “${text}”`, intervals: [100] }).toContain(text);
}

/** Noise is folded away and each group tells its reasons when it is opened: all of it is read. */
async function findsInDrops(page: Page, texts: readonly string[], expected: Expected) {
  const noise = page.getByRole('button', { name: /^Noise: / });
  const rows = page.locator('[data-drop]');
  await expect.poll(() => readable(page), { intervals: [100] }).toMatch(/Last, first seen|No drops/);
  if (await noise.isVisible()) await noise.click();
  let all = await readable(page);
  // By name and not by place: rows may move, and the reasons of the one before stay until the next is open.
  for (const id of await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-drop') ?? ''))) {
    const button = page.locator(`[data-drop=${JSON.stringify(id)}] [data-row-button]`);
    await button.click();
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('region', { name: 'Why?' })).toBeVisible();
    all += ` ${await readable(page)}`;
  }
  for (const text of texts) expect(all).toContain(text);
  await isInOrder(page, expected);
}

/** True of every page, whatever came from the network. */
async function isInOrder(page: Page, { nowhere = [] }: Expected, hasRawTimes = false): Promise<void> {
  const text = await readable(page);
  const never = [/\bundefined\b/, /\bNaN\b/, /Invalid Date/, /\[object /, ...(hasRawTimes ? [] : [/\b1970\b/])];
  for (const pattern of never) expect(text).not.toMatch(pattern);
  for (const one of nowhere) expect(text).not.toContain(one);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.locator('img[onerror], main script').count()).toBe(0);
}

/** Text as it is drawn, tables that are only read aloud, and tooltips; line breaks and cells become blanks. */
async function readable(page: Page): Promise<string> {
  const [text, titles, cells] = await Promise.all([
    // biome-ignore lint/performance/useDomNodeTextContent: what is drawn counts, not what is in the tree
    page.locator('body').innerText(),
    page.locator('[title]').evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? '')),
    page.locator('table:has(> caption) :is(th, td)').evaluateAll((all) => all.map((one) => one.textContent ?? '')),
  ]);
  return [text, ...cells, ...titles].map((one) => one.replace(/[ \t\r\n\u00a0]+/g, ' ')).join(' ');
}
