// Ends outside the cluster and the platform's own: along the borders, callers left, callees right.

import type { Entity } from '@/lib/flow/entity';
import { bottom, boundsOf, type Point, type Rect, rectAt, right, type Size } from '@/lib/graph/geometry';
import { beside, boxKeyOf, idealFor, isEnd, nearest, type Plan, putLoose, sizeIn } from '@/lib/graph/place/plan';
import { spacing } from '@/lib/graph/positions';

type Side = 'left' | 'right' | 'below';

const platform = ['host', 'remote-node', 'health', 'init', 'unmanaged'];

export function addEnds(plan: Plan): void {
  const sides: Record<Side, Entity[]> = { left: [], right: [], below: [] };
  const standing: Record<Side, Rect[]> = { left: [], right: [], below: [] };
  const middle = boundsOf([...plan.boxes.values(), ...looseSlots(plan)]);
  for (const node of plan.nodes) {
    if (!isEnd(node)) continue;
    const slot = plan.slots.get(node.id);
    if (slot === undefined) sides[sideOf(plan, node)].push(node);
    else standing[standsOn(slot, middle)].push(slot);
  }
  for (const side of ['left', 'right', 'below'] as const) {
    if (standing[side].length === 0) addBorder(plan, side, sides[side], middle);
    else for (const node of sides[side]) addEnd(plan, side, node, standing[side]);
  }
}

function looseSlots(plan: Plan): Rect[] {
  return plan.nodes.flatMap((node) => (isEnd(node) || boxKeyOf(node) !== '' ? [] : (plan.slots.get(node.id) ?? [])));
}

/** Callers stand left, callees right; the platform's own ends below. */
function sideOf(plan: Plan, node: Entity): Side {
  if (node.kind === 'reserved' && platform.includes(node.name)) return 'below';
  const ties = plan.neighbours.get(node.id);
  return ties !== undefined && ties.callers.length < ties.callees.length ? 'left' : 'right';
}

function standsOn(slot: Rect, middle: Rect | null): Side {
  if (middle === null || slot.x >= right(middle)) return 'right';
  return slot.x + slot.width <= middle.x ? 'left' : 'below';
}

/** A whole border at once: in the order of what the ends talk to, in as many columns (rows) as it takes. */
function addBorder(plan: Plan, side: Side, nodes: readonly Entity[], middle: Rect | null): void {
  if (nodes.length === 0) return;
  const along = (point: Point) => (side === 'below' ? point.x : point.y);
  const towards = (node: Entity) => along(idealFor(plan, node.id) ?? { x: 0, y: 0 });
  const sorted = nodes.map((node) => ({ id: node.id, at: towards(node) })).sort((a, b) => a.at - b.at);
  const edge = middle ?? { x: 0, y: 0, width: 0, height: 0 };
  const lanes = lanesOf(plan, side, sorted, edge);
  let out = boundsOf(plan.plane.rects()) ?? edge;
  for (const lane of lanes) {
    for (const [id, rect] of standInLane(plan, side, lane, out)) putLoose(plan, id, rect);
    out = boundsOf(plan.plane.rects()) ?? edge;
  }
}

interface Wish {
  readonly id: string;
  readonly at: number;
}

function lanesOf(plan: Plan, side: Side, sorted: readonly Wish[], edge: Rect): Wish[][] {
  const lengthOf = (id: string) => (side === 'below' ? sizeIn(plan, id).width : sizeIn(plan, id).height);
  const total = sorted.reduce((sum, { id }) => sum + lengthOf(id) + spacing.card.row, 0);
  const room = Math.max(side === 'below' ? edge.width : edge.height, Math.sqrt(total) * 16, 320);
  const count = Math.ceil(total / room);
  const lanes: Wish[][] = Array.from({ length: count }, () => []);
  sorted.forEach((wish, index) => {
    lanes[index % count]?.push(wish);
  });
  return lanes;
}

/** Each end as near to its wish as the one before it allows; then all shifted to be right on average. */
function standInLane(plan: Plan, side: Side, lane: readonly Wish[], out: Rect): [string, Rect][] {
  const starts: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  let error = 0;
  for (const { id, at } of lane) {
    const start = Math.max(next, at);
    starts.push(start);
    error += start - at;
    next = start + (side === 'below' ? sizeIn(plan, id).width : sizeIn(plan, id).height) + spacing.card.row;
  }
  const shift = error / lane.length;
  return lane.map(({ id }, index) => {
    const size = sizeIn(plan, id);
    const along = Math.round((starts[index] ?? 0) - shift);
    return [id, rectAt(cornerOn(side, along, size, out), size)];
  });
}

function cornerOn(side: Side, along: number, size: Size, out: Rect): Point {
  if (side === 'below') return { x: along, y: bottom(out) + spacing.box.row };
  if (side === 'right') return { x: right(out) + spacing.box.column, y: along };
  return { x: out.x - spacing.box.column - size.width, y: along };
}

/** A newcomer on a border that is inhabited: lined up with the others, else further out. */
function addEnd(plan: Plan, side: Side, node: Entity, standing: Rect[]): void {
  const size = sizeIn(plan, node.id);
  const ideal = idealFor(plan, node.id);
  const candidates = standing.flatMap((rect) => linedUp(side, rect, size));
  const free = nearest(candidates, ideal, (rect) => plan.plane.free(rect));
  const out = boundsOf(plan.plane.rects()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const along = Math.round(side === 'below' ? (ideal?.x ?? out.x) : (ideal?.y ?? out.y));
  const slot = free ?? rectAt(cornerOn(side, along, size, out), size);
  putLoose(plan, node.id, slot);
  standing.push(slot);
}

function linedUp(side: Side, rect: Rect, size: Size): Rect[] {
  const all = beside(rect, size, { column: spacing.card.row, row: spacing.card.row });
  return side === 'below' ? all.slice(2) : all.slice(0, 2);
}
