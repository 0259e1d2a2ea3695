// Walking the map by arrow keys.
import { centre } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import type { Shape } from './picture/picture';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Who is joined to whom, both ways. */
export function neighboursOf(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map<string, Set<string>>(graph.nodes.map((node) => [node.id, new Set()]));
  for (const { source, destination } of graph.edges) {
    neighbours.get(source)?.add(destination);
    neighbours.get(destination)?.add(source);
  }
  return neighbours;
}

/**
 * The node one step away: along an edge if one leads that way, else the nearest that lies there, else where one
 * stands. Without a place to start from, the uppermost at the left.
 */
export function stepFrom(
  from: string | null,
  direction: Direction,
  shapes: ReadonlyMap<string, Shape>,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): string | null {
  const start = from === null ? undefined : shapes.get(from);
  if (!start) return firstOf(shapes);
  const joined = neighbours.get(start.id) ?? new Set();
  const others = [...shapes.values()].filter((shape) => shape !== start);
  const alongEdges = nearestTowards(
    start,
    direction,
    others.filter((shape) => joined.has(shape.id)),
  );
  return (alongEdges ?? nearestTowards(start, direction, others) ?? start).id;
}

function firstOf(shapes: ReadonlyMap<string, Shape>): string | null {
  let first: Shape | null = null;
  for (const shape of shapes.values()) {
    if (!first || shape.rect.x + shape.rect.y < first.rect.x + first.rect.y) first = shape;
  }
  return first?.id ?? null;
}

function nearestTowards(start: Shape, direction: Direction, shapes: readonly Shape[]): Shape | null {
  let [best, least]: [Shape | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const shape of shapes) {
    const cost = costOf(start, shape, direction);
    if (cost < least) [best, least] = [shape, cost];
  }
  return best;
}

/** Distance in the direction, with what lies to the side counting double; infinite for what lies elsewhere. */
function costOf(start: Shape, shape: Shape, direction: Direction): number {
  const [a, b] = [centre(start.rect), centre(shape.rect)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [ahead, aside] = { left: [-dx, dy], right: [dx, dy], up: [-dy, dx], down: [dy, dx] }[direction] as [
    number,
    number,
  ];
  if (ahead <= 8 || Math.abs(aside) > ahead * 2.5) return Number.POSITIVE_INFINITY;
  return ahead + 2 * Math.abs(aside);
}
