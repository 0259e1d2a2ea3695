import { describe, expect, it } from 'vitest';
import type { NamespaceRow } from '@/lib/wire/frame';
import { listed, pressed, total } from './choice';

const row = (namespace: string, flowsPerSecond: number, denialsPerSecond = 0, cluster = 'prod'): NamespaceRow => ({
  cluster,
  namespace,
  flowsPerSecond,
  denialsPerSecond,
  denials: denialsPerSecond * 900,
});
const rows = [row('shop', 10, 1), row('argocd', 5), row('vault', 2, 3)];
const names = (list: readonly NamespaceRow[]) => list.map(({ namespace }) => namespace);

describe('the list of namespaces', () => {
  it('goes by name, or by drops with the worst first', () => {
    expect(names(listed(rows, [], '', 'name'))).toEqual(['argocd', 'shop', 'vault']);
    expect(names(listed(rows, [], '', 'drops'))).toEqual(['vault', 'shop', 'argocd']);
  });

  it('finds a part of a name, whatever its case', () => {
    expect(names(listed(rows, [], 'OP', 'name'))).toEqual(['shop']);
  });

  it('lists a chosen namespace of which nothing was heard', () => {
    expect(names(listed(rows, ['quiet'], '', 'name'))).toContain('quiet');
  });

  it('adds up one name in two clusters and leaves flows without a namespace out', () => {
    const both = listed([row('shop', 1, 1, 'a'), row('shop', 2, 1, 'b'), row('', 9)], [], '', 'name');
    expect(both).toMatchObject([{ namespace: 'shop', flowsPerSecond: 3, denialsPerSecond: 2 }]);
  });
});

describe('all namespaces together', () => {
  it('is what the server counts once, not the sum of rows that share traffic', () => {
    expect(total([...rows, row('', 12, 3)])).toMatchObject({ flowsPerSecond: 12, denialsPerSecond: 3 });
    expect(total(rows)).toBeNull();
  });
});

describe('a press on a namespace', () => {
  it('chooses it alone, and all again when it was chosen alone', () => {
    expect(pressed(['vault'], 'shop', false)).toEqual(['shop']);
    expect(pressed(['shop'], 'shop', false)).toEqual([]);
    expect(pressed(['shop', 'vault'], 'shop', false)).toEqual(['shop']);
  });

  it('adds it or takes it out when the press adds', () => {
    expect(pressed(['vault'], 'shop', true)).toEqual(['vault', 'shop']);
    expect(pressed(['vault', 'shop'], 'shop', true)).toEqual(['vault']);
  });
});
