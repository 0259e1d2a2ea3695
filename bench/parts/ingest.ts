// What a flow costs from the socket to the view, beside what grpc-js alone costs in the same run.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Figure, figure, said } from '@/bench/figure';
import type { Chapter, Part, Settings } from '@/bench/part';
import { startRelay } from '@/e2e/support/relay';

export const stages = ['raw', 'read', 'keep', 'view'] as const;
export type Stage = (typeof stages)[number];

const names: Readonly<Record<Stage, string>> = {
  raw: 'grpc-js, no decoding',
  read: '+ partial reading',
  keep: '+ fold and keep (all of lib/live, nobody looking)',
  view: '+ one view of everything open',
};

export const ingest: Part = { name: 'ingest', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rounds = quick ? 3 : 7;
  const samples: Record<Stage, number[]> = { raw: [], read: [], keep: [], view: [] };
  const relay = await startRelay('--rate', '100000', '--services', '200', '--steady');
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const stage of stages) samples[stage].push(await measure(relay.address, stage, quick));
      say(`ingest: round ${round} of ${rounds}`);
    }
  } finally {
    await relay.stop();
  }
  return chapter(samples);
}

const execute = promisify(execFile);

/** Microseconds of CPU per flow. */
async function measure(address: string, stage: Stage, quick: boolean): Promise<number> {
  const counts = quick ? ['60000', '100000'] : ['200000', '400000'];
  const script = ['--import', 'tsx', 'bench/parts/ingest-reader.ts', address, stage, ...counts];
  const { stdout } = await execute(process.execPath, script);
  const { flows, cpuSeconds } = JSON.parse(stdout) as { flows: number; cpuSeconds: number };
  return (cpuSeconds / flows) * 1e6;
}

function chapter(samples: Readonly<Record<Stage, readonly number[]>>): Chapter {
  const perSecond = (micros: number) => 1e6 / micros;
  const ratio = (stage: Stage): Figure =>
    figure(samples[stage].map((micros, round) => (100 * (samples.raw[round] ?? Number.NaN)) / micros));
  return {
    title: 'Ingest',
    how:
      'The relay sends more than the reader can take; each reader is a process of its own, the four take turns, and a ' +
      'ratio compares the two of one round. CPU is that of all threads, garbage collection and compilation included.',
    tables: [
      {
        head: ['reading a GetFlows stream', 'µs of CPU per flow', 'flows per CPU second', 'of the raw rate, %'],
        rows: stages.map((stage) => [
          names[stage],
          said(figure(samples[stage])),
          said(figure(samples[stage].map(perSecond)), 0),
          said(ratio(stage), 0),
        ]),
      },
    ],
  };
}
