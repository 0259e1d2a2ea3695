import { describe, expect, it } from 'vitest';
import type { Graph, GraphEdge } from '@/lib/graph/graph';
import { placeNodes } from '@/lib/graph/layout';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { cardsOf, sizeIn } from './card';
import { focusOf } from './focus';
import { labelsOf, marksOf } from './labels';
import type { Level } from './level';
import { type PictureInput, pictureOf, wallMarkOf } from './picture';

const [cart, payments, bank] = [workload('cart'), workload('payments'), outside('api.bank.example')];

function inputFor(graph: Graph, level: Level = 'card'): PictureInput {
  const cards = cardsOf(graph);
  const positions = placeNodes(graph, (node) => sizeIn(cards, node));
  return { graph, cards, positions, level, focus: null, cursor: null, selected: null };
}

const strokesOf = (graph: Graph, level?: Level) => pictureOf(inputFor(graph, level)).strokes;

describe('what is refused', () => {
  it('ends at a wall at the server when ingress refused it', () => {
    const [stroke] = strokesOf(graphWith([cart, payments], [edge(cart, payments, 443, denied)])).values();
    expect(stroke?.wall).toBe('target');
  });

  it('ends at a wall at the client when egress refused it', () => {
    const byEgress = { ...denied, deniedBySide: { egress: 12, ingress: 0, unknown: 0 } };
    const graph = graphWith([cart, bank], [edge(cart, bank, 443, byEgress)]);
    const [stroke] = strokesOf(graph).values();
    expect(stroke?.wall).toBe('source');
    const mark = stroke && wallMarkOf(stroke, 'card');
    const [wallX = 0, crossX = 0] = [mark?.wallX, mark?.crossX];
    expect(wallX).toBeLessThan(crossX);
    expect(crossX).toBeLessThan(stroke?.curve.start.x ?? 0);
  });

  it('is one line when nothing passes and two when something does', () => {
    const refused = graphWith([cart, payments], [edge(cart, payments, 443, denied)]);
    const partly = graphWith(
      [cart, payments],
      [edge(cart, payments, 443, { ...denied, state: 'partly', flows: 3_400 })],
    );
    expect(strokesOf(refused).size).toBe(1);
    expect([...strokesOf(partly).values()].map((stroke) => stroke.tone)).toEqual(['forwarded', 'dropped']);
  });

  it('is never dimmed', () => {
    const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443, denied), edge(payments, bank, 443)]);
    const input = { ...inputFor(graph), focus: focusOf({ kind: 'node', id: bank.id }, graph) };
    expect([...pictureOf(input).strokes.values()].map(({ tone, dim }) => [tone, dim])).toEqual([
      ['dropped', false],
      ['forwarded', false],
    ]);
    const other = { ...input, focus: focusOf({ kind: 'edge', id: graph.edges[0]?.id ?? '' }, graph) };
    expect([...pictureOf(other).strokes.values()].map(({ dim }) => dim)).toEqual([false, true]);
  });

  it('says why on its line: the reason alone, or with its share where some passes', () => {
    const textOf = (state: 'denied' | 'partly') => {
      const graph = graphWith([cart, payments], [edge(cart, payments, 443, { ...denied, state, flows: 3_400 })]);
      const edges = new Map(graph.edges.map((one) => [one.id, one]));
      return labelsOf(pictureOf(inputFor(graph)), edges, () => false).map(({ text }) => text);
    };
    expect(textOf('denied')).toEqual(['Policy denied 0.8/s']);
    expect(textOf('partly')).toEqual(['Policy denied, 12 of 3,400', '2.0/s']);
  });

  it('says so in fewer words rather than over a card', () => {
    const state = { ...denied, state: 'partly', flows: 340_000, denials: 120_000 } as const;
    const graph = graphWith([cart, payments], [edge(cart, payments, 443, state)]);
    const edges = new Map(graph.edges.map((one) => [one.id, one]));
    const picture = pictureOf(inputFor(graph));
    const [label] = labelsOf(picture, edges, () => false);
    expect(label?.text).toBe('120,000 of 340,000');
    const right = Math.min(...[...picture.shapes.values()].map(({ rect }) => rect.x + rect.width));
    expect((label?.at.x ?? 0) - 60).toBeGreaterThanOrEqual(right);
  });

  it('stands beside a short line rather than on its cross', () => {
    const graph = graphWith([cart, payments], [edge(cart, payments, 443, denied)]);
    const at = (x: number) => ({ x, y: 0, width: 160, height: 44 });
    const positions = { nodes: { [cart.id]: at(0), [payments.id]: at(304) }, boxes: [] };
    const picture = pictureOf({ ...inputFor(graph), positions });
    const [label] = labelsOf(picture, new Map(graph.edges.map((one) => [one.id, one])), () => false);
    const [stroke] = picture.strokes.values();
    const mark = stroke && wallMarkOf(stroke, 'card');
    expect(Math.abs((label?.at.y ?? 0) - (mark?.crossY ?? 0))).toBeGreaterThanOrEqual(17);
  });
});

