import { describe, expect, it } from 'vitest';
import { changesOfLines, compareGraphs } from '@/lib/graph/compare';
import { readFoldChoice } from '@/lib/graph/fold-choice';
import { foldGraph } from '@/lib/graph/folding';
import { denied, edge, graphWith, workload } from '@/lib/graph/sample';

const [a, b, c, d] = [workload('a'), workload('b', 'other'), workload('c', 'other'), workload('d')];
const before = graphWith([a, b, d], [edge(a, b, 80), edge(a, b, 81), edge(d, b, 80)]);
const now = graphWith([a, b, c], [edge(a, b, 80, denied), edge(a, b, 81), edge(a, c, 80)]);

describe('two spans compared', () => {
  const { graph, changes } = compareGraphs(before, now);

  it('tell what is new, gone and newly denied', () => {
    expect([...changes].map(([id, change]) => `${id.replaceAll(/[^>]*\//g, '')} ${change}`).sort()).toEqual([
      'a>80 denied',
      'a>80 new',
      'd>80 gone',
    ]);
  });

  it('show what is gone, with its ends and without a verdict', () => {
    expect(graph.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(graph.edges.at(-1)).toMatchObject({ source: d.id, state: 'unknown', flowsPerSecond: 0 });
  });

  it('tell of a line that stands for several what is true of all, and every new denial', () => {
    const folded = foldGraph(graph, { home: [], choice: readFoldChoice('other') });
    expect([...changesOfLines(folded, changes).values()].sort()).toEqual(['denied', 'gone']);
  });

  it('are the same where nothing changed', () => {
    expect(compareGraphs(now, now).changes.size).toBe(0);
  });
});
