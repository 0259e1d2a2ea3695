// Ten thousand pods come and go on a map of pods: does the page keep anything of those that are gone?
import type { CDPSession, Page } from '@playwright/test';
import { launchBrowser } from '@/bench/browser';
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { costOf } from '@/bench/process-cost';
import { type Bench, startBench } from '@/bench/server';
import { allowed, backend, frontend, push } from '@/e2e/support/known-flows';

export const churn: Part = { name: 'churn', run };

const minutes = 10;
const podsPerSecond = 17;

async function run({ quick, say }: Settings): Promise<Chapter> {
  // Until the first pods have gone again, everything grows: that takes a minute and a quarter.
  const steps = quick ? 8 : minutes;
  const secondsPerStep = quick ? 20 : 60;
  const bench = await startBench({ rate: 500, services: 50 });
  const browser = await launchBrowser({ gpu: false });
  const rows: string[][] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // A pod stays for as long as the map shows: this, in whole buckets. It is the shortest there is.
    await page.goto(`${bench.app.url}/map?group=pod&from=-1m&fold=-*`);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const pods = createPods();
    for (let step = 1; step <= steps; step += 1) {
      await pods.comeFor(bench, secondsPerStep);
      const resident = costOf(bench.app.pid).residentMiB;
      rows.push([
        `${step * secondsPerStep} s`,
        String(pods.count()),
        ...(await sizesOf(page, cdp)),
        String(Math.round(resident)),
      ]);
      say(`churn: ${rows.at(-1)?.join(' | ')}`);
    }
  } finally {
    await browser.close();
    await bench.stop();
  }
  return {
    title: 'Pods that come and go',
    how: `${podsPerSecond} new pods a second, each on the map of pods for a minute to a minute and a quarter, all namespaces open. Sizes after a collection.`,
    tables: [{ head, rows }],
  };
}

const head = [
  'after',
  'pods so far',
  'newest of them drawn',
  'nodes drawn',
  'heap of the page, MiB',
  'DOM nodes',
  'listeners',
  'server resident, MiB',
];

function createPods() {
  let made = 0;
  const next = () => {
    made += 1;
    const pod = `churn-${String(made).padStart(5, '0')}`;
    const client = {
      ...frontend,
      pod,
      name: 'churn',
      ip: `10.250.${(made >> 8) & 255}.${made & 255}`,
      id: 5_000 + made,
    };
    return allowed({ client, server: backend, port: 8080, clientPort: 40_000 });
  };
  return {
    count: () => made,
    async comeFor({ relay }: Bench, seconds: number) {
      const endMs = performance.now() + seconds * 1_000;
      for (let atMs = performance.now(); atMs < endMs; atMs += 1_000) {
        await push(relay, Array.from({ length: podsPerSecond }, next).flat());
        await pause(Math.max(0, atMs + 1_000 - performance.now()));
      }
    },
  };
}

async function sizesOf(page: Page, cdp: CDPSession): Promise<string[]> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const names = await page.locator('[role=option]').allTextContents();
  return [
    String(Math.max(0, ...names.map((name) => Number(/^churn-(\d+)/.exec(name)?.[1] ?? 0)))),
    String(names.length),
    (metric('JSHeapUsedSize') / 1024 / 1024).toFixed(1),
    String(metric('Nodes')),
    String(metric('JSEventListeners')),
  ];
}
