import { describe, expect, it } from 'vitest';
import { tones } from '@/components/verdict/tone';
import { placeNodes } from '@/lib/graph/layout';
import { denied, edge, graphWith, workload } from '@/lib/graph/sample';
import { cardsOf, sizeIn } from './card';
import { ratesOnly } from './labels';
import { pictureOf } from './picture';
import { svgOf } from './svg';
import type { MapTheme } from './theme';

const colour = { mark: '#f00', line: '#0f0' };
const theme: MapTheme = {
  ...{ canvas: '#000', raised: '#111', lineStrong: '#222', fg: '#fff', subtle: '#888', focus: '#00f', sans: 'sans' },
  tones: Object.fromEntries(tones.map((tone) => [tone, colour])) as MapTheme['tones'],
};
const [cart, hostile] = [workload('cart'), workload('<script>&\u0000"')];
const graph = graphWith([cart, hostile], [edge(cart, hostile, 80), edge(hostile, cart, 443, denied)]);

function drawn(): string {
  const cards = cardsOf(graph);
  const positions = placeNodes(graph, (node) => sizeIn(cards, node));
  const picture = pictureOf({ graph, cards, positions, level: 'card', focus: null, cursor: null, selected: null });
  return svgOf({
    picture,
    positions,
    edges: new Map(graph.edges.map((one) => [one.id, one])),
    figures: ratesOnly,
    theme,
  });
}

describe('the map as SVG', () => {
  it('holds cards, boxes, lines and what they say', () => {
    const svg = drawn();
    for (const text of ['>cart<', '>shop<', 'Policy denied 0.8/s', '2.0/s', 'stroke-dasharray="6 4"'])
      expect(svg).toContain(text);
  });

  it('lets no name become markup', () => {
    expect(drawn()).toContain('&lt;script&gt;&amp;');
    expect(drawn()).not.toContain('<script');
  });
});
