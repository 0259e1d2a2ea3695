import { describe, expect, it } from 'vitest';
import { overlaps } from '@/lib/graph/geometry';
import { layouts, placeNodes } from '@/lib/graph/layout';
import { edge, graphWith, outside, workload } from '@/lib/graph/sample';

const shop = ['c', 'a', 'b'].map((name) => workload(name));
const [c = workload('c'), a = workload('a'), b = workload('b')] = shop;
const dns = outside('api.example');
const graph = graphWith([...shop, dns], [edge(c, a, 80), edge(a, b, 80), edge(b, dns, 443)]);
const placed = (layout: (typeof layouts)[number]) =>
  placeNodes(graph, () => ({ width: 160, height: 44 }), undefined, layout);

describe('the layouts to choose from', () => {
  it.each(layouts)('%s places everything and nothing twice', (layout) => {
    const rects = Object.values(placed(layout).nodes);
    expect(rects).toHaveLength(4);
    for (const one of rects) for (const two of rects) if (one !== two) expect(overlaps(one, two)).toBe(false);
  });

  it('by calls: whoever calls stands left of whom it calls', () => {
    const { nodes, boxes } = placed('calls');
    const xs = [c, a, b].map(({ id }) => nodes[id]?.x ?? 0);
    expect(xs).toEqual(xs.toSorted((one, two) => one - two));
    expect(boxes).toHaveLength(1);
  });

  it('by names: in their order, one below the other', () => {
    const { nodes } = placed('names');
    const ys = [a, b, c].map(({ id }) => nodes[id]?.y ?? 0);
    expect(ys).toEqual(ys.toSorted((one, two) => one - two));
  });

  it('flat: no boxes, and what is outside stands right of its caller as well', () => {
    const { nodes, boxes } = placed('flat');
    expect(boxes).toEqual([]);
    expect(nodes[dns.id]?.x).toBeGreaterThan(nodes[b.id]?.x ?? 0);
  });
});

it('a column that is not too high is not split', () => {
  const callees = Array.from({ length: 6 }, (_, index) => workload(`callee-${index}`, `ns-${index}`));
  const many = graphWith(
    [c, ...callees],
    callees.map((callee) => edge(c, callee, 80)),
  );
  const { nodes } = placeNodes(many, () => ({ width: 160, height: 44 }), undefined, 'flat');
  expect(new Set(callees.map(({ id }) => nodes[id]?.x)).size).toBe(1);
});
