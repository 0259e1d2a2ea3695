import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '@/lib/graph/graph';
import { layouts } from '@/lib/graph/layout';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import { readGiven, seeded, writeGiven } from './given';
import { mostPins } from './pins';
import { movedTo, noPlaces, settled } from './places';

const sizeOf = () => ({ width: 160, height: 68 });
const graph = fc
  .uniqueArray(fc.tuple(fc.constantFrom('shop', 'pay', 'log', ''), fc.integer({ min: 0, max: 20 })), {
    minLength: 1,
    maxLength: 24,
    selector: String,
  })
  .chain((names) => {
    const nodes = names.map(([namespace, index]) => workload(`w${index}`, namespace));
    const pick = fc.constantFrom(...nodes);
    const lines = fc.array(fc.tuple(pick, pick), { maxLength: 30 });
    return lines.map((pairs) =>
      graphWith(
        nodes,
        pairs.map(([from, to], index) => edge(from, to, 80 + index)),
      ),
    );
  });

describe('what a link gives', () => {
  it('puts every card and every box where it stood for who shared it, whatever was moved', () => {
    const shift = fc.integer({ min: -900, max: 900 });
    fc.assert(
      fc.property(
        graph,
        fc.constantFrom(...layouts),
        fc.array(fc.tuple(fc.nat(), shift, shift)),
        (all, layout, moves) => {
          const own = moves.reduce(
            (places, [which, x, y]) => {
              const id = all.nodes[which % all.nodes.length]?.id ?? '';
              const slot = places.positions.nodes[id];
              return slot ? movedTo(places, id, { x: slot.x + x, y: slot.y + y }) : places;
            },
            settled(noPlaces('own'), all, sizeOf, layout),
          );
          const given = readGiven(writeGiven(own.positions));
          const theirs = settled(seeded(noPlaces('theirs'), all, given, sizeOf), all, sizeOf, layout);
          expect(theirs.positions.nodes).toEqual(own.positions.nodes);
          const byId = ({ positions }: typeof own) => Object.fromEntries(positions.boxes.map((box) => [box.id, box]));
          expect(byId(theirs)).toEqual(byId(own));
          expect(theirs.newcomers.size).toBe(0);
        },
      ),
    );
  });

  it('holds for those who are there, also for who comes later, and moves nobody who has a place', () => {
    fc.assert(
      fc.property(graph, fc.nat(), (all, skip) => {
        const own = settled(noPlaces('own'), all, sizeOf);
        const given = readGiven(writeGiven(own.positions));
        const some: Graph = graphWith(
          all.nodes.filter((_, index) => index % 3 !== skip % 3),
          [],
        );
        const before = settled(seeded(noPlaces('theirs'), some, given, sizeOf), some, sizeOf);
        for (const { id } of some.nodes) expect(before.positions.nodes[id]).toEqual(own.positions.nodes[id]);
        const after = settled(seeded(before, all, given, sizeOf), all, sizeOf);
        for (const { id } of all.nodes) expect(after.positions.nodes[id]).toEqual(own.positions.nodes[id]);
        expect(seeded(after, all, given, sizeOf)).toBe(after);
      }),
    );
  });

  it('is left out of a link that would be too long, and never throws', () => {
    const many = Array.from({ length: mostPins + 1 }, (_, index) => workload(`w${index}`, `ns-${index % 9}`));
    expect(writeGiven(settled(noPlaces('own'), graphWith(many, []), sizeOf).positions)).toBeNull();
    // As many boxes as cards, far from each other: few enough, and too long.
    const apart = many
      .slice(1)
      .map(({ id }, at) => ({ id, rect: { x: -1e6 + at, y: 1e6 + at, width: 999, height: 999 } }));
    const far = {
      nodes: Object.fromEntries(apart.map(({ id, rect }) => [id, rect])),
      boxes: apart.map(({ id, rect }) => ({ ...rect, id, key: id, cluster: '', namespace: '' })),
    };
    expect(writeGiven(far)).toBeNull();
    expect(writeGiven(noPlaces('own').positions)).toBeNull();
    expect(readGiven(null)).toBeNull();
    fc.assert(
      fc.property(fc.string(), graph, (text, all) => {
        const places = settled(seeded(noPlaces('theirs'), all, readGiven(text), sizeOf), all, sizeOf);
        expect(Object.keys(places.positions.nodes)).toHaveLength(all.nodes.length);
      }),
    );
  });
});
