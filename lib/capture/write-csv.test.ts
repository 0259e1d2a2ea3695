import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { csvHeader, flowToCsv } from './write-csv';

/** The cells of one line, read the way RFC 4180 says. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '',
  );
}

test('every line has a cell for each head and none that a spreadsheet would run', () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const line = flowToCsv(flow);
      expect(line).not.toMatch(/[\r\n]/);
      expect(cells(line)).toHaveLength(csvHeader.split(',').length);
      for (const value of cells(line)) expect(value).not.toMatch(/^[=+\-@]/);
    }),
  );
});
