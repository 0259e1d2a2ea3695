import { describe, expect, it } from 'vitest';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import type { Shape } from './picture/picture';
import { neighboursOf, stepFrom } from './walk';

const [left, right, far, below] = ['left', 'right', 'far', 'below'].map((name) => workload(name));
const ends = [left, right, far, below].map((end) => end ?? workload('missing'));
const [l = workload('l'), r = workload('r'), f = workload('f'), b = workload('b')] = ends;

const at = (id: string, x: number, y: number): [string, Shape] => [
  id,
  { id, rect: { x, y, width: 160, height: 44 }, mark: 'none' } as Shape,
];
const shapes = new Map([at(l.id, 0, 0), at(r.id, 300, 0), at(f.id, 600, 40), at(b.id, 300, 200)]);

describe('walking by arrow keys', () => {
  const joined = neighboursOf(graphWith(ends, [edge(l, f, 80), edge(b, r, 80)]));

  it('begins at the upper left', () => {
    expect(stepFrom(null, 'right', shapes, joined)).toBe(l.id);
    expect(stepFrom('gone', 'right', shapes, joined)).toBe(l.id);
  });

  it('follows an edge past a nearer stranger', () => {
    expect(stepFrom(l.id, 'right', shapes, joined)).toBe(f.id);
  });

  it('goes against the direction of a call as well', () => {
    expect(stepFrom(r.id, 'down', shapes, joined)).toBe(b.id);
    expect(stepFrom(f.id, 'left', shapes, joined)).toBe(l.id);
  });

  it('takes the nearest where no edge leads', () => {
    expect(stepFrom(r.id, 'left', shapes, joined)).toBe(l.id);
  });

  it('stays where nothing lies that way', () => {
    expect(stepFrom(l.id, 'left', shapes, joined)).toBe(l.id);
  });

  it('goes nowhere on an empty map', () => {
    expect(stepFrom(null, 'up', new Map(), new Map())).toBeNull();
  });
});
