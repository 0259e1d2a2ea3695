import { describe, expect, it } from 'vitest';
import { neighbourhoodOf } from '@/lib/graph/neighbourhood';
import { edge, graphWith, workload } from '@/lib/graph/sample';

const [a, b, c, d] = [workload('a'), workload('b'), workload('c'), workload('d')];
const graph = graphWith([a, b, c, d], [edge(a, b, 80), edge(c, b, 80), edge(c, d, 80)]);
const around = (id: string, steps: number) => neighbourhoodOf(graph, id, steps).nodes.map(({ name }) => name);

describe('a neighbourhood', () => {
  it('is who calls and who is called, in one step or more', () => {
    expect(around(a.id, 1)).toEqual(['a', 'b']);
    expect(around(a.id, 2)).toEqual(['a', 'b', 'c']);
    expect(around(a.id, 4)).toEqual(['a', 'b', 'c', 'd']);
    expect(neighbourhoodOf(graph, b.id, 1).edges).toHaveLength(2);
  });

  it('is everything where there is no such node', () => {
    expect(neighbourhoodOf(graph, 'gone', 1)).toBe(graph);
  });
});
