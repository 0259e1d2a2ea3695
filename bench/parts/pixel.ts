// From a flow's time to the row on the screen, in Chromium.
import type { Page } from '@playwright/test';
import { launchBrowser } from '@/bench/browser';
import { figure, quantile, said } from '@/bench/figure';
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { startBench } from '@/bench/server';

export const pixel: Part = { name: 'pixel', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  for (const rate of quick ? [5_000] : [100, 5_000, 20_000]) {
    const bench = await startBench({ rate });
    const browser = await launchBrowser({ gpu: true });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${bench.app.url}/flows`);
      await page.waitForSelector('[data-flow]');
      await pause(quick ? 2_000 : 5_000);
      const delays: number[][] = [];
      for (let window = 0; window < (quick ? 2 : 5); window += 1)
        delays.push(await watchRows(page, quick ? 2_000 : 5_000));
      const row = [0.5, 0.95].map((part) => said(figure(delays.map((each) => quantile(each, part))), 0));
      rows.push([String(rate), ...row]);
      say(`pixel: ${rows.at(-1)?.join(' | ')}`);
    } finally {
      await browser.close();
      await bench.stop();
    }
  }
  return {
    title: 'Delay to the pixel',
    how: 'Chromium without a GPU shows /flows on the machine of the server; the time of the newest row is read before every repaint.',
    tables: [{ head: ['flows/s', 'p50, ms', 'p95, ms'], rows }],
  };
}

/** Delays over all flows, ascending; those between two changes of the table counted evenly. */
async function watchRows(page: Page, forMs: number): Promise<number[]> {
  // Runs in the page, so it names no function of its own: the names would need help that is not there.
  const delays = await page.evaluate(async (ms) => {
    const dayMs = 24 * 60 * 60 * 1_000;
    const found: number[] = [];
    const endMs = performance.now() + ms;
    let newestMs = Number.NaN;
    while (performance.now() < endMs) {
      await new Promise(requestAnimationFrame);
      const nowMs = Date.now() % dayMs;
      const times = [...document.querySelectorAll('[data-flow]')].flatMap((row) => {
        const time = /\d\d:\d\d:\d\d\.\d{3}/.exec(row.textContent ?? '');
        return time ? [Date.parse(`1970-01-01T${time[0]}Z`)] : [];
      });
      const newest = Math.max(...times);
      for (let at = newestMs + 1; at <= newest; at += 1) found.push(nowMs - at);
      newestMs = newest;
    }
    return found;
  }, forMs);
  return delays.sort((a, b) => a - b);
}
