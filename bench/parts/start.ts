// From the start of the process to its first answer.
import { figure, said } from '@/bench/figure';
import type { Chapter, Part, Settings } from '@/bench/part';
import { costOf } from '@/bench/process-cost';
import { startApp } from '@/e2e/support/app';
import { startRelay } from '@/e2e/support/relay';

export const start: Part = { name: 'start', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const relay = await startRelay('--steady');
  const walls: number[] = [];
  const cpus: number[] = [];
  try {
    for (let round = 0; round < (quick ? 3 : 7); round += 1) {
      const begunMs = performance.now();
      const app = await startApp({ HUBBLE_SERVER: relay.address });
      walls.push((performance.now() - begunMs) / 1_000);
      cpus.push(costOf(app.pid).cpuSeconds);
      await app.stop();
    }
  } finally {
    await relay.stop();
  }
  const row = [said(figure(walls), 2), said(figure(cpus), 2)];
  say(`start: ${row.join(' | ')}`);
  return {
    title: 'Start',
    how: 'From spawning the production server to the first 200 of /healthz, asked every 100 ms.',
    tables: [{ head: ['seconds to the first answer', 'CPU seconds until then'], rows: [row] }],
  };
}
