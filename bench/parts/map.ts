// What the service map costs the page's main thread, in Chromium without a GPU.
import type { Browser, CDPSession, Page } from '@playwright/test';
import { launchBrowser } from '@/bench/browser';
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
    how: '5 000 flows/s arrive. The map is opened several times, watched, and dragged about: CPU is that of the page’s main thread, the tables below the map included; of its script the map’s part is told as well.',
    tables: [{ head, rows }],
  };
}

const head = [
  'cluster',
  'nodes drawn',
  'first picture, ms',
  'script per live frame, ms',
  'of it the map, ms',
  'CPU per frame while panned, ms',
  'frames/s while panned',
  'CPU per frame while zoomed, ms',
  'longest task while watched, ms',
  'and while moved, ms',
];

async function costsOf({ app }: Bench, { query }: Case, quick: boolean): Promise<string[]> {
  const browser = await launchBrowser({ gpu: false });
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
    await longestTask(page);
    const frames = await patched(browser, page, cdp, quick ? 4_000 : 10_000);
    const watched = await longestTask(page);
    const panned = await moved(page, cdp, async (step) => {
      if (step === 0) await page.mouse.down({ button: 'left' });
      await page.mouse.move(ground.x + 80 * Math.sin(step / 8), ground.y + 40 * Math.cos(step / 8));
    });
    const zoomed = await moved(page, cdp, (step) => page.mouse.wheel(0, step % 40 < 20 ? -12 : 12));
    const moving = await longestTask(page);
    const nodes = await page.evaluate(
      () =>
        Object.keys(JSON.parse(document.querySelector<HTMLElement>('[data-positions]')?.dataset.positions ?? '{}'))
          .length,
    );
    return [String(nodes), said(figure(pictures), 0), ...frames, panned.cpu, panned.rate, zoomed.cpu, watched, moving];
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

/**
 * Runs in the page before anything else does: notes when the map is first painted, how long tasks take, and how much of
 * the script is the map's. That is what React renders in slices, since only the map is rendered so, and what is done in
 * animation frames, since only the canvas is drawn in these.
 */
const watch = `
  Object.assign(window, { benchPictureMs: 0, benchLongest: 0, benchFrames: 0 });
  const ask = window.requestAnimationFrame.bind(window);
  const marked = (listener) => (...given) => {
    performance.mark('map');
    listener(...given);
  };
  ask(function look() {
    if (document.querySelector('[data-drawn]') === null) ask(look);
    // The frame in which it was drawn is painted before the next begins.
    else ask(() => { window.benchPictureMs = performance.now(); });
  });
  window.requestAnimationFrame = (listener) => ask(marked(listener));
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchLongest = Math.max(window.benchLongest, duration);
  }).observe({ entryTypes: ['longtask'] });
  const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    set(listener) {
      const sliced = marked((event) => listener.call(this, event));
      set.call(this, listener && ((event) => {
        if (event.data?.kind === undefined) return sliced(event);
        if (event.data.kind === 'frame') window.benchFrames += 1;
        listener.call(this, event);
      }));
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

/** While nobody touches the map: script by frame from the stream, and how much of it is the map's. */
async function patched(browser: Browser, page: Page, cdp: CDPSession, forMs: number): Promise<[string, string]> {
  const [whole, own]: [number[], number[]] = [[], []];
  const look = async () => ({
    script: 1_000 * (await metric(cdp, 'ScriptDuration')),
    frames: await page.evaluate(() => window.benchFrames),
  });
  for (let round = 0; round < 3; round += 1) {
    await browser.startTracing(page, { categories: ['devtools.timeline', 'blink.user_timing'] });
    const before = await look();
    await pause(forMs / 3);
    const after = await look();
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const frames = Math.max(1, after.frames - before.frames);
    whole.push((after.script - before.script) / frames);
    own.push(markedMs(traceEvents) / frames);
  }
  return [said(figure(whole)), said(figure(own))];
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** CPU of the functions in which a mark of the map was set. */
function markedMs(events: readonly TraceEvent[]): number {
  const marks = events.filter(({ name, cat }) => name === 'map' && cat.includes('user_timing'));
  const [first] = marks;
  const calls = events.filter(
    ({ name, pid, tid }) => name === 'FunctionCall' && pid === first?.pid && tid === first.tid,
  );
  const holding = new Set(
    marks.map(({ ts }) => calls.find((call) => call.ts <= ts && ts <= call.ts + (call.dur ?? 0))),
  );
  return [...holding].reduce((sum, call) => sum + (call?.tdur ?? call?.dur ?? 0) / 1_000, 0);
}

/** Where no card stands when the map has just been fitted: left below. */
const ground = { x: 290, y: 500 } as const;

/** The longest task since it was asked last, ms; 0 below 50, which the browser does not tell of. */
async function longestTask(page: Page): Promise<string> {
  const longest = await page.evaluate(() => {
    const so = window.benchLongest;
    window.benchLongest = 0;
    return so;
  });
  return longest === 0 ? 'under 50' : String(Math.round(longest));
}

/** CPU of the main thread for each frame of a movement with the mouse, and how many frames there were each second. */
async function moved(page: Page, cdp: CDPSession, step: (index: number) => Promise<void>) {
  const [samples, rates]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round += 1) {
    await page.mouse.move(ground.x, ground.y);
    const [before, startMs] = [await metric(cdp, 'TaskDuration'), performance.now()];
    for (let index = 0; index < 40; index += 1) {
      await step(index);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    rates.push((1_000 * 40) / (performance.now() - startMs));
    samples.push((1_000 * ((await metric(cdp, 'TaskDuration')) - before)) / 40);
    await page.mouse.up();
    // What was left out in the movement is drawn when it ends.
    await pause(1_000);
  }
  return { cpu: said(figure(samples)), rate: said(figure(rates), 0) };
}
