import cytoscape, { type Core, type EdgeSingular } from 'cytoscape';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cardsOf, sizeIn } from '@/components/service-map/picture/card';
import { emptyPicture, type Picture, pictureOf } from '@/components/service-map/picture/picture';
import type { Graph, GraphEdge } from '@/lib/graph/graph';
import { placeNodes } from '@/lib/graph/layout';
import { nowhere, type Positions } from '@/lib/graph/positions';
import { denied, edge, graphWith, workload } from '@/lib/graph/sample';
import { type PatchCounts, patching } from './patch';
import { canvasStyle } from './style';
import { readTheme } from './theme';

const [gateway, cart, payments, orders] = ['gateway', 'cart', 'payments', 'orders'].map((name) => workload(name));

let cy: Core;
let positions: Positions;
let shown: Picture;

beforeEach(() => {
  cy = cytoscape({ headless: true, styleEnabled: true });
  positions = nowhere;
  shown = emptyPicture;
});

afterEach(() => cy.destroy());

function show(graph: Graph) {
  const cards = cardsOf(graph);
  positions = placeNodes(graph, (node) => sizeIn(cards, node), positions);
  const input = { graph, cards, positions, level: 'card' as const, focus: null, cursor: null, selected: null };
  const next = pictureOf(input, shown);
  const { counts } = patched(shown, next);
  shown = next;
  return counts;
}

function patched(previous: Picture, next: Picture): { counts: PatchCounts; steps: number } {
  cy.startBatch();
  const going = patching(cy, previous, next);
  for (let steps = 0; ; steps += 1) {
    const step = going.next();
    if (!step.done) continue;
    cy.endBatch();
    return { counts: step.value, steps };
  }
}

const ends = [gateway, cart, payments].map((end) => end ?? workload('missing'));
const [g = workload('g'), c = workload('c'), p = workload('p')] = ends;
const toCart = edge(g, c, 8080);
const toPayments = edge(c, p, 443);
const start = graphWith(ends, [toCart, toPayments]);

/** The same graph with one edge replaced; everything else keeps its identity, as from the feed. */
function replaced(graph: Graph, changed: GraphEdge): Graph {
  return { ...graph, edges: graph.edges.map((old) => (old.id === changed.id ? changed : old)) };
}

describe('the canvas', () => {
  it('adds every node and edge of the first graph', () => {
    expect(show(start)).toEqual({ added: 5, removed: 0, updated: 0 });
    expect([cy.nodes().length, cy.edges().length]).toEqual([3, 2]);
  });

  it('takes in a large graph in many steps', () => {
    const many = Array.from({ length: 200 }, (_, index) => workload(`w-${index}`));
    const graph = graphWith(
      many,
      many.slice(1).map((end) => edge(many[0] ?? end, end, 80)),
    );
    const cards = cardsOf(graph);
    const placed = placeNodes(graph, (node) => sizeIn(cards, node), nowhere);
    const input = { graph, cards, positions: placed, focus: null, cursor: null, selected: null };
    const { steps } = patched(emptyPicture, pictureOf({ ...input, level: 'dot' }));
    expect(steps).toBeGreaterThan(8);
    expect([cy.nodes().length, cy.edges().length]).toEqual([200, 199]);
  });

  it('is not touched by a graph that says the same', () => {
    show(start);
    expect(show(start)).toEqual({ added: 0, removed: 0, updated: 0 });
    expect(show({ ...start, edges: start.edges.map((one) => ({ ...one })) })).toEqual({
      added: 0,
      removed: 0,
      updated: 0,
    });
  });

  it('is not touched by a figure that changes no shape, no width and no card', () => {
    show(start);
    expect(show(replaced(start, { ...toCart, flows: 11, lastMs: toCart.lastMs + 1 })).updated).toBe(0);
  });

  it('touches only the line whose rate changed: figures on cards are not its business', () => {
    show(start);
    expect(show(replaced(start, { ...toCart, flowsPerSecond: 400 }))).toEqual({ added: 0, removed: 0, updated: 1 });
  });

  it('adds a newcomer without moving anybody', () => {
    show(start);
    const before = cy.nodes().map((node) => [node.id(), { ...node.position() }] as const);
    const newcomer = orders ?? workload('orders');
    const grown = graphWith([...ends, newcomer], [...start.edges, edge(newcomer, p, 443)]);
    expect(show(grown)).toMatchObject({ added: 2, removed: 0 });
    for (const [id, position] of before) expect(cy.getElementById(id).position()).toEqual(position);
  });

  it('takes out what is gone, lines before their ends', () => {
    show(start);
    expect(show(graphWith([g, c], [toCart]))).toMatchObject({ removed: 2 });
    expect(
      cy
        .elements()
        .map((element) => element.id())
        .sort(),
    ).toEqual([c.id, g.id, toCart.id].sort());
  });

  it('keeps its elements: the same objects serve from the first graph to the last', () => {
    show(start);
    const first = cy.getElementById(toCart.id)[0];
    const cleared = vi.fn();
    cy.on('remove', cleared);
    for (let rate = 1; rate < 50; rate += 7) show(replaced(start, { ...toCart, flowsPerSecond: rate }));
    expect(cy.getElementById(toCart.id)[0]).toBe(first);
    expect(cleared).not.toHaveBeenCalled();
  });

  it('draws a partly denied edge as two lines, and takes the refused one away when it is over', () => {
    const partly: GraphEdge = { ...toCart, ...denied, id: toCart.id, state: 'partly' };
    show(replaced(start, partly));
    expect(cy.edges()).toHaveLength(3);
    expect(cy.getElementById(`${toCart.id}!`).hasClass('wall-target')).toBe(true);
    expect(show(start).removed).toBe(1);
  });
});

