import { describe, expect, it } from 'vitest';
import { graphWith, workload } from '@/lib/graph/sample';
import { cardsOf } from './card';
import { isCovered, labelsButtonOf, openedOf } from './covered';
import { pictureOf } from './picture';

const [upper, lower, beside] = [workload('upper'), workload('lower'), workload('beside')];
const ends = [upper, lower, beside];

/** The lower card begins where the upper one ends while its labels are closed. */
function shapesWith(opened: readonly string[]) {
  const graph = graphWith(ends, []);
  const seen = (id: string) => ({ id, pods: 1, nodes: 1, labels: ['app=a', 'tier=b'], moreLabels: 0 });
  const pods = new Map(ends.map(({ id }) => [id, seen(id)]));
  const nodes = {
    [upper.id]: { x: 0, y: 0, width: 168, height: 44 },
    [lower.id]: { x: 0, y: 50, width: 168, height: 44 },
    [beside.id]: { x: 200, y: 50, width: 168, height: 44 },
  };
  const cards = cardsOf(graph, { pods, opened: new Set(opened) });
  const positions = { nodes, boxes: [] };
  const input = { graph, cards, positions, level: 'card' as const, focus: null, cursor: null, selected: null };
  return [...pictureOf(input).shapes.values()];
}

const coveredIn = (opened: readonly string[]) => {
  const shapes = shapesWith(opened);
  const tops = openedOf(shapes);
  return shapes.filter((shape) => isCovered(labelsButtonOf(shape.rect), tops, shape)).map(({ id }) => id);
};

describe('the button of a card', () => {
  it('is covered by the opened labels of the card above it', () => {
    expect(coveredIn([])).toEqual([]);
    expect(coveredIn([upper.id])).toEqual([lower.id]);
  });

  it('is not covered by labels of a card that is drawn before it, once both are opened', () => {
    expect(coveredIn([upper.id, lower.id])).toEqual([]);
  });
});
