// How cost grows with readers and with distinct views, at one rate, on one server.
import { spawn } from 'node:child_process';
import type { Chapter, Part, Settings } from '@/bench/part';
import { readingHead, rowOf } from '@/bench/parts/rates';
import { type Bench, type Reading, readCost, startBench, windowsFor } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

export const readers: Part = { name: 'readers', run };

interface Crowd {
  readonly readers: number;
  readonly views: number;
}

/** Never fewer views than before: those that nobody looks at any more would still be kept up for a while. */
const crowds: readonly Crowd[] = [
  { readers: 1, views: 1 },
  { readers: 10, views: 1 },
  { readers: 100, views: 1 },
  { readers: 1_000, views: 1 },
  { readers: 10, views: 10 },
  { readers: 100, views: 10 },
  { readers: 1_000, views: 50 },
];
const quickCrowds: readonly Crowd[] = [
  { readers: 1, views: 1 },
  { readers: 100, views: 10 },
];

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  const bench = await startBench({ rate: 5_000 });
  try {
    for (const crowd of quick ? quickCrowds : crowds) {
      rows.push([String(crowd.readers), ...rowOf(crowd.views, await measure(bench, crowd, quick))]);
      say(`readers: ${rows.at(-1)?.join(' | ')}`);
    }
  } finally {
    await bench.stop();
  }
  return {
    title: 'Readers',
    how: `5 000 flows/s, 200 services; the readers share the views evenly, each view everything of another filter with ${rowsShown} rows.`,
    tables: [{ head: ['readers', ...readingHead('views')], rows }],
  };
}

/** One reader looks into its frames; the rest are in another process. */
async function measure(bench: Bench, { readers: count, views }: Crowd, quick: boolean): Promise<Reading> {
  const looking = await openReader(bench.app.url, viewNumber(0));
  const crowd = await openCrowd(
    bench.app.url,
    Array.from({ length: count - 1 }, (_, index) => viewNumber((index + 1) % views)),
  );
  try {
    return await readCost(bench, windowsFor(quick), looking);
  } finally {
    crowd.close();
    looking.close();
  }
}

async function openCrowd(baseUrl: string, queries: readonly string[]): Promise<{ close(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/crowd.ts', baseUrl, JSON.stringify(queries)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the crowd ended with code ${code}`)));
  });
  return { close: () => child.stdin.end() };
}

const filters = [
  '',
  'ns:shop',
  'verdict:denied',
  'to.port:53',
  'proto:UDP',
  'direction:ingress',
  '-ns:kube-system',
  'ns:kube-system',
];

/** As many rows as a screen shows: a thousand readers of 200 would be a test of the loopback device. */
const rowsShown = 25;

/** Views that differ in their filter: first those that the rollup answers, then ports. */
function viewNumber(index: number): string {
  const filter = filters[index] ?? `port:${8_000 + index}`;
  return `${everything}&rows=${rowsShown}&q=${encodeURIComponent(filter)}`;
}
