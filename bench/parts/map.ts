// What the service map costs the page's main thread, in Chromium without a GPU.
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { figure, said } from '@/bench/figure';
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { type Bench, startBench } from '@/bench/server';

export const map: Part = { name: 'map', run };

interface Case {
  readonly name: string;
  readonly services: number;
  /** Parameters of the page. */
  readonly query: string;
}

const cases: readonly Case[] = [
  { name: '1 000 services, folded', services: 1_000, query: '' },
  { name: '300 services, unfolded', services: 300, query: '?fold=-*' },
  { name: '1 000 services, unfolded', services: 1_000, query: '?fold=-*' },
];

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  for (const each of quick ? cases.slice(0, 1) : cases) {
    const bench = await startBench({ rate: 5_000, services: each.services });
    try {
      await pause(10_000);
      rows.push([each.name, ...(await costsOf(bench, each, quick))]);
      say(`map: ${rows.at(-1)?.join(' | ')}`);
    } finally {
      await bench.stop();
    }
  }
  return {
    title: 'Service map',
    how: '5 000 flows/s arrive. The map is opened several times, watched, and dragged about: CPU is that of the page’s main thread, the tables below the map included.',
    tables: [{ head, rows }],
  };
}

const head = [
  'cluster',
  'nodes drawn',
  'first picture, ms',
  'script per live frame, ms',
  'CPU per frame while panned, ms',
  'CPU per frame while zoomed, ms',
  'longest task, ms',
];

async function costsOf({ app }: Bench, { query }: Case, quick: boolean): Promise<string[]> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript({ content: watch });
    const pictures: number[] = [];
    for (let visit = 0; visit < (quick ? 2 : 5); visit += 1) {
      // Places are kept from one visit to the next; a first picture has none to go by.
      if (visit > 0) await page.evaluate(() => localStorage.clear());
      await page.goto(`${app.url}/map${query}`);
      pictures.push(await firstPicture(page));
    }
    await pause(6_000);
    const cdp = await page.context().newCDPSession(page);
    // Time of the thread, not of the clock: others use the machine as well.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.evaluate(() => {
      window.benchLongest = 0;
    });
    const frames = await patched(page, cdp, quick ? 4_000 : 10_000);
    const panned = await moved(page, cdp, async (step) => {
      await page.mouse.move(ground.x + 80 * Math.sin(step / 8), ground.y + 40 * Math.cos(step / 8));
    });
    const zoomed = await moved(page, cdp, (step) => page.mouse.wheel(0, step % 40 < 20 ? -12 : 12));
    const longest = await page.evaluate(() => window.benchLongest);
    const nodes = await page.evaluate(
      () =>
        Object.keys(JSON.parse(document.querySelector<HTMLElement>('[data-positions]')?.dataset.positions ?? '{}'))
          .length,
    );
    return [String(nodes), said(figure(pictures), 0), frames, panned, zoomed, String(Math.round(longest))];
  } finally {
    await browser.close();
  }
}

declare global {
  interface Window {
    benchPictureMs: number;
    benchLongest: number;
    benchFrames: number;
  }
}

/** Runs in the page before anything else does: notes when the map is first painted, and how long tasks take. */
const watch = `
  window.benchLongest = 0;
  window.benchFrames = 0;
  requestAnimationFrame(function look() {
    const positions = document.querySelector('[data-positions]')?.dataset.positions ?? '{}';
    if (positions === '{}' || document.querySelector('[data-zoom]') === null) requestAnimationFrame(look);
    // The frame in which it stands in the page is painted before the next begins.
    else requestAnimationFrame(() => { window.benchPictureMs = performance.now(); });
  });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchLongest = Math.max(window.benchLongest, duration);
  }).observe({ entryTypes: ['longtask'] });
  const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    set(listener) {
      set.call(this, (event) => {
        window.benchFrames += 1;
        listener?.call(this, event);
      });
    },
  });
`;

async function firstPicture(page: Page): Promise<number> {
  await page.waitForFunction(() => window.benchPictureMs > 0, null, { timeout: 120_000 });
  return page.evaluate(() => window.benchPictureMs);
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
}

/** While nobody touches the map: script by message from the stream. */
async function patched(page: Page, cdp: CDPSession, forMs: number): Promise<string> {
  const samples: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const [script, count] = [await metric(cdp, 'ScriptDuration'), await page.evaluate(() => window.benchFrames)];
    await pause(forMs / 3);
    const spent = (await metric(cdp, 'ScriptDuration')) - script;
    samples.push((1_000 * spent) / Math.max(1, (await page.evaluate(() => window.benchFrames)) - count));
  }
  return said(figure(samples));
}

/** Where no card stands when the map has just been fitted: left below. */
const ground = { x: 290, y: 500 } as const;

/** CPU of the main thread for each frame of a movement with the mouse. */
async function moved(page: Page, cdp: CDPSession, step: (index: number) => Promise<void>): Promise<string> {
  const samples: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await page.mouse.move(ground.x, ground.y);
    await page.mouse.down({ button: 'left' });
    const before = await metric(cdp, 'TaskDuration');
    for (let index = 0; index < 40; index += 1) {
      await step(index);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    samples.push((1_000 * ((await metric(cdp, 'TaskDuration')) - before)) / 40);
    await page.mouse.up();
  }
  return said(figure(samples));
}
