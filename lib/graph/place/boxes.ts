// Newcomers that stand in a namespace's box or are a folded namespace, node or cluster themselves.

import type { Entity } from '@/lib/flow/entity';
import {
  bottom,
  boundsOf,
  contains,
  grown,
  moved,
  type Point,
  type Rect,
  rectAt,
  type Size,
} from '@/lib/graph/geometry';
import { layered } from '@/lib/graph/place/layered';
import {
  beside,
  boxesOf,
  boxKeyOf,
  idealFor,
  isEnd,
  meanOf,
  nearest,
  type Plan,
  putBox,
  putCard,
  putLoose,
  sizeIn,
} from '@/lib/graph/place/plan';
import { type Box, boxId, spacing } from '@/lib/graph/positions';

/** Newcomers whose box is there already: a free slot in it, else the box grows, else it is continued elsewhere. */
export function addToBoxes(plan: Plan): void {
  for (const node of plan.nodes) {
    if (plan.slots.has(node.id)) continue;
    const boxes = boxesOf(plan, boxKeyOf(node));
    if (boxes.length === 0) continue;
    const slot = slotInside(plan, node.id, boxes);
    if (slot !== null) putCard(plan, node.id, slot);
    else if (!addByGrowing(plan, node.id, boxes)) addPart(plan, node, boxes.length + 1);
  }
}

function insideOf(box: Box): Rect {
  const { padding, title } = spacing;
  return { x: box.x + padding, y: box.y + title, width: box.width - 2 * padding, height: box.height - title - padding };
}

function slotInside(plan: Plan, id: string, boxes: readonly Box[]): Rect | null {
  const candidates = boxes.flatMap((box) => slotsBeside(plan, id, box).filter((slot) => contains(insideOf(box), slot)));
  return nearest(candidates, idealFor(plan, id), (slot) => plan.cards.free(grown(slot, spacing.card.row / 2)));
}

/** Slots lined up with the cards of a box, and the place of its first card. */
function slotsBeside(plan: Plan, id: string, box: Box): Rect[] {
  const size = sizeIn(plan, id);
  const inside = insideOf(box);
  const cards = [...plan.slots.values()].filter((slot) => contains(box, slot));
  const besides = cards.flatMap((card) => beside(card, size, spacing.card));
  return [rectAt(inside, size), ...besides];
}

function addByGrowing(plan: Plan, id: string, boxes: readonly Box[]): boolean {
  const ideal = idealFor(plan, id);
  for (const box of boxes) {
    const fits = (slot: Rect) =>
      plan.cards.free(grown(slot, spacing.card.row / 2)) &&
      plan.plane.free(grown(stretched(box, slot), spacing.margin), `box ${box.id}`);
    const slot = nearest(slotsBeside(plan, id, box), ideal, fits);
    if (slot === null) continue;
    putBox(plan, stretched(box, slot));
    putCard(plan, id, slot);
    return true;
  }
  return false;
}

function stretched(box: Box, slot: Rect): Box {
  const { padding, title } = spacing;
  const around = { x: slot.x - padding, y: slot.y - title, width: slot.width + 2 * padding, height: 0 };
  const needed = { ...around, height: slot.height + title + padding };
  return { ...box, ...boundsOf([box, needed]) };
}

function addPart(plan: Plan, node: Entity, part: number): void {
  const size = sizeIn(plan, node.id);
  const cards = new Map([[node.id, rectAt({ x: 0, y: 0 }, size)]]);
  addBox(plan, boxFor(node, part, size), cards);
}

/** Boxes that are new with all their cards, and folded nodes. */
export function addBoxesAndLoose(plan: Plan): void {
  const blocks = newBlocks(plan);
  const afresh = plan.slots.size === 0 && plan.boxes.size === 0;
  if (afresh) arrange(plan, blocks);
  for (const block of afresh ? [] : blocks) {
    if (block.box === null) addLoose(plan, block.id);
    else addBox(plan, block.box, block.cards);
  }
}

