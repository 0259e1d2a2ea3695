import { describe, expect, it } from 'vitest';
import { overlaps } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import { arrangedHere } from './arrange';
import { pinName } from './pins';
import { movedTo, openPlaces, pinned, settled, storePlaces, taskOf, tidied } from './places';

const sizeOf = () => ({ width: 160, height: 68 });
const [a, b, c] = ['a', 'b', 'c'].map((name) => workload(name));
const [one = workload('1'), two = workload('2'), three = workload('3')] = [a, b, c];
const pair = graphWith([one, two], [edge(one, two, 80)]);
const trio = graphWith([one, two, three], [edge(one, two, 80), edge(two, three, 80)]);

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => items.delete(key),
    setItem: (key, value) => items.set(key, value),
  };
}

const fresh = (graph: Graph) => settled(openPlaces('k', storage()), graph, sizeOf);

describe('places', () => {
  it('are the same object while nothing has to be placed', () => {
    const places = fresh(pair);
    expect(settled(places, { ...pair, edges: [] }, sizeOf)).toBe(places);
  });

  it('of those who stand do not change when somebody comes, and newcomers are counted', () => {
    const before = fresh(pair);
    const after = settled(before, trio, sizeOf);
    expect(after.positions.nodes[one.id]).toEqual(before.positions.nodes[one.id]);
    expect(after.positions.nodes[two.id]).toEqual(before.positions.nodes[two.id]);
    expect([[...before.newcomers], [...after.newcomers]]).toEqual([[], [three.id]]);
  });

  it('are found again by who was away', () => {
    const all = fresh(trio);
    const back = settled(settled(all, pair, sizeOf), trio, sizeOf);
    expect(back.positions.nodes).toEqual(all.positions.nodes);
    expect(back.newcomers.size).toBe(0);
  });

  it('do not count newcomers that have gone again', () => {
    const came = settled(fresh(pair), trio, sizeOf);
    expect(settled(came, pair, sizeOf).newcomers.size).toBe(0);
  });

  it('are kept of whoever is there, and of the others only of those who went last', () => {
    const at = (step: number) => {
      const pods = Array.from({ length: 40 }, (_, index) => workload(`pod-${40 * step + index}`, `ns-${step}`));
      return graphWith([one, two, ...pods], [edge(one, two, 80)]);
    };
    let places = fresh(at(0));
    for (let step = 1; step <= 60; step += 1) places = settled(places, at(step), sizeOf);
    const { nodes } = places.remembered;
    expect(Object.keys(nodes)).toHaveLength(2_000);
    const isKept = ({ name, namespace }: { name: string; namespace?: string }) => workload(name, namespace).id in nodes;
    expect([one, two].every(({ id }) => id in nodes)).toBe(true);
    expect(isKept({ name: 'pod-2399', namespace: 'ns-59' })).toBe(true);
    expect(isKept({ name: 'pod-0', namespace: 'ns-0' })).toBe(false);
  });

  it('survive a reload', () => {
    const store = storage();
    const places = movedTo(settled(openPlaces('k', store), trio, sizeOf), three.id, { x: 40, y: 900 });
    storePlaces(places, store);
    expect(settled(openPlaces('k', store), trio, sizeOf).positions.nodes).toEqual(places.positions.nodes);
    expect(settled(openPlaces('other', store), trio, sizeOf).positions.nodes).not.toEqual(places.positions.nodes);
  });

  it('start afresh from a store that holds something else', () => {
    for (const text of ['', '{', 'null', '7', '{"nodes":[],"boxes":1}', '{"nodes":{"a":{"x":"1"}},"boxes":[]}']) {
      const store = storage();
      store.setItem('eyepiece.map.k', text);
      expect(openPlaces('k', store).remembered.boxes).toEqual([]);
    }
  });

  it('do not mind a store that is full', () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw new Error('quota');
      },
    };
    expect(() => storePlaces(fresh(pair), full)).not.toThrow();
  });

  it('change for the node that is dragged, whose box stretches to hold it', () => {
    const before = fresh(trio);
    const after = movedTo(before, three.id, { x: 0, y: 700 });
    expect(after.positions.nodes[three.id]).toMatchObject({ x: 0, y: 700 });
    expect(after.positions.nodes[one.id]).toBe(before.positions.nodes[one.id]);
    const [box] = after.positions.boxes;
    expect(box && box.y + box.height).toBeGreaterThanOrEqual(700 + 68);
    expect(settled(after, trio, sizeOf)).toBe(after);
  });

  it('do not change when a node is dropped on another', () => {
    const before = fresh(trio);
    const onto = before.positions.nodes[one.id] ?? { x: 0, y: 0 };
    expect(movedTo(before, three.id, { x: onto.x + 4, y: onto.y + 4 })).toBe(before);
  });

  it('are arranged afresh by tidying up, and nobody is a newcomer then', () => {
    const tidy = tidied(
      movedTo(settled(fresh(pair), trio, sizeOf), three.id, { x: 900, y: 900 }),
      arrangedHere(taskOf(trio, sizeOf, 'calls')),
    );
    expect(tidy.positions).toEqual(fresh(trio).positions);
    expect(tidy.newcomers.size).toBe(0);
    const rects = Object.values(tidy.positions.nodes);
    for (const rect of rects) for (const other of rects) if (other !== rect) expect(overlaps(rect, other)).toBe(false);
  });

  it('pinned by a link are where the link says, as far as they cover no other', () => {
    const places = fresh(pair);
    const [first, second] = [places.positions.nodes[one.id], places.positions.nodes[two.id]];
    const at = { x: (first?.x ?? 0) - 300, y: (first?.y ?? 0) - 40 };
    expect(pinned(places, new Map([[pinName(one.id), at]])).positions.nodes[one.id]).toMatchObject(at);
    const taken = new Map([[pinName(one.id), { x: second?.x ?? 0, y: second?.y ?? 0 }]]);
    expect(pinned(places, taken)).toBe(places);
  });
});
