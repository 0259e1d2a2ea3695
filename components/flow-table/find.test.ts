import { describe, expect, it } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import type { Column } from './columns';
import { rowsWith } from './find';
import { columnsOf } from './layout';

const flow = (node: string, verdict = 'FORWARDED'): Flow => ({
  ...{ id: node, arrivedMs: 0, node, verdict, direction: 'EGRESS' },
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
});

const found = (text: string, columns: readonly Column[]) => rowsWith(text, rows, columns).indexes;

const rows = [flow('demo/alpha'), flow('demo/beta', 'DROPPED'), flow('demo/alphabet')];

describe('finding in rows', () => {
  it('finds text whatever its case, in every row there is', () => {
    expect(found('ALPHA', columnsOf(['node']))).toEqual([0, 2]);
    expect(found(' dropped ', columnsOf(['node', 'verdict']))).toEqual([1]);
  });

  it('looks only where there is a column, and makes no words out of two cells', () => {
    expect(found('dropped', columnsOf(['node']))).toEqual([]);
    expect(found('betadropped', columnsOf(['node', 'verdict']))).toEqual([]);
  });

  it('looks at so many rows that it has not looked at before, and goes on from there', () => {
    const columns = columnsOf(['node']);
    expect(rowsWith('alpha', rows, columns, 2)).toEqual({ indexes: [0], rest: 1 });
    expect(rowsWith('beta', rows, columns, 2)).toEqual({ indexes: [1], rest: 0 });
  });

  it('finds nothing for nothing', () => {
    expect(found('  ', columnsOf(null))).toEqual([]);
  });
});