describe('what a node asks of itself', () => {
  it('is drawn by the canvas where the picture has it, however many lines there are', () => {
    vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => colours[name] ?? '' }));
    cy.style(canvasStyle(readTheme({} as Element), 'card'));
    vi.unstubAllGlobals();
    show(
      graphWith(
        [g],
        Array.from({ length: 30 }, (_, index) => edge(g, g, 80 + index, index < 3 ? denied : {})),
      ),
    );
    expect(shown.strokes.size).toBe(30);
    const middle = cy.getElementById(g.id).position();
    const sweeps = new Set<number>();
    for (const { id, curve } of shown.strokes.values()) {
      const line = cy.getElementById(id);
      const sweep = Number.parseFloat(line.style('loop-sweep'));
      const far = 1.4 * Number.parseFloat(line.style('control-point-step-size'));
      const [x, y] = [far * Math.cos(sweep / 2), far * Math.sin(sweep / 2)];
      expect(x).toBeCloseTo((curve.controls[0]?.x ?? 0) - middle.x, 0);
      expect(curve.controls.map((bend) => Math.round(bend.y - middle.y))).toEqual(
        [-1, 1].map((to) => Math.round(to * y)),
      );
      expect(curve.controls[0]?.x).toBeLessThan(curve.start.x + 200);
      sweeps.add(sweep);
    }
    // Lines of one angle are put one around the other by the canvas itself.
    expect(sweeps.size).toBe(30);
  });
});

describe('the style of the canvas', () => {
  it('tells every tone by its line and gives no arrow to what was refused', () => {
    vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => colours[name] ?? '' }));
    cy.style(canvasStyle(readTheme({} as Element), 'card'));
    vi.unstubAllGlobals();
    show(
      graphWith(ends, [
        toCart,
        edge(c, p, 443, denied),
        edge(g, p, 1, { state: 'audit' }),
        edge(p, g, 2, { state: 'redirected' }),
      ]),
    );
    const lines = cy
      .edges()
      .map((line) =>
        [line.style('line-style'), line.style('line-outline-width'), line.style('target-arrow-shape')].join(' '),
      );
    expect(new Set(lines).size).toBe(4);
    expect(cy.edges('.dropped').style('target-arrow-shape')).toBe('none');
    expect(cy.edges('.dropped').style('line-color')).toBe('rgb(255,90,68)');
  });
});

describe('a card with opened labels', () => {
  it('is pressed before the cards they lie over', () => {
    vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => colours[name] ?? '' }));
    cy.style(canvasStyle(readTheme({} as Element), 'card'));
    vi.unstubAllGlobals();
    const graph = graphWith(ends, []);
    const seen = { id: g.id, pods: 1, nodes: 1, labels: ['app=g'], moreLabels: 0 };
    const placed = placeNodes(graph, (node) => sizeIn(cardsOf(graph), node), nowhere);
    const input = { graph, positions: placed, level: 'card' as const, focus: null, cursor: null, selected: null };
    const pictureWith = (opened: readonly string[]) =>
      pictureOf({ ...input, cards: cardsOf(graph, { pods: new Map([[g.id, seen]]), opened: new Set(opened) }) });
    const [closed, opened] = [pictureWith([]), pictureWith([g.id])];
    const orderOf = ({ id }: { readonly id: string }) => Number(cy.getElementById(id).style('z-index'));
    patched(emptyPicture, closed);
    patched(closed, opened);
    expect(orderOf(g)).toBeGreaterThan(orderOf(c));
    patched(opened, closed);
    expect(orderOf(g)).toBe(orderOf(c));
  });
});

describe('the style for the graphics card', () => {
  it('has redirected lines in their colour, because outlines are not drawn', () => {
    vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => colours[name] ?? '' }));
    cy.style(canvasStyle(readTheme({} as Element), 'card', true));
    vi.unstubAllGlobals();
    show(graphWith(ends, [edge(p, g, 2, { state: 'redirected' })]));
    expect(cy.edges().style('line-color')).toBe('rgb(90,140,255)');
    expect(cy.edges().style('line-outline-width')).toBe('0px');
  });

  it('has lines that do not bend as straight ones: as curves they would have no width', () => {
    vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: (name: string) => colours[name] ?? '' }));
    cy.style(canvasStyle(readTheme({} as Element), 'card', true));
    vi.unstubAllGlobals();
    show(graphWith([g, p], [edge(p, g, 2)]));
    show(graphWith(ends, [edge(p, g, 2), edge(g, c, 80), edge(c, p, 443)]));
    const isFlat = (line: EdgeSingular) => line.data('distances').every((distance: number) => distance === 0);
    for (const line of cy.edges().toArray())
      expect(line.style('curve-style')).toBe(isFlat(line) ? 'straight' : 'unbundled-bezier');
    expect(new Set(cy.edges().map(isFlat)).size).toBe(2);
  });
});

const colours: Record<string, string> = {
  '--v-dropped-line': '#ff5a44',
  '--v-forwarded-line': '#3c7567',
  '--v-redirected-line': '#5a8cff',
};
