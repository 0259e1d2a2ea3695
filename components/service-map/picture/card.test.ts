import { describe, expect, it } from 'vitest';
import { hiddenEnd } from '@/lib/flow/ends';
import { entity } from '@/lib/flow/entity';
import type { Graph } from '@/lib/graph/graph';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { type CardFacts, cardsOf, heightOfCard, heightOfPort, kindLineOf, sizeIn } from './card';
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
    expect([card.name, kindLineOf(card), card.icon]).toEqual(['payments', 'StatefulSet', 'statefulset']);
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
    expect([card.outside, card.kind, card.rows.length]).toEqual([true, '443/TCP · 2.0/s', 0]);
  });

  it('says how many ports it leaves out, and never leaves out a refused one', () => {
    const ports = Array.from({ length: 12 }, (_, index) => edge(cart, payments, 1_000 + index));
    const card = cardFor(graphWith([cart, payments], [...ports, edge(cart, payments, 1, denied)]), payments.id);
    expect(card.rows).toHaveLength(6);
    expect(card.rows.some(({ refused }) => refused)).toBe(true);
    expect(card.rows.at(-1)?.label).toBe('8 more ports');
  });

  it.each([
    [entity('namespace', 'payments', { namespace: 'payments', veiled: true }), 'payments', 'Namespace only'],
    [hiddenEnd, 'hidden', 'Not shown'],
  ])('says of an end that is kept back that it is: %#', (end, name, line) => {
    const card = cardFor(graphWith([cart, end], [edge(cart, end, 443)]), end.id);
    expect([card.name, kindLineOf(card), card.icon]).toEqual([name, line, 'lock']);
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
      ...{
        id: path,
        port: 443,
        protocol: 'TCP',
        method: 'GET',
        path,
        answers: 9,
        perSecond: 1.5,
        serverErrors,
        refused: 0,
      },
      ...{ clientErrors: 0, latency: { p50: 4, p95: 31, answers: 9 } },
    });
    const served = { endpoints: ['/a', '/b', '/c', '/d', '/e'].map((path) => endpoint(path, 1)), more: 2, answers: 45 };
    const card = cardsOf(graph, { served: new Map([[payments.id, served]]) }).get(payments.id);
    expect(card?.rows[0]?.spoken).toBe('HTTP');
    expect(card?.endpoints?.rows.map(({ path }) => path)).toEqual(['/a', '/b', '/c', '/d']);
    expect(card?.endpoints?.more).toBe(3);
    expect(card?.endpoints?.rows[0]).toMatchObject({ rate: '1.5', errors: '11.1%', failing: true, p50: '4.0 ms' });

    const sizes = [new Map(), new Map([[payments.id, served]])].map((known) => {
      const cards = cardsOf(graph, { served: known });
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

describe('the pods behind a card', () => {
  const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443), edge(payments, bank, 443)]);
  const seen = {
    ...{ id: payments.id, pods: 3, nodes: 2, moreLabels: 0 },
    labels: ['app=payments', 'tier=backend', `text=${'very-long-'.repeat(9)}`],
  };
  const lineOf = (card: CardFacts | undefined) => card && kindLineOf(card);
  const cardWith = (opened: readonly string[], more = {}) => {
    const pods = new Map([[payments.id, { ...seen, ...more }]]);
    return cardsOf(graph, { pods, opened: new Set(opened) }).get(payments.id);
  };

  it('are counted beside its kind, as far as they were seen', () => {
    expect(lineOf(cardWith([]))).toBe('StatefulSet · 3 pods seen');
    expect(lineOf(cardWith([], { pods: 1 }))).toBe('StatefulSet · 1 pod seen');
    expect(kindLineOf(cardFor(graph, payments.id))).toBe('StatefulSet');
  });

  it('are not counted where the card is one pod, or stands for several workloads', () => {
    const alone = workload('alone', 'shop', 'Pod');
    const pods = new Map([alone, cart].map(({ id }) => [id, { ...seen, id, pods: 1 }]));
    const groups = new Map([[cart.id, { name: 'names', members: 4, member: 'name' as const }]]);
    const cards = cardsOf(graphWith([alone, cart], []), { pods, groups });
    expect([lineOf(cards.get(alone.id)), cards.get(alone.id)?.labels?.count]).toEqual(['Pod', 3]);
    expect([lineOf(cards.get(cart.id)), cards.get(cart.id)?.labels]).toEqual(['4 names', null]);
  });

  it('have their labels counted, and listed once they are asked for', () => {
    expect(cardWith([])?.labels).toEqual({ count: 3, lines: [] });
    expect(cardWith([payments.id])?.labels?.lines).toEqual([[seen.labels[0]], [seen.labels[1]], [seen.labels[2]]]);
    expect(cardWith([payments.id], { labels: ['a=1', 'b=2'] })?.labels?.lines).toEqual([['a=1', 'b=2']]);
    expect(cardWith([payments.id], { labels: [] })?.labels).toBeNull();
    const many = cardWith([payments.id], { labels: Array.from({ length: 24 }, (_, at) => `label-${at}=${at}`) });
    expect(many?.labels?.lines.flat().at(-1)).toMatch(/^\d+ more$/);
  });

  it('make the card higher by their labels and no wider, and its ports stand lower', () => {
    const [closed, open] = [cardWith([]), cardWith([payments.id])];
    const node = graph.nodes.find(({ id }) => id === payments.id);
    if (!closed || !open || !node) throw new Error('no card');
    const by = heightOfCard(open) - heightOfCard(closed);
    expect(by).toBe(3 * 18 + 2 * 4 + 8);
    expect(heightOfPort(open, '443/TCP') - heightOfPort(closed, '443/TCP')).toBe(by);
    const sizes = [closed, open].map((card) => sizeIn(new Map([[node.id, card]]), node));
    expect(sizes[0]).toEqual(sizes[1]);
  });
});
