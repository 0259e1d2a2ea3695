// How cost grows with the number of services, at one rate.
import type { Chapter, Part, Settings } from '@/bench/part';
import { readingHead, rowOf } from '@/bench/parts/rates';
import { readCost, startBench, windowsFor } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

export const services: Part = { name: 'services', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  for (const count of quick ? [1_000] : [10, 100, 1_000, 5_000]) {
    const bench = await startBench({ rate: 5_000, services: count });
    try {
      const reader = await openReader(bench.app.url, everything);
      rows.push(rowOf(count, await readCost(bench, windowsFor(quick), reader)));
      say(`services: ${rows.at(-1)?.join(' | ')}`);
      reader.close();
    } finally {
      await bench.stop();
    }
  }
  return {
    title: 'Services',
    how: '5 000 flows/s from a cluster of so many services, one reader of everything.',
    tables: [{ head: readingHead('services'), rows }],
  };
}
