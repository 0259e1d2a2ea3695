import { describe, expect, it } from 'vitest';
import type { Graph } from '@/lib/graph/graph';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { cardsOf, heightOfCard, sizeIn } from './card';
import { undrawnSentence } from './undrawn';

const [cart, payments, bank] = [
  workload('cart'),
  workload('payments', 'shop', 'StatefulSet'),
  outside('api.bank.example'),
];

function cardFor(graph: Graph, id: string) {
  const card = cardsOf(graph).get(id);
  if (!card) throw new Error(`no card for ${id}`);
  return card;
}

describe('a card', () => {
  it('names the workload, its kind, and its ports with their rates', () => {
    const card = cardFor(graphWith([cart, payments], [edge(cart, payments, 443)]), payments.id);
    expect([card.name, card.kindLine, card.icon]).toEqual(['payments', 'StatefulSet', 'statefulset']);
    expect(card.rows.map(({ label, figure }) => `${label} ${figure}`)).toEqual(['443/TCP 2.0/s']);
  });

  it('has a row of its own, in red, for what is refused on a port that also answers', () => {
    const graph = graphWith([cart, bank, payments], [edge(cart, payments, 443), edge(bank, payments, 443, denied)]);
    const rows = cardFor(graph, payments.id).rows.map(({ label, refused, figure }) => [label, refused, figure]);
    expect(rows).toEqual([
      ['443/TCP', false, '2.0/s'],
      ['443/TCP', true, '12 · 0.8/s'],
    ]);
  });

  it('shows counts where nothing is live, as in a capture', () => {
    const still = { flowsPerSecond: 0 };
    expect(cardFor(graphWith([cart, payments], [edge(cart, payments, 443, still)]), payments.id).rows[0]?.figure).toBe(
      '10',
    );
  });

  it('puts the one port of an outside end beside its name', () => {
    const card = cardFor(graphWith([cart, bank], [edge(cart, bank, 443)]), bank.id);
    expect([card.outside, card.kindLine, card.rows.length]).toEqual([true, '443/TCP · 2.0/s', 0]);
  });

  it('says how many ports it leaves out, and never leaves out a refused one', () => {
    const ports = Array.from({ length: 12 }, (_, index) => edge(cart, payments, 1_000 + index));
    const card = cardFor(graphWith([cart, payments], [...ports, edge(cart, payments, 1, denied)]), payments.id);
    expect(card.rows).toHaveLength(6);
    expect(card.rows.some(({ refused }) => refused)).toBe(true);
    expect(card.rows.at(-1)?.label).toBe('8 more ports');
  });

  it('is as wide as its name asks, whatever its figures are', () => {
    const width = (flowsPerSecond: number) => {
      const graph = graphWith([cart, bank], [edge(cart, bank, 443, { flowsPerSecond })]);
      const [, node] = graph.nodes;
      return node && sizeIn(cardsOf(graph), node).width;
    };
    expect(width(0.01)).toBe(width(123_456.7));
  });

  it('lists what a server is asked over HTTP, where that is wanted, within room that is kept for it', () => {
    const http = { requests: 9, responses: 9, clientErrors: 0, serverErrors: 1 };
    const graph = graphWith([cart, payments], [edge(cart, payments, 443, { http }), edge(payments, cart, 80)]);
    const [asked, node] = [graph.nodes.find(({ id }) => id === payments.id), graph.nodes[0]];
    const endpoint = (path: string, serverErrors = 0) => ({
      ...{ id: path, port: 443, protocol: 'TCP', method: 'GET', path, answers: 9, perSecond: 1.5, serverErrors },
      ...{ clientErrors: 0, latency: { p50: 4, p95: 31, answers: 9 } },
    });
    const served = { endpoints: ['/a', '/b', '/c', '/d', '/e'].map((path) => endpoint(path, 1)), more: 2, answers: 45 };
    const card = cardsOf(graph, new Map(), new Map([[payments.id, served]])).get(payments.id);
    expect(card?.rows[0]?.spoken).toBe('HTTP');
    expect(card?.endpoints?.rows.map(({ path }) => path)).toEqual(['/a', '/b', '/c', '/d']);
    expect(card?.endpoints?.more).toBe(3);
    expect(card?.endpoints?.rows[0]).toMatchObject({ rate: '1.5', errors: '11.1%', failing: true, p50: '4.0 ms' });

    const sizes = [new Map(), new Map([[payments.id, served]])].map((known) => {
      const cards = cardsOf(graph, new Map(), known);
      return asked && [sizeIn(cards, asked), node && cards.get(node.id)?.endpoints];
    });
    expect(sizes[0]).toEqual(sizes[1]);
    expect(cardsOf(graph).get(payments.id)?.endpoints).toBeNull();
    expect(card && heightOfCard(card)).toBe(44 + 24 + 6 * 22);
  });

  it('takes a hostile name as text', () => {
    const odd = workload('<img onerror=alert(1)>', 'constructor');
    expect(cardFor(graphWith([odd], []), odd.id).name).toBe('<img onerror=alert(1)>');
  });
});

describe('flows that make no edge', () => {
  it('are counted by why, most first', () => {
    expect(undrawnSentence({ undrawn: 37, undrawnBy: { 'icmp-feedback': 7, socket: 30 } })).toBe(
      '37 flows make no edge: 30 socket events, 7 ICMP errors',
    );
  });

  it('are not mentioned when there are none', () => {
    expect(undrawnSentence({ undrawn: 0, undrawnBy: {} })).toBe('');
  });

  it('keep a reason this version does not know', () => {
    expect(undrawnSentence({ undrawn: 1, undrawnBy: { toString: 1 } })).toBe('1 flow makes no edge: 1 toString');
  });
});
