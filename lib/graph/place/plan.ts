// What a placement knows while it runs: sizes, who calls whom, and which places are taken.

import type { Entity } from '@/lib/flow/entity';
import {
  bottom,
  centre,
  createOccupied,
  type Occupied,
  type Point,
  type Rect,
  rectAt,
  right,
  type Size,
} from '@/lib/graph/geometry';
import type { GraphEdge } from '@/lib/graph/graph';
import type { Link } from '@/lib/graph/place/rank';
import { type Box, spacing } from '@/lib/graph/positions';

/** What a placement reads of a graph: little enough to be sent to a worker. */
export interface Placeable<Node extends Entity = Entity> {
  readonly nodes: readonly Node[];
  readonly edges: readonly Pick<GraphEdge, 'source' | 'destination' | 'flows'>[];
}

export interface Plan {
  readonly nodes: readonly Entity[];
  readonly sizes: Map<string, Size>;
  readonly links: readonly Link[];
  readonly neighbours: Map<string, { readonly callers: string[]; readonly callees: string[] }>;
  /** Slots given out so far, by node id. */
  readonly slots: Map<string, Rect>;
  readonly boxes: Map<string, Box>;
  /** Boxes and unboxed cards. */
  readonly plane: Occupied;
  /** Boxed cards. */
  readonly cards: Occupied;
}

/** `byCalls`: whether who calls whom has a say in where things stand. */
export function planOf(graph: Placeable, sizes: Map<string, Size>, byCalls = true): Plan {
  const nodes = [...graph.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const neighbours: Plan['neighbours'] = new Map(nodes.map((node) => [node.id, { callers: [], callees: [] }]));
  const links: Link[] = [];
  for (const edge of graph.edges) {
    if (edge.source === edge.destination) continue;
    if (byCalls) links.push({ from: edge.source, to: edge.destination, weight: 1 + Math.log2(1 + edge.flows) });
    neighbours.get(edge.source)?.callees.push(edge.destination);
    neighbours.get(edge.destination)?.callers.push(edge.source);
  }
  return {
    nodes,
    sizes,
    links,
    neighbours,
    slots: new Map(),
    boxes: new Map(),
    plane: createOccupied(),
    cards: createOccupied(),
  };
}

export function sizeIn(plan: Plan, id: string): Size {
  return plan.sizes.get(id) ?? { width: 0, height: 0 };
}

/** `cluster/namespace` of nodes that stand in a box; '' of others. */
export function boxKeyOf(node: Entity): string {
  if (node.namespace === '' || node.kind === 'namespace') return '';
  return node.id.split('/', 2).join('/');
}

/** Ends outside the cluster or without a namespace stand along the borders; folded nodes do not. */
export function isEnd(node: Entity): boolean {
  return boxKeyOf(node) === '' && !['namespace', 'node', 'cluster', 'workload', 'pod'].includes(node.kind);
}

export function putBox(plan: Plan, box: Box): void {
  plan.boxes.set(box.id, box);
  plan.plane.put(`box ${box.id}`, box);
}

export function putCard(plan: Plan, id: string, slot: Rect): void {
  plan.slots.set(id, slot);
  plan.cards.put(id, slot);
}

export function putLoose(plan: Plan, id: string, slot: Rect): void {
  plan.slots.set(id, slot);
  plan.plane.put(id, slot);
}

export function boxesOf(plan: Plan, key: string): Box[] {
  return [...plan.boxes.values()].filter((box) => box.key === key);
}

export function beside(rect: Rect, size: Size, gaps: { readonly column: number; readonly row: number }): Rect[] {
  return [
    { x: rect.x, y: bottom(rect) + gaps.row },
    { x: rect.x, y: rect.y - gaps.row - size.height },
    { x: right(rect) + gaps.column, y: rect.y },
    { x: rect.x - gaps.column - size.width, y: rect.y },
  ].map((corner) => rectAt(corner, size));
}

/** Where a card would stand best: right of its callers, left of its callees, at their height. */
export function idealFor(plan: Plan, id: string): Point | null {
  const size = sizeIn(plan, id);
  const { callers, callees } = plan.neighbours.get(id) ?? { callers: [], callees: [] };
  const wishes: Point[] = [];
  for (const caller of callers) {
    const slot = plan.slots.get(caller);
    if (slot !== undefined) wishes.push({ x: right(slot) + spacing.card.column, y: centre(slot).y - size.height / 2 });
  }
  for (const callee of callees) {
    const slot = plan.slots.get(callee);
    if (slot === undefined) continue;
    wishes.push({ x: slot.x - spacing.card.column - size.width, y: centre(slot).y - size.height / 2 });
  }
  return meanOf(wishes);
}

export function meanOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** The free candidate nearest to the ideal; the first free one where there is no ideal. */
export function nearest(candidates: readonly Rect[], ideal: Point | null, free: (rect: Rect) => boolean): Rect | null {
  if (ideal === null) return candidates.find(free) ?? null;
  let [best, least]: [Rect | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const candidate of candidates) {
    const distance = Math.hypot(candidate.x - ideal.x, candidate.y - ideal.y);
    if (distance < least && free(candidate)) [best, least] = [candidate, distance];
  }
  return best;
}
