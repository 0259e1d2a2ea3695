import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { compileRowFilter } from '@/lib/filter/row-predicate';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { createRollup } from '@/lib/rollup/rollup';
import type { RowDims } from '@/lib/rollup/row';

const rowFilter = (text: string, clientPortsKept?: boolean): ((row: RowDims) => boolean) | null => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return compileRowFilter(parsed.filter, clientPortsKept);
};

test('rows and flows are selected alike wherever rows can answer', () => {
  let answered = 0;
  fc.assert(
    fc.property(arbitraryFilter(), fc.array(arbitraryFlow(), { minLength: 1, maxLength: 20 }), (filter, flows) => {
      const rollup = createRollup({ retentionMs: Infinity });
      const rows = flows.map((flow) => rollup.fold(flow, flow.arrivedMs));
      const onRow = compileRowFilter(filter, rollup.clientPortsKept());
      if (onRow === null) return;
      answered++;
      const onFlow = compileFilter(filter);
      expect(rows.map(onRow)).toEqual(flows.map(onFlow));
    }),
    { numRuns: 1000 },
  );
  expect(answered).toBeGreaterThan(100);
});

test('what rows do not tell is left to the flow log', () => {
  for (const text of [
    'pod:shop/cart',
    'cart',
    'uuid:x',
    'port:40000',
    'port:0',
    'port:1-65535',
    'ns:shop pod:x',
    '-pod:x',
  ]) {
    expect(rowFilter(text), text).toBeNull();
  }
});

test('rollup dimensions are answered from rows', () => {
  for (const text of [
    '',
    'ns:shop',
    'from.workload:cart',
    '-workload:shop/Deployment/cart',
    'verdict:denied',
    'proto:http',
    '-port:80',
    'reason:L7',
    'dir:ingress',
    'node:a',
    'policy:p',
    'cluster:c',
  ]) {
    expect(rowFilter(text), text).not.toBeNull();
  }
});

test('where client ports were too many to keep apart a port is left to the flow log', () => {
  expect(rowFilter('port:80', false)).toBeNull();
  expect(rowFilter('ns:shop', false)).not.toBeNull();
});