/** A new box with its cards arranged inside from 0, 0 on, or a folded node without a box. */
interface Block {
  readonly id: string;
  readonly box: Box | null;
  readonly cards: ReadonlyMap<string, Rect>;
  readonly size: Size;
}

function newBlocks(plan: Plan): Block[] {
  const members = new Map<string, Entity[]>();
  const blocks: Block[] = [];
  for (const node of plan.nodes) {
    if (plan.slots.has(node.id) || isEnd(node)) continue;
    const key = boxKeyOf(node);
    if (key === '') blocks.push({ id: node.id, box: null, cards: new Map(), size: sizeIn(plan, node.id) });
    else members.set(key, members.get(key) ?? []);
    members.get(key)?.push(node);
  }
  for (const [key, nodes] of members) blocks.push(boxBlock(plan, key, nodes));
  return blocks;
}

function boxBlock(plan: Plan, key: string, nodes: readonly Entity[]): Block {
  const sizes = new Map(nodes.map((node) => [node.id, sizeIn(plan, node.id)]));
  const { rects, ...size } = layered(sizes, plan.links, spacing.card);
  const [first] = nodes;
  const box = first === undefined ? null : boxFor(first, 1, size);
  return { id: key, box, cards: rects, size: box ?? size };
}

function boxFor(node: Entity, part: number, content: Size): Box {
  const { padding, title } = spacing;
  const key = boxKeyOf(node);
  return {
    id: boxId(key, part),
    key,
    cluster: node.cluster,
    namespace: node.namespace,
    x: 0,
    y: 0,
    width: content.width + 2 * padding,
    height: content.height + title + padding,
  };
}

/** Nothing has a place yet: blocks stand in columns by the calls between them. */
function arrange(plan: Plan, blocks: readonly Block[]): void {
  const blockOf = new Map(blocks.flatMap((block) => [...block.cards.keys(), block.id].map((id) => [id, block.id])));
  const links = plan.links.flatMap(({ from, to, weight }) => {
    const [caller, callee] = [blockOf.get(from), blockOf.get(to)];
    return caller === undefined || callee === undefined ? [] : [{ from: caller, to: callee, weight }];
  });
  const { rects } = layered(new Map(blocks.map((block) => [block.id, block.size])), links, spacing.box);
  for (const block of blocks) {
    const corner = rects.get(block.id) ?? { x: 0, y: 0 };
    if (block.box === null) putLoose(plan, block.id, rectAt(corner, block.size));
    else standBox(plan, block.box, block.cards, corner);
  }
}

function standBox(plan: Plan, box: Box, cards: ReadonlyMap<string, Rect>, corner: Point): void {
  putBox(plan, { ...box, x: corner.x, y: corner.y });
  const inset = { x: corner.x + spacing.padding, y: corner.y + spacing.title };
  for (const [id, rect] of cards) putCard(plan, id, moved(rect, inset));
}

/** Near those its cards talk to, beside what stands already; under everything when there is no room. */
function addBox(plan: Plan, box: Box, cards: ReadonlyMap<string, Rect>): void {
  const ideals = [...cards.keys()].map((id) => idealFor(plan, id)).filter((point) => point !== null);
  standBox(plan, box, cards, freePlace(plan, box, meanOf(ideals)));
}

function addLoose(plan: Plan, id: string): void {
  const size = sizeIn(plan, id);
  putLoose(plan, id, rectAt(freePlace(plan, size, idealFor(plan, id)), size));
}

function freePlace(plan: Plan, size: Size, ideal: Point | null): Rect {
  const standing = [...plan.plane.rects()];
  const candidates = standing.flatMap((rect) => beside(rect, size, spacing.box));
  const free = nearest(candidates, ideal, (rect) => plan.plane.free(grown(rect, spacing.margin)));
  if (free !== null) return free;
  const all = boundsOf(standing);
  return rectAt(all === null ? { x: 0, y: 0 } : { x: all.x, y: bottom(all) + spacing.box.row }, size);
}
