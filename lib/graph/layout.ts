// Where every card stands: left to right by calls, namespaces as boxes, outside ends along the borders.
// Who has a place keeps it; newcomers take free slots. Pure, so it runs in a worker as well as in a test.

import type { Entity } from '@/lib/flow/entity';
import { contains, type Rect, rectAt, type Size } from '@/lib/graph/geometry';
import { addBoxesAndLoose, addToBoxes } from '@/lib/graph/place/boxes';
import { addEnds } from '@/lib/graph/place/ends';
import {
  boxesOf,
  boxKeyOf,
  type Placeable,
  type Plan,
  planOf,
  putBox,
  putCard,
  putLoose,
  sizeIn,
} from '@/lib/graph/place/plan';
import { nowhere, type Positions } from '@/lib/graph/positions';

/**
 * - `calls` left to right by calls, namespaces as boxes · `names` the same boxes with everything in order of names
 * - `flat` left to right by calls, without boxes
 */
export const layouts = ['calls', 'names', 'flat'] as const;
export type Layout = (typeof layouts)[number];

export type { Placeable } from '@/lib/graph/place/plan';
export type { Positions } from '@/lib/graph/positions';

/**
 * Places every node of the graph. Nodes named in `previous` do not move, unless their card has outgrown its
 * slot, or their place is taken or no longer within their box; an empty `previous` arranges everything afresh.
 * No two cards overlap, no two boxes either. The same input gives the same positions.
 */
export function placeNodes<Node extends Entity>(
  graph: Placeable<Node>,
  sizeOf: (node: Node) => Size,
  previous: Positions = nowhere,
  layout: Layout = 'calls',
): Positions {
  const sizes = new Map(graph.nodes.map((node) => [node.id, sizeOf(node)]));
  const plan = planOf(layout === 'flat' ? withoutBoxes(graph) : graph, sizes, layout !== 'names');
  keepBoxes(plan, previous);
  keepCards(plan, previous);
  addToBoxes(plan);
  addBoxesAndLoose(plan);
  addEnds(plan);
  return finished(plan);
}

/** As workloads of no namespace everything stands in one drawing. */
function withoutBoxes({ nodes, edges }: Placeable): Placeable {
  return { edges, nodes: nodes.map((node) => ({ ...node, kind: 'workload', namespace: '' })) };
}

function keepBoxes(plan: Plan, previous: Positions): void {
  const wanted = new Set(plan.nodes.map(boxKeyOf));
  for (const box of previous.boxes) {
    if (!wanted.has(box.key) || plan.boxes.has(box.id) || !isPlace(box)) continue;
    if (plan.plane.free(box)) putBox(plan, box);
  }
}

/** Cards that fit their old slot first: one that has outgrown its own must not take theirs. */
function keepCards(plan: Plan, previous: Positions): void {
  const outgrown: [Entity, Rect][] = [];
  for (const node of plan.nodes) {
    const old = previous.nodes[node.id];
    if (old === undefined || !isPlace(old)) continue;
    const size = sizeIn(plan, node.id);
    if (size.width <= old.width && size.height <= old.height) keepCard(plan, node, old);
    else outgrown.push([node, rectAt(old, larger(old, size))]);
  }
  for (const [node, slot] of outgrown) keepCard(plan, node, slot);
}

/** Positions come back from storage and links, where anything may stand. */
function isPlace(rect: Rect): boolean {
  return [rect.x, rect.y, rect.width, rect.height].every(Number.isFinite);
}

function larger(a: Size, b: Size): Size {
  return { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
}

function keepCard(plan: Plan, node: Entity, slot: Rect): void {
  const key = boxKeyOf(node);
  if (key === '') {
    if (plan.plane.free(slot)) putLoose(plan, node.id, slot);
    return;
  }
  const box = boxesOf(plan, key).find((candidate) => contains(candidate, slot));
  if (box !== undefined && plan.cards.free(slot)) putCard(plan, node.id, slot);
}

function finished(plan: Plan): Positions {
  const nodes: [string, Rect][] = plan.nodes.flatMap((node) => {
    const slot = plan.slots.get(node.id);
    return slot === undefined ? [] : [[node.id, slot] as [string, Rect]];
  });
  const inhabited = new Set(plan.nodes.map(boxKeyOf));
  return { nodes: Object.fromEntries(nodes), boxes: [...plan.boxes.values()].filter((box) => inhabited.has(box.key)) };
}
