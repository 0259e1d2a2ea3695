// A page nobody looks at costs nothing, and shows the present in one step when somebody does.
import { expect, type Page, test } from '@playwright/test';
import { expectLive, figureOf } from './reader';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene('--rate', '400');
});
test.afterAll(() => scene.stop());
test.setTimeout(240_000);

declare global {
  interface Window {
    heard: string[];
    shown: number[];
    figures: number[];
  }
}

/** Notes what the worker says to the page. The bundler knows the constructor by its name. */
const listenIn = `
  window.heard = [];
  const Real = window.SharedWorker;
  window.SharedWorker = class SharedWorker extends Real {
    constructor(...args) {
      super(...args);
      this.port.addEventListener('message', ({ data }) => window.heard.push(data.kind));
    }
  };`;

/** Headless pages are always visible; this is what a page sees of being hidden. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (value ? 'hidden' : 'visible'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** From now on notes when the figure changes: once for each commit that shows something new. */
async function watchCommits(page: Page): Promise<void> {
  await page.evaluate(() => {
    const figure = [...document.querySelectorAll('span')].find(({ textContent }) =>
      /^[\d,]+ flows?$/.test(textContent ?? ''),
    );
    window.shown = [];
    window.figures = [];
    const note = () => {
      window.shown.push(performance.now());
      window.figures.push(Number(figure?.textContent?.replace(/\D/g, '')));
    };
    if (figure)
      new MutationObserver(note).observe(figure, {
        characterData: true,
        childList: true,
        subtree: true,
      });
  });
}

const heardFrames = (page: Page) => page.evaluate(() => window.heard.filter((kind) => kind === 'frame').length);
const shown = (page: Page) => page.evaluate(() => window.shown);
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));

test('frames are shown at most four times a second', async ({ page }) => {
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  await watchCommits(page);
  await seconds(10);
  const times = await shown(page);
  expect(times.length).toBeGreaterThan(3);
  // One that a busy page shows late comes nearer to the next: the whole of them tells the pace.
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  expect(times.length - 1).toBeLessThanOrEqual((4 * spanMs) / 1_000 + 3);
});

test('a hidden page is told nothing, shows nothing new, and catches up in one step', async ({ page }) => {
  await page.addInitScript(listenIn);
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  await watchCommits(page);
  await setHidden(page, true);
  await seconds(1);
  const [before, heard, commits] = [await figureOf(page), await heardFrames(page), await shown(page)];
  await seconds(8);
  expect(await figureOf(page)).toBe(before);
  expect(await heardFrames(page)).toBe(heard);
  expect(await shown(page)).toEqual(commits);
  expect(await scene.readers()).toBe(1);

  await setHidden(page, false);
  await expect.poll(() => figureOf(page)).toBeGreaterThan(before + 1_000);
  const [first] = (await page.evaluate(() => window.figures)).slice(commits.length);
  expect(first).toBeGreaterThan(before + 1_000);
  await expectLive(page);
});

test('a page hidden for long asks nothing of the server, and lives again at once', async ({ page }) => {
  await page.goto(`${scene.url}/map`);
  await expectLive(page);
  await setHidden(page, true);
  await expect.poll(scene.readers, { timeout: 60_000 }).toBe(0);
  await expect.poll(() => scene.gate.live()).toBe(0);
  await setHidden(page, false);
  await expectLive(page);
});
