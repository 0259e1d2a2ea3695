// Bursts far above what a server takes for long: is every flow counted, or said to be missing?
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { coresBetween, costOf } from '@/bench/process-cost';
import { accountOf, settle, startBench } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

export const bursts: Part = { name: 'bursts', run };

const rate = 50_000;

async function run({ quick, say }: Settings): Promise<Chapter> {
  const [count, seconds] = quick ? [1, 4] : [5, 10];
  const bench = await startBench({ rate });
  const rows: string[][] = [];
  try {
    const reader = await openReader(bench.app.url, everything);
    await bench.relay.control('pause', {});
    await settle(bench);
    for (let burst = 1; burst <= count; burst += 1) {
      const before = await accountOf(bench);
      const cost = costOf(bench.app.pid);
      await bench.relay.control('resume', {});
      await pause(seconds * 1_000);
      await bench.relay.control('pause', {});
      const cores = coresBetween(cost, costOf(bench.app.pid));
      const drainMs = await settle(bench);
      const after = await accountOf(bench);
      const made = after.made - before.made;
      const received = after.received - before.received;
      const told = after.told - before.told;
      rows.push([burst, made, received, told, made - received - told, (cores * 100).toFixed(0), drainMs].map(String));
      say(`bursts: ${rows.at(-1)?.join(' | ')}`);
    }
    reader.close();
  } finally {
    await bench.stop();
  }
  return {
    title: 'Bursts',
    how: `${seconds} s of ${rate} flows/s and then silence, 200 services, one reader of everything.`,
    tables: [
      {
        head: [
          'burst',
          'made',
          'received',
          'said to be lost',
          'unaccounted',
          'CPU, % of a core',
          'caught up after, ms',
        ],
        rows,
      },
    ],
  };
}
