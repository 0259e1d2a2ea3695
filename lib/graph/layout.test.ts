import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntityKind } from '@/lib/flow/entity';
import { contains, overlaps, type Rect } from '@/lib/graph/geometry';
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/graph';
import { placeNodes } from '@/lib/graph/layout';
import { nowhere, type Positions } from '@/lib/graph/positions';
import { edge as sampleEdge } from '@/lib/graph/sample';

function node(kind: EntityKind, namespace: string, name: string): GraphNode {
  const id = `c1/${namespace}/${kind}/${name}`;
  const entity = { id, kind, cluster: 'c1', namespace, name, workloadKind: kind === 'workload' ? 'Deployment' : '' };
  return { ...entity, ports: [], morePorts: 0, denials: 0, flows: 0 };
}

const edge = (source: string, destination: string, flows = 1): GraphEdge =>
  sampleEdge({ id: source }, { id: destination }, 80, { events: { FORWARDED: flows }, flows, flowsPerSecond: 0 });

function graph(nodes: readonly GraphNode[], edges: readonly GraphEdge[] = []): Graph {
  return { nodes, edges, undrawn: 0, undrawnBy: {} };
}

const card = () => ({ width: 160, height: 72 });
const workload = (name: string, namespace = 'shop') => node('workload', namespace, name);
const nodesOf = (graph: Graph, names: readonly string[]) => graph.nodes.filter((one) => names.includes(one.name));

const kinds: readonly EntityKind[] = ['workload', 'service', 'reserved', 'dns', 'namespace', 'ip', 'identity', 'node'];
const nodes = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom(...kinds),
    namespace: fc.constantFrom('', 'a', 'b', 'c'),
    name: fc.oneof(fc.constantFrom('host', 'world', 'remote-node'), fc.stringMatching(/^[a-z]{1,2}$/)),
  }),
  { maxLength: 40, selector: (one) => `${one.kind} ${one.namespace} ${one.name}` },
);
const graphs = nodes.chain((list) => {
  const all = list.map((one) => node(one.kind, one.namespace, one.name));
  const index = fc.nat(Math.max(0, all.length - 1));
  const ends = all.length === 0 ? fc.constant([]) : fc.array(fc.tuple(index, index, fc.nat(1000)), { maxLength: 60 });
  return ends.map((pairs) =>
    graph(
      all,
      pairs.map(([from, to, flows]) => edge(all[from]?.id ?? '', all[to]?.id ?? '', flows)),
    ),
  );
});
const sizes = fc.nat(1_000).map((seed) => (one: GraphNode) => ({
  width: 120 + ((one.name.charCodeAt(0) * 31 + seed) % 140),
  height: 32 + ((one.id.length * 17 + seed) % 150),
}));

function expectTidy(placed: Positions, of: Graph): void {
  expect(Object.keys(placed.nodes).sort()).toEqual(of.nodes.map((one) => one.id).sort());
  const cards = Object.values(placed.nodes);
  expectApart(cards);
  expectApart(placed.boxes);
  for (const one of of.nodes) {
    const slot = placed.nodes[one.id] as Rect;
    const boxed = one.namespace !== '' && one.kind !== 'namespace';
    const around = placed.boxes.filter((box) => overlaps(box, slot));
    expect(around.map((box) => box.namespace)).toEqual(boxed ? [one.namespace] : []);
    for (const box of around) expect(contains(box, slot)).toBe(true);
  }
}

function expectApart(rects: readonly Rect[]): void {
  rects.forEach((rect, index) => {
    const hit = rects.slice(index + 1).find((other) => overlaps(rect, other));
    expect(hit).toBeUndefined();
  });
}

describe('a fresh layout', () => {
  test('puts every node somewhere, without overlap, in the box of its namespace', () => {
    fc.assert(fc.property(graphs, sizes, (of, sizeOf) => expectTidy(placeNodes(of, sizeOf), of)));
  });

  test('is the same for the same graph, whatever the order of its nodes', () => {
    fc.assert(
      fc.property(graphs, sizes, (of, sizeOf) => {
        const turned = { ...of, nodes: [...of.nodes].reverse() };
        expect(placeNodes(turned, sizeOf)).toEqual(placeNodes(of, sizeOf));
      }),
    );
  });

  test('runs left to right by calls, also past a cycle whose lighter call points back', () => {
    const chain = ['gateway', 'checkout', 'payments', 'ledger'].map((name) => workload(name));
    const ids = chain.map((one) => one.id);
    const calls = ids.slice(1).map((id, index) => edge(ids[index] ?? '', id, 5_000));
    const placed = placeNodes(graph(chain, [...calls, edge(ids[2] ?? '', ids[0] ?? '', 2)]), card);
    const columns = ids.map((id) => placed.nodes[id]?.x ?? Number.NaN);
    expect(columns).toEqual([...columns].sort((a, b) => a - b));
    expect(new Set(columns).size).toBe(4);
  });

  test('puts callers from outside left of the boxes, callees right, the platform below', () => {
    const shop = workload('checkout');
    const internet = node('reserved', '', 'world');
    const stripe = node('dns', '', 'api.stripe.com');
    const host = node('reserved', '', 'host');
    const of = graph(
      [shop, internet, stripe, host],
      [edge(internet.id, shop.id), edge(shop.id, stripe.id), edge(host.id, shop.id)],
    );
    const placed = placeNodes(of, card);
    const box = placed.boxes[0] as Rect;
    expect((placed.nodes[internet.id] as Rect).x + 160).toBeLessThan(box.x);
    expect((placed.nodes[stripe.id] as Rect).x).toBeGreaterThan(box.x + box.width);
    expect((placed.nodes[host.id] as Rect).y).toBeGreaterThan(box.y + box.height);
  });

  test('stands a caller namespace left of the namespace it calls', () => {
    const [web, db] = [workload('web', 'front'), workload('db', 'back')];
    const placed = placeNodes(graph([web, db], [edge(web.id, db.id)]), card);
    const boxOf = (namespace: string) => placed.boxes.find((box) => box.namespace === namespace) as Rect;
    expect(boxOf('front').x).toBeLessThan(boxOf('back').x);
  });
});