describe('the picture', () => {
  const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443), edge(payments, bank, 443)]);

  it('gives shapes and lines that say the same the identity they had', () => {
    const first = pictureOf(inputFor(graph));
    const again = pictureOf(inputFor({ ...graph, edges: graph.edges.map((one) => ({ ...one })) }), first);
    expect([...again.shapes.values()]).toEqual([...first.shapes.values()]);
    for (const [id, shape] of again.shapes) expect(shape).toBe(first.shapes.get(id));
    for (const [id, stroke] of again.strokes) expect(stroke).toBe(first.strokes.get(id));
  });

  it('enters a card at the row of the port', () => {
    const picture = pictureOf(inputFor(graph));
    const stroke = [...picture.strokes.values()].find(({ target }) => target === payments.id);
    expect(stroke?.curve.end.y).toBe((picture.shapes.get(payments.id)?.rect.y ?? 0) + 44 + 12);
  });

  it('draws pills one line high and dots alike', () => {
    const heights = (level: Level) =>
      [...pictureOf(inputFor(graph, level)).shapes.values()].map(({ rect }) => rect.height);
    expect(new Set(heights('pill'))).toEqual(new Set([44]));
    expect(new Set(heights('name'))).toEqual(new Set([44]));
    expect(new Set(heights('dot'))).toEqual(new Set([30]));
  });

  it('keeps lines between the same two apart, whichever way they go', () => {
    const both = graphWith([cart, payments], [edge(cart, payments, 443), edge(payments, cart, 8080)]);
    const [a, b] = strokesOf(both, 'pill').values();
    expect(a?.curve.start.y).not.toBe(b?.curve.end.y);
  });

  it('leaves out an edge of which an end is not shown', () => {
    const torn = { ...graph, nodes: graph.nodes.filter(({ id }) => id !== bank.id) };
    expect(strokesOf(torn).size).toBe(1);
  });

  it('labels pills only where something is in focus, and dots not at all', () => {
    const edges = new Map(graph.edges.map((one) => [one.id, one]));
    expect(labelsOf(pictureOf(inputFor(graph, 'pill')), edges, () => false)).toEqual([]);
    expect(labelsOf(pictureOf(inputFor(graph, 'name')), edges, () => false)).toEqual([]);
    expect(labelsOf(pictureOf(inputFor(graph, 'pill')), edges, (id) => id === graph.edges[0]?.id)).toHaveLength(1);
    expect(labelsOf(pictureOf(inputFor(graph, 'dot')), edges, () => true)).toEqual([]);
  });
});

describe('what passes', () => {
  const labelled = (more: Partial<GraphEdge>) => {
    const graph = graphWith([cart, payments], [edge(cart, payments, 443, more)]);
    const edges = new Map(graph.edges.map((one) => [one.id, one]));
    return labelsOf(pictureOf(inputFor(graph)), edges, () => false).map(({ verdict, protection, text }) => {
      return [verdict, ...protection, text];
    });
  };

  it('is marked by its verdict where the colour alone would say so, and by how it is protected', () => {
    expect(labelled({})).toEqual([[null, '2.0/s']]);
    expect(labelled({ state: 'redirected' })).toEqual([['redirected', '2.0/s']]);
    expect(labelled({ state: 'error' })).toEqual([['error', '2.0/s']]);
    expect(labelled({ state: 'audit', audits: 3 })).toEqual([['audit', 'Would be denied, 3 of 10']]);
    expect(labelled({ encrypted: 4, authenticated: 1 })).toEqual([[null, 'encrypted', 'authenticated', '2.0/s']]);
    const allowedBy = { policies: [], unnamed: 2 };
    expect(labelled({ allowedBy })).toEqual([[null, '2.0/s']]);
    expect(labelled({ allowedBy: { ...allowedBy, none: 2 } })).toEqual([[null, 'unlimited', '2.0/s']]);
  });

  it('keeps the marks of errors and audits on lines that have no words', () => {
    const graph = graphWith(
      [cart, payments, bank],
      [
        edge(cart, payments, 443, { state: 'error' }),
        edge(payments, bank, 443, { state: 'audit', audits: 1 }),
        edge(cart, bank, 443),
      ],
    );
    const tonesAt = (level: Level) => marksOf(pictureOf(inputFor(graph, level))).map(({ tone }) => tone);
    expect(tonesAt('pill').sort()).toEqual(['audit', 'error']);
    expect(tonesAt('card')).toEqual([]);
    expect(tonesAt('dot')).toEqual([]);
  });
});

describe('focus', () => {
  const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443), edge(payments, bank, 443)]);

  it('holds a node with its edges and neighbours', () => {
    const focus = focusOf({ kind: 'node', id: cart.id }, graph);
    expect([...(focus?.nodes ?? [])].sort()).toEqual([cart.id, payments.id].sort());
  });

  it('is nothing when what is selected is not there', () => {
    expect(focusOf({ kind: 'node', id: 'prod/shop/workload/gone' }, graph)).toBeNull();
    expect(focusOf(null, graph)).toBeNull();
  });
});
