import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '@/lib/capture/capture';
import { readCapture } from '@/lib/capture/read-capture';
import { csvHeader, flowToCsv } from '@/lib/capture/write-csv';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { flowFields } from '@/lib/flow/fields';
import type { Flow } from '@/lib/flow/flow';

async function read(text: string): Promise<CaptureRecord[]> {
  const records: CaptureRecord[] = [];
  for await (const record of readCapture(chunksOf(text), 1_780_000_000_000)) records.push(record);
  return records;
}

async function* chunksOf(text: string) {
  yield new TextEncoder().encode(text);
}

const flowsOf = (records: readonly CaptureRecord[]) =>
  records.flatMap((record) => (record.kind === 'flow' ? [record.flow] : []));

const cellsOf = (flow: Flow) => Object.fromEntries(flowFields.map(({ id, text }) => [id, text(flow)]));

const csvOf = (flows: readonly Flow[]) => [csvHeader, ...flows.map(flowToCsv)].map((line) => `${line}\n`).join('');

test('flows written as a table and read back say the same in every column', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryFlow(), { maxLength: 4 }), async (flows) => {
      const back = flowsOf(await read(csvOf(flows)));
      expect(back.map(cellsOf)).toEqual(flows.map(cellsOf));
      expect(csvOf(back)).toBe(csvOf(flows));
    }),
    { numRuns: 400 },
  );
});

const casesFolder = path.resolve(import.meta.dirname, '../../../shared/cases');

test.skipIf(!existsSync(casesFolder))('recorded flows say the same after the way through a table', async () => {
  const names = readdirSync(casesFolder).filter((name) => name.endsWith('.jsonl'));
  const flows = (
    await Promise.all(names.map((name) => read(readFileSync(path.join(casesFolder, name), 'utf8'))))
  ).flatMap(flowsOf);
  expect(flows.length).toBeGreaterThan(50);
  expect(flowsOf(await read(csvOf(flows))).map(cellsOf)).toEqual(flows.map(cellsOf));
});

describe('a table from somewhere else', () => {
  const head = 'time,verdict,source_pod,destination_port,protocol';
  const row = '2026-03-03T09:14:02.481Z,DROPPED,cart-0,80,TCP';
  const outline = async (text: string) =>
    (await read(text)).map((record) => (record.kind === 'bad' ? `${record.line}: ${record.message}` : record.kind));

  test('may have lost columns, changed their order and come from any spreadsheet', async () => {
    for (const separator of [',', ';', '\t']) {
      const text = `\ufeff${head}\r\n${row}\r\n`.replaceAll(',', separator);
      const [flow] = flowsOf(await read(text));
      expect(flow).toMatchObject({ verdict: 'DROPPED', source: { pod: 'cart-0' }, l4: { destinationPort: 80 } });
    }
    const [flow] = flowsOf(
      await read('source_kind,source_name,source_namespace,verdict\nDeployment,cart,shop,AUDIT\n'),
    );
    expect(flow?.source).toMatchObject({ namespace: 'shop', workloads: [{ kind: 'Deployment', name: 'cart' }] });
  });

  test('names its columns that are none of a flow', async () => {
    expect((await read(`${head},my note\n${row},x\n`))[0]).toEqual({ kind: 'head', line: 1, unknown: ['my note'] });
  });

  test('keeps all rows but those that cannot be read, which are told by number', async () => {
    const bad = [row.replace(',80', ',many'), row.replace('2026', 'x'), 'a,b', row.replace('cart', '"cart')];
    expect(await outline([head, row, ...bad, '', row].join('\n'))).toEqual([
      'head',
      'flow',
      '3: destinationPort: "many" is no whole number.',
      '4: time: "x-03-03T09:14:02.481Z" is no time like 2026-03-03T09:14:02Z.',
      '5: The row has 2 cells, the head 5.',
      '6: A quotation mark in the row is not closed, or stands where none may.',
      'flow',
    ]);
  });

  test('has cells that were kept from being formulas, and such as look like it', async () => {
    const text = `${head}\n${row.replace('cart-0', "'=1+1")}\n${row.replace('cart-0', "''=1")}\n${row.replace('cart-0', "'tis")}\n`;
    expect(flowsOf(await read(text)).map(({ source }) => source?.pod)).toEqual(['=1+1', "'=1", "'tis"]);
  });

  test('is not what lines of JSON are taken for', async () => {
    expect(await outline('{"verdict":"FORWARDED","time":"2026-03-03T09:14:02Z"}\n')).toEqual(['flow']);
    expect(await outline('time,verdict and more {"a":1}\n')).toEqual(['unknown']);
  });
});
