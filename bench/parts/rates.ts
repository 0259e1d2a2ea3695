// The whole server at several rates with one reader of everything: CPU, memory, delay, and whether all flows arrived.
import { said } from '@/bench/figure';
import type { Chapter, Part, Settings } from '@/bench/part';
import { type Reading, readCost, startBench, windowsFor } from '@/bench/server';
import { everything, openReader } from '@/bench/sse-reader';

const rates = [100, 1_000, 5_000, 20_000, 50_000];
const quickRates = [100, 5_000, 20_000];

export const ratesPart: Part = { name: 'rates', run };

async function run({ quick, say }: Settings): Promise<Chapter> {
  const rows: string[][] = [];
  for (const rate of quick ? quickRates : rates) {
    const bench = await startBench({ rate });
    try {
      const reader = await openReader(bench.app.url, everything);
      const reading = await readCost(bench, windowsFor(quick), reader);
      rows.push(rowOf(rate, reading));
      say(`rates: ${rows.at(-1)?.join(' | ')}`);
      reader.close();
    } finally {
      await bench.stop();
    }
  }
  return {
    title: 'Flows per second',
    how: 'The production server, 200 services, one reader of everything (map, drops, 200 rows, series, namespaces, status).',
    tables: [{ head: readingHead('relay sends/s'), rows }],
    notes: [
      'Delay is from the flow’s own time to the frame on the wire, over all flows (those between two frames counted evenly).',
      'Held up is the longest stall of the event loop that serves HTTP; on a busy machine it holds the time the process waited for a core.',
    ],
  };
}

/** The columns of `rowOf`, the first being what was varied. */
export function readingHead(varied: string): string[] {
  return [
    varied,
    'received/s',
    'CPU, % of a core',
    'µs per flow',
    'resident, MiB',
    'delay p50, ms',
    'delay p95, ms',
    'held up, ms',
    'lost',
  ];
}

export function rowOf(varied: number | string, reading: Reading): string[] {
  const { cores, flowsPerSecond, microsecondsPerFlow, residentMiB, delayP50, delayP95, heldUpMs, missing } = reading;
  const percent = { median: cores.median * 100, least: cores.least * 100, most: cores.most * 100 };
  return [
    String(varied),
    flowsPerSecond.median.toFixed(0),
    said(percent, 0),
    said(microsecondsPerFlow, 0),
    residentMiB.toFixed(0),
    said(delayP50, 0),
    said(delayP95, 0),
    heldUpMs.toFixed(0),
    String(missing),
  ];
}
