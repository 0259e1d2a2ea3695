// What a key costs the page's main thread while flows come and the table holds all rows it may, in Chromium.
import type { Browser, Page } from '@playwright/test';
import { launchBrowser } from '@/bench/browser';
import { figure, quantile } from '@/bench/figure';
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { startBench } from '@/bench/server';

export const typing: Part = { name: 'typing', run };

const rate = 5_000;

interface Scene {
  readonly name: string;
  /** Sorted by a column before it is typed, rather than newest first. */
  readonly sorted: boolean;
  readonly field: string;
  readonly texts: readonly string[];
}

const filter = { field: 'combobox[name="Filter flows"]', texts: ['ns:shop,pay', 'pod:cart', 'verdict:dro', 'backe'] };
const find = { field: 'textbox[name="Find in rows"]', texts: ['frontend', 'tcp', 'dropped', '8080'] };
const scenes: readonly Scene[] = [
  { name: 'filter, newest first', sorted: false, ...filter },
  { name: 'find in rows, newest first', sorted: false, ...find },
  { name: 'filter, sorted by source', sorted: true, ...filter },
  { name: 'find in rows, sorted by source', sorted: true, ...find },
];

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  const bench = await startBench({ rate });
  const browser = await launchBrowser({ gpu: true });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${bench.app.url}/flows`);
    await fill(page, 90_000);
    for (const scene of scenes) {
      if (scene.sorted && !page.url().includes('sort='))
        await page.getByRole('button', { name: 'Source', exact: true }).click();
      await pause(1_000);
      const tasks = await traced(browser, page, () => type(page, scene, quick ? 1 : 4));
      rows.push([scene.name, String(await heldRows(page)), ...costs(tasks.keys), ...costs(tasks.others)]);
      say(`typing: ${rows.at(-1)?.join(' | ')}`);
    }
    say(`typing: heap of the page ${(await heapOf(page)).toFixed(0)} MiB`);
  } finally {
    await browser.close();
    await bench.stop();
  }
  return {
    title: 'Typing',
    how:
      `Chromium without a GPU shows /flows on the machine of the server, at ${rate} flows/s, and a key is pressed every ` +
      '120 ms. A key costs the main-thread CPU of the tasks that handle its events and of the frame that shows it; what flows ' +
      'cost is that of the other tasks that take a millisecond or more.',
    tables: [
      {
        head: [
          ...['typed in', 'rows held', 'key p50, ms', 'key p95, ms', 'most, ms'],
          ...['other task p50, ms', 'p95, ms', 'most, ms'],
        ],
        rows,
      },
    ],
  };
}

/** Waits until the table holds as many rows as it ever will, or for so long. */
async function fill(page: Page, mostMs: number): Promise<void> {
  await page.waitForSelector('[data-flow]');
  const endMs = Date.now() + mostMs;
  for (let before = 0; Date.now() < endMs; await pause(2_000)) {
    const now = await heldRows(page);
    if (now === before) return;
    before = now;
  }
}

async function heldRows(page: Page): Promise<number> {
  return Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;
}

async function type(page: Page, { field, texts }: Scene, times: number): Promise<void> {
  const input = page.locator(`role=${field}`);
  await input.focus();
  for (let time = 0; time < times; time += 1) {
    for (const text of texts) {
      await input.pressSequentially(text, { delay: 120 });
      await input.fill('');
      await pause(500);
    }
  }
}

interface Tasks {
  /** Milliseconds of CPU per key, all its events together. */
  readonly keys: readonly number[];
  readonly others: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return tasksOf(traceEvents);
}

const keyEvents = new Set(['keydown', 'keypress', 'beforeinput', 'textInput', 'input', 'keyup']);
const drawings = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint']);

/** Of each key the tasks that handle its events, and the one that draws the frame after its input. */
function tasksOf(events: readonly TraceEvent[]): Tasks {
  const typed = events
    .filter(({ name, args }) => name === 'EventDispatch' && keyEvents.has(args?.data?.type ?? ''))
    .sort((a, b) => a.ts - b.ts);
  const [first] = typed;
  const onThread = events.filter(({ pid, tid }) => pid === first?.pid && tid === first.tid);
  const tasks = onThread.filter(({ name }) => name === 'RunTask').sort((a, b) => a.ts - b.ts);
  const taskAt = (ts: number) => tasks.findLast((task) => task.ts <= ts && ts < task.ts + (task.dur ?? 0));
  const drawn = onThread.filter(({ name }) => drawings.has(name)).map(({ ts }) => ts);
  const keyed = new Set<TraceEvent>();
  const keys: number[] = [];
  const count = (task: TraceEvent | undefined) => {
    if (!task || keyed.has(task)) return;
    keyed.add(task);
    keys[keys.length - 1] = (keys.at(-1) ?? 0) + cpuMs(task);
  };
  let isDown = false;
  for (const { ts, args } of typed) {
    const type = args?.data?.type;
    if (type === 'keydown') keys.push(0);
    // Between two texts the field is emptied at once, which is no key.
    isDown ||= type === 'keydown';
    if (isDown) count(taskAt(ts));
    if (isDown && type === 'input') count(taskAt(Math.min(...drawn.filter((at) => at > ts))));
    if (type === 'keyup') isDown = false;
  }
  const others = tasks.filter((task) => !keyed.has(task)).map(cpuMs);
  return { keys, others: others.filter((ms) => ms >= 1) };
}

const cpuMs = ({ tdur, dur }: TraceEvent): number => (tdur ?? dur ?? 0) / 1000;

/** Median, p95 and the most. */
function costs(all: readonly number[]): string[] {
  const sorted = [...all].sort((a, b) => a - b);
  return [quantile(sorted, 0.5), quantile(sorted, 0.95), figure(sorted).most].map((ms) => ms.toFixed(1));
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}
