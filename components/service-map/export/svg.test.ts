import { describe, expect, it } from 'vitest';
import type { MapTheme } from '@/components/service-map/canvas/theme';
import { type CardSources, cardsOf, sizeIn } from '@/components/service-map/picture/card';
import { ratesOnly } from '@/components/service-map/picture/labels';
import { pictureOf } from '@/components/service-map/picture/picture';
import { icons } from '@/components/ui/icon';
import { tones } from '@/components/verdict/tone';
import { placeNodes } from '@/lib/graph/layout';
import { denied, edge, graphWith, workload } from '@/lib/graph/sample';
import { svgOf } from './svg';

const colour = { mark: '#f00', line: '#0f0' };
const theme: MapTheme = {
  ...{
    canvas: '#000',
    raised: '#111',
    active: '#333',
    lineStrong: '#222',
    fg: '#fff',
    subtle: '#888',
    focus: '#00f',
    sans: 'sans',
  },
  onDropped: '#fed',
  tones: Object.fromEntries(tones.map((tone) => [tone, colour])) as MapTheme['tones'],
};
const [cart, orders, hostile] = [workload('cart'), workload('orders'), workload('<script>&\u0000"')];
const graph = graphWith(
  [cart, orders, hostile],
  [
    edge(cart, hostile, 80),
    edge(orders, cart, 8080, { allowedBy: { policies: [], unnamed: 1, none: 1 } }),
    edge(hostile, cart, 443, denied),
    edge(cart, hostile, 90, { state: 'redirected' }),
    edge(cart, hostile, 91, { state: 'error' }),
    edge(cart, hostile, 92, { state: 'audit', audits: 3 }),
    edge(cart, hostile, 93, { ...denied, state: 'partly', flows: 240 }),
  ],
);

function drawn(caption: readonly string[] = [], sources: CardSources = {}): string {
  const cards = cardsOf(graph, sources);
  const positions = placeNodes(graph, (node) => sizeIn(cards, node));
  const picture = pictureOf({ graph, cards, positions, level: 'card', focus: null, cursor: null, selected: null });
  return svgOf({
    picture,
    positions,
    edges: new Map(graph.edges.map((one) => [one.id, one])),
    figures: ratesOnly,
    theme,
    caption,
  });
}

describe('the map as SVG', () => {
  it('holds cards, boxes, lines and what they say', () => {
    const svg = drawn();
    for (const text of ['>cart<', '>shop<', 'Policy denied 0.8/s', '2.0/s', 'stroke-dasharray="6 4"'])
      expect(svg).toContain(text);
  });

  it('tells every verdict by its mark, on the lines and below the map', () => {
    const svg = drawn();
    const times = (part: string) => svg.split(part).length - 1;
    // Two crosses at walls, two at ports that refuse, and one below.
    expect(times('stroke="#fed"')).toBe(5);
    // What redirects says so by its two lines as well, and may leave out a mark for which there is no room.
    expect(times('M2 10V7a2.5')).toBeGreaterThan(0);
    for (const mark of ['M6 .9 11.6 11H.4z', 'r="4.6"']) expect(times(mark), mark).toBe(2);
    expect(times(icons['shield-off'])).toBe(2);
    for (const text of ['Policy denied, 12 of 240', 'Would be denied, 3 of 10', '>Redirected<', '>No policy<'])
      expect(svg).toContain(text);
  });

  it('says above what it is a map of, in as many lines as it takes', () => {
    const svg = drawn(['Map of <everything>', `of ${'very '.repeat(60)}many words`, 'x'.repeat(500)]);
    expect(svg).toContain('>Map of &lt;everything&gt;<');
    const lines = [...svg.matchAll(/>((?:of |x|very )[^<]*)</g)].map(([, line = '']) => line);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join(' ').replaceAll(' x', 'x')).toContain('many words');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(160);
  });

  it('tells how many pods were seen and how many labels they have, and lists those that are open', () => {
    const labels = ['app=cart', `note=<b>${'x'.repeat(80)}`];
    const pods = new Map([[cart.id, { id: cart.id, pods: 3, nodes: 2, labels, moreLabels: 0 }]]);
    const closed = drawn([], { pods });
    expect(closed).toContain('>Deployment · 3 pods seen<');
    expect(closed).toContain(icons.tag);
    expect(closed).not.toContain('app=cart');
    const open = drawn([], { pods, opened: new Set([cart.id]) });
    expect(open).toContain('>app=cart<');
    expect(open).toMatch(/>note=&lt;b&gt;x+…</);
  });

  it('lets no name become markup', () => {
    expect(drawn()).toContain('&lt;script&gt;&amp;');
    expect(drawn()).not.toContain('<script');
  });
});