describe('a graph that changed', () => {
  test('moves nobody who was there, and stays tidy', () => {
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.boolean()), sizes, (of, coin, sizeOf) => {
        const before = graph(
          of.nodes.filter(() => coin.next().value === true),
          of.edges,
        );
        const first = placeNodes(before, sizeOf);
        const second = placeNodes(of, sizeOf, first);
        expectTidy(second, of);
        for (const one of before.nodes) expect(second.nodes[one.id]).toEqual(first.nodes[one.id]);
      }),
    );
  });

  test('stays tidy through many changes of nodes and of card sizes, and with positions from elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(graphs, sizes), { minLength: 2, maxLength: 6 }), (steps) => {
        let remembered: Positions = nowhere;
        for (const [of, sizeOf] of steps) {
          const placed = placeNodes(of, sizeOf, remembered);
          expectTidy(placed, of);
          remembered = { nodes: { ...remembered.nodes, ...placed.nodes }, boxes: placed.boxes };
        }
      }),
    );
  });

  test('gives a newcomer a slot in the box of its namespace', () => {
    const old = ['gateway', 'cart', 'redis'].map((name) => workload(name));
    const ids = old.map((one) => one.id);
    const calls = [edge(ids[0] ?? '', ids[1] ?? ''), edge(ids[1] ?? '', ids[2] ?? '')];
    const first = placeNodes(graph(old, calls), card);
    const of = graph([...old, workload('coupons')], [...calls, edge(workload('coupons').id, ids[2] ?? '')]);
    const second = placeNodes(of, card, first);
    expect(second.boxes).toHaveLength(1);
    expect(
      nodesOf(of, ['coupons']).every((one) => contains(second.boxes[0] as Rect, second.nodes[one.id] as Rect)),
    ).toBe(true);
  });

  test('continues a namespace in a second box where the first can neither hold nor grow', () => {
    const one = workload('one');
    const two = workload('two');
    const box = {
      id: 'c1/shop',
      key: 'c1/shop',
      cluster: 'c1',
      namespace: 'shop',
      x: 0,
      y: 0,
      width: 192,
      height: 128,
    };
    const walls = [
      [-300, 0],
      [220, 0],
      [0, -200],
      [0, 155],
    ].map(
      ([x, y], index) =>
        ({ ...box, id: `c1/n${index}`, key: `c1/n${index}`, namespace: `n${index}`, x, y }) as typeof box,
    );
    const neighbours = walls.map((_, index) => workload('w', `n${index}`));
    const at = (within: Rect) => ({ x: within.x + 16, y: within.y + 40, width: 160, height: 72 });
    const previous: Positions = {
      nodes: Object.fromEntries([[one.id, at(box)], ...neighbours.map((n, index) => [n.id, at(walls[index] as Rect)])]),
      boxes: [box, ...walls],
    };
    const of = graph([one, two, ...neighbours]);
    const placed = placeNodes(of, card, previous);
    expectTidy(placed, of);
    expect(placed.boxes.filter((part) => part.key === 'c1/shop').map((part) => part.id)).toEqual([
      'c1/shop',
      'c1/shop+2',
    ]);
    for (const [id, rect] of Object.entries(previous.nodes)) expect(placed.nodes[id]).toEqual(rect);
  });

  test('gives a card that has outgrown its slot another one and leaves the rest alone', () => {
    const of = graph([workload('a'), workload('b'), workload('c')]);
    const first = placeNodes(of, card);
    const tall = (one: GraphNode) => (one.name === 'a' ? { width: 160, height: 300 } : card());
    const second = placeNodes(of, tall, first);
    expectTidy(second, of);
    expect(second.nodes[workload('b').id]).toEqual(first.nodes[workload('b').id]);
    expect(second.nodes[workload('c').id]).toEqual(first.nodes[workload('c').id]);
  });

  test('takes positions that are no numbers for none', () => {
    const of = graph([workload('a'), node('dns', '', 'x.example')]);
    const spoilt = Object.fromEntries(of.nodes.map((one) => [one.id, { ...card(), x: Number.NaN, y: 0 }]));
    expectTidy(placeNodes(of, card, { nodes: spoilt, boxes: [] }), of);
  });
});
