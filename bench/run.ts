// `npm run bench`: measures what Eyepiece costs and writes docs/performance.md.
import { parseArgs } from 'node:util';
import { bursts } from '@/bench/parts/bursts';
import { churn } from '@/bench/parts/churn';
import { ingest } from '@/bench/parts/ingest';
import { map } from '@/bench/parts/map';
import { memory } from '@/bench/parts/memory';
import { pixel } from '@/bench/parts/pixel';
import { ratesPart } from '@/bench/parts/rates';
import { readers } from '@/bench/parts/readers';
import { services } from '@/bench/parts/services';
import { start } from '@/bench/parts/start';
import { typing } from '@/bench/parts/typing';
import { keep, type Measured, measured, page } from '@/bench/report';

const parts = [ingest, ratesPart, services, readers, pixel, map, churn, typing, bursts, memory, start];
/** What two minutes are enough for. */
const quickParts = [ingest, ratesPart, readers, start];
const usage = `npm run bench -- [options]
  --quick        short windows and few steps of ${quickParts.map(({ name }) => name).join(', ')}, or of --only: two
                 minutes instead of most of an hour; printed and not kept
  --only PARTS   some of ${parts.map(({ name }) => name).join(', ')}; the other chapters stay as they were
  --help`;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) console.log(usage);
else await main(values.quick, values.only?.split(','));

async function main(quick: boolean, only: readonly string[] | undefined): Promise<void> {
  const chapters: Record<string, Measured> = {};
  const asked = only ? parts.filter(({ name }) => only.includes(name)) : quick ? quickParts : parts;
  for (const part of asked) {
    const chapter = await part.run({ quick, say: (line) => process.stderr.write(`bench: ${line}\n`) });
    chapters[part.name] = measured(chapter);
    // A run that ends early has not been for nothing.
    if (!quick)
      keep(
        chapters,
        parts.map(({ name }) => name),
      );
  }
  if (quick) console.log(page(Object.values(chapters)));
}
