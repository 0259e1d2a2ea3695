// Ten minutes at the rate the budgets speak of: does anything grow, and does every flow arrive?
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { readingHead, rowOf } from '@/bench/parts/rates';
import { balanceOf, readCost, startBench } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

export const memory: Part = { name: 'memory', run };

const warmSeconds = 10;

async function run({ quick, say }: Settings): Promise<Chapter> {
  const [steps, seconds] = quick ? [4, 4] : [20, 30];
  const bench = await startBench({ rate: 20_000 });
  const rows: string[][] = [];
  try {
    const reader = await openReader(bench.app.url, everything);
    await pause(warmSeconds * 1_000);
    for (let step = 1; step <= steps; step += 1) {
      const reading = await readCost(bench, { warmSeconds: 0, count: 1, seconds }, reader);
      const { clusters } = await bench.app.api<StatusAnswer>('/api/v1/status');
      const held = clusters[0]?.held;
      const heldMiB = (held?.bytes ?? 0) / 1024 / 1024;
      rows.push([...rowOf(`${step * seconds} s`, reading), heldMiB.toFixed(0), String(held?.flows ?? 0)]);
      say(`memory: ${rows.at(-1)?.join(' | ')}`);
    }
    const balance = await balanceOf(bench);
    reader.close();
    return {
      title: 'Ten minutes',
      how: '20 000 flows/s, 200 services, one reader of everything, the default EYEPIECE_MEMORY.',
      tables: [{ head: [...readingHead('after'), 'held for flows, MiB', 'flows held'], rows }],
      notes: [`When the relay was told to stop: ${balance}.`],
    };
  } finally {
    await bench.stop();
  }
}

interface StatusAnswer {
  readonly clusters: readonly { readonly held: { readonly flows: number; readonly bytes: number } }[];
}
