// Nothing grows with time, neither in the page nor in the worker.
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { expectLive, figureOf } from './reader';
import { openScene, type Scene } from './scene';

let scene: Scene;
test.beforeAll(async () => {
  scene = await openScene('--rate', '2000');
});
test.afterAll(() => scene.stop());
test.setTimeout(600_000);

interface Sizes {
  readonly pageHeap: number;
  readonly workerHeap: number;
  readonly listeners: number;
  /** That no longer stand in the page. */
  readonly nodes: number;
}

test('a minute at 2000 flows a second leaves heap, listeners and nodes as they were', async ({ page, browser }) => {
  await page.goto(`${scene.url}/flows`);
  await expectLive(page);
  const devtools = await page.context().newCDPSession(page);
  const worker = await attachToWorker(await browser.newBrowserCDPSession());
  // The window of rows fills, and everything that is compiled or cached is.
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '20001', { timeout: 120_000 });
  await seconds(5);
  const before = await sizesOf(page, devtools, worker);
  const flows = await figureOf(page);
  // A minute's worth, in whatever time it takes.
  await expect.poll(async () => (await figureOf(page)) - flows, { timeout: 240_000 }).toBeGreaterThan(120_000);
  await expect(async () => {
    const after = await sizesOf(page, devtools, worker);
    test.info().annotations.push({ type: 'sizes', description: JSON.stringify({ before, after }) });
    expect(after.pageHeap).toBeLessThan(before.pageHeap * 1.15 + 2e6);
    expect(after.workerHeap).toBeLessThan(before.workerHeap * 1.15 + 2e6);
    // One that each frame leaves behind would be 240 more.
    expect(after.listeners).toBeLessThan(before.listeners + 150);
    expect(after.nodes).toBeLessThan(before.nodes + 150);
  }).toPass({ timeout: 90_000 });
});

/**
 * Heaps while frames come, since a view at rest collects them. Nodes and listeners at rest: while rows come, React
 * holds those of the commit before, thousands of nodes that are no leak, and a slow machine may see them in every
 * sample.
 */
async function sizesOf(page: Page, devtools: CDPSession, worker: WorkerSession): Promise<Sizes> {
  const live = await leastOf(page, devtools, worker);
  await page.keyboard.press('Space');
  await expect(page.getByText('Paused').first()).toBeVisible();
  const still = await leastOf(page, devtools, worker);
  await page.keyboard.press('Space');
  await expectLive(page);
  return { ...live, listeners: still.listeners, nodes: still.nodes };
}

/** The least of several moments: what is on its way out is not a leak. */
async function leastOf(page: Page, devtools: CDPSession, worker: WorkerSession): Promise<Sizes> {
  const all: Sizes[] = [];
  for (let sample = 0; sample < 6; sample += 1) {
    all.push(await sizesNow(page, devtools, worker));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await seconds(0.7);
  }
  const least = (name: keyof Sizes) => Math.min(...all.map((sizes) => sizes[name]));
  return {
    pageHeap: least('pageHeap'),
    workerHeap: least('workerHeap'),
    listeners: least('listeners'),
    nodes: least('nodes'),
  };
}

async function sizesNow(page: Page, devtools: CDPSession, worker: WorkerSession): Promise<Sizes> {
  await devtools.send('HeapProfiler.collectGarbage');
  await worker.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const standing = await page.evaluate(() => {
    const all = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let count = 0;
    while (all.nextNode()) count += 1;
    return count;
  });
  const { usedSize } = await worker.send<{ usedSize: number }>('Runtime.getHeapUsage');
  return {
    pageHeap: metric('JSHeapUsedSize'),
    workerHeap: usedSize,
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes') - standing,
  };
}

interface WorkerSession {
  readonly send: <Result>(method: string) => Promise<Result>;
}

/** The protocol session of the one shared worker, inside that of the browser. */
async function attachToWorker(browser: CDPSession): Promise<WorkerSession> {
  const { targetInfos } = await browser.send('Target.getTargets');
  const target = targetInfos.find(({ type }) => type === 'shared_worker');
  if (!target) throw new Error('there is no shared worker');
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  let made = 0;
  return {
    send: <Result>(method: string) =>
      new Promise<Result>((resolve) => {
        made += 1;
        const id = made;
        const take = ({ message }: { message: string }) => {
          const answer: { id?: number; result: Result } = JSON.parse(message);
          if (answer.id !== id) return;
          browser.off('Target.receivedMessageFromTarget', take);
          resolve(answer.result);
        };
        browser.on('Target.receivedMessageFromTarget', take);
        void browser.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
      }),
  };
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));
