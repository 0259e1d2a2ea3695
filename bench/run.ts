// `npm run bench`: measures what Eyepiece costs and writes docs/performance.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Chapter } from '@/bench/part';
import { bursts } from '@/bench/parts/bursts';
import { ingest } from '@/bench/parts/ingest';
import { map } from '@/bench/parts/map';
import { memory } from '@/bench/parts/memory';
import { pixel } from '@/bench/parts/pixel';
import { ratesPart } from '@/bench/parts/rates';
import { readers } from '@/bench/parts/readers';
import { services } from '@/bench/parts/services';
import { start } from '@/bench/parts/start';
import { typing } from '@/bench/parts/typing';
import { report } from '@/bench/report';

const parts = [ingest, ratesPart, services, readers, pixel, map, typing, bursts, memory, start];
const usage = `npm run bench -- [options]
  --quick        short windows and few steps: two minutes instead of half an hour
  --only PARTS   some of ${parts.map(({ name }) => name).join(', ')}; printed and not written to docs/
  --help`;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) console.log(usage);
else await main(values.quick, values.only?.split(','));

async function main(quick: boolean, only: readonly string[] | undefined): Promise<void> {
  const chapters: Chapter[] = [];
  for (const part of parts) {
    if (only && !only.includes(part.name)) continue;
    chapters.push(await part.run({ quick, say: (line) => process.stderr.write(`bench: ${line}\n`) }));
  }
  const page = report(chapters, quick);
  if (only) console.log(page);
  else writeFileSync('docs/performance.md', page);
}
