// Where everything stood for somebody else, as text for a link: the cards as pins are written, and beside them the boxes
// with their sizes, `<hash of cluster/namespace>.<x>.<y>.<width>.<height>`.
import { type Point, type Rect, rectAt, type Size } from '@/lib/graph/geometry';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import { boxKeyOf } from '@/lib/graph/place/plan';
import { type Box, boxId, type Positions } from '@/lib/graph/positions';
import { longestPlaces } from '@/lib/view/parameters';
import { mostPins, pinName, readWords, writeWord } from './pins';
import type { Places } from './places';

export interface Given {
  readonly text: string;
  readonly nodes: ReadonlyMap<string, Point>;
  readonly boxes: ReadonlyMap<string, readonly Rect[]>;
}

/** null: nothing stands anywhere, or more than a link holds. */
export function writeGiven({ nodes, boxes }: Positions): string | null {
  const cards = Object.entries(nodes);
  if (cards.length === 0 || cards.length > mostPins) return null;
  const text = [
    ...cards.map(([id, { x, y }]) => writeWord(pinName(id), x, y)),
    ...boxes.map(({ key, x, y, width, height }) => writeWord(pinName(key), x, y, width, height)),
  ].join('~');
  return text.length > longestPlaces ? null : text;
}

/** null without a text. What cannot be read is left out. */
export function readGiven(text: string | null): Given | null {
  if (text === null) return null;
  const nodes = new Map<string, Point>();
  const boxes = new Map<string, readonly Rect[]>();
  for (const { hash, figures } of readWords(text)) {
    const [x = 0, y = 0, width, height] = figures;
    if (width === undefined || height === undefined) nodes.set(hash, { x, y });
    else boxes.set(hash, [...(boxes.get(hash) ?? []), { x, y, width, height }]);
  }
  return { text, nodes, boxes };
}

/** The places with those that are given for whoever has none yet; the same object where that is nobody. */
export function seeded(places: Places, graph: Graph, given: Given | null, sizeOf: (node: GraphNode) => Size): Places {
  if (!given) return places;
  const { positions, remembered } = places;
  const found = graph.nodes.flatMap((node) => {
    const at = given.nodes.get(pinName(node.id));
    return at && !(node.id in positions.nodes) && !(node.id in remembered.nodes) ? [{ node, at }] : [];
  });
  if (found.length === 0) return places;
  const nodes = Object.fromEntries(found.map(({ node, at }) => [node.id, rectAt(at, sizeOf(node))]));
  const known = new Set([...positions.boxes, ...remembered.boxes].map(({ id }) => id));
  const boxes = boxesFor(graph, given).filter(({ id }) => !known.has(id));
  return {
    ...places,
    remembered: { nodes: { ...remembered.nodes, ...nodes }, boxes: [...remembered.boxes, ...boxes] },
  };
}

function boxesFor(graph: Graph, given: Given): readonly Box[] {
  const homes = new Map(graph.nodes.map((node) => [boxKeyOf(node), node]));
  return [...homes].flatMap(([key, { cluster, namespace }]) =>
    (given.boxes.get(pinName(key)) ?? []).map((rect, at) => ({
      ...{ id: boxId(key, at + 1), key, cluster, namespace },
      ...rect,
    })),
  );
}
