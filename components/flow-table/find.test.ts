import { describe, expect, it } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { rowsWith } from './find';
import { columnsOf } from './layout';

const flow = (node: string, verdict = 'FORWARDED'): Flow => ({
  ...{ id: node, arrivedMs: 0, node, verdict, direction: 'EGRESS' },
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
});

const rows = [flow('demo/alpha'), flow('demo/beta', 'DROPPED'), flow('demo/alphabet')];

describe('finding in rows', () => {
  it('finds text whatever its case, in every row there is', () => {
    expect(rowsWith('ALPHA', rows, columnsOf(['node']))).toEqual([0, 2]);
    expect(rowsWith(' dropped ', rows, columnsOf(['node', 'verdict']))).toEqual([1]);
  });

  it('looks only where there is a column, and makes no words out of two cells', () => {
    expect(rowsWith('dropped', rows, columnsOf(['node']))).toEqual([]);
    expect(rowsWith('betadropped', rows, columnsOf(['node', 'verdict']))).toEqual([]);
  });

  it('finds nothing for nothing', () => {
    expect(rowsWith('  ', rows, columnsOf(null))).toEqual([]);
  });
});
