// Memory over time at the rate the budgets speak of.
import { type Chapter, type Part, pause, type Settings } from '@/bench/part';
import { costOf } from '@/bench/process-cost';
import { startBench } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

export const memory: Part = { name: 'memory', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const [steps, stepSeconds] = quick ? [4, 4] : [20, 30];
  const bench = await startBench({ rate: 20_000 });
  const rows: string[][] = [];
  try {
    const reader = await openReader(bench.app.url, everything);
    for (let step = 1; step <= steps; step += 1) {
      await pause(stepSeconds * 1_000);
      const { residentMiB } = costOf(bench.app.pid);
      const { clusters } = await bench.app.api<StatusAnswer>('/api/v1/status');
      const held = clusters[0]?.held;
      const heldMiB = (held?.bytes ?? 0) / 1024 / 1024;
      rows.push([`${step * stepSeconds} s`, residentMiB.toFixed(0), heldMiB.toFixed(0), String(held?.flows ?? 0)]);
      say(`memory: ${rows.at(-1)?.join(' | ')}`);
    }
    reader.close();
  } finally {
    await bench.stop();
  }
  return {
    title: 'Memory over time',
    how: '20 000 flows/s, 200 services, one reader of everything, the default EYEPIECE_MEMORY.',
    tables: [{ head: ['after', 'resident, MiB', 'of it held for flows, MiB', 'flows held'], rows }],
  };
}

interface StatusAnswer {
  readonly clusters: readonly { readonly held: { readonly flows: number; readonly bytes: number } }[];
}
