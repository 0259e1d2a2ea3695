// Puts the difference between two pictures into the canvas. What kept its identity is not touched.
import type { Core, ElementDefinition } from 'cytoscape';
import { isOpened } from '@/components/service-map/picture/covered';
import { type Curve, controlOf, isStraight } from '@/components/service-map/picture/curve';
import type { Picture, Shape, Stroke } from '@/components/service-map/picture/picture';
import type { Point, Rect } from '@/lib/graph/geometry';
import { centre } from '@/lib/graph/geometry';
import { rendererOf } from './renderer';

export interface PatchCounts {
  readonly added: number;
  readonly removed: number;
  readonly updated: number;
}

/**
 * In steps, within a batch of the caller; until the last, the canvas is on the way from the one picture to the other.
 * `previous` must be what it shows.
 */
export function* patching(cy: Core, previous: Picture, next: Picture): Generator<void, PatchCounts> {
  const removed = removeMissing(cy, previous.strokes, next.strokes) + removeMissing(cy, previous.shapes, next.shapes);
  const shapes = [...next.shapes.values()].filter((shape) => {
    const old = previous.shapes.get(shape.id);
    return !old || !looksTheSame(old, shape);
  });
  const strokes = [...next.strokes.values()].filter(
    (stroke) => previous.strokes.get(stroke.id) !== stroke || endMoved(stroke, previous, next),
  );
  const nodes = parted(shapes, previous.shapes);
  const edges = parted(strokes, previous.strokes);
  for (const shape of nodes.known) yield updateShape(cy, shape);
  for (const some of inParts(nodes.fresh)) yield addAll(cy, some.map(shapeElement));
  for (const stroke of edges.known) yield updateStroke(cy, stroke, next);
  for (const some of inParts(edges.fresh))
    yield addAll(
      cy,
      some.map((stroke) => strokeElement(stroke, next)),
    );
  const updated = nodes.known.length + edges.known.length;
  return { added: nodes.fresh.length + edges.fresh.length, removed, updated };
}

function parted<Thing extends { readonly id: string }>(things: readonly Thing[], before: ReadonlyMap<string, unknown>) {
  return {
    known: things.filter(({ id }) => before.has(id)),
    fresh: things.filter(({ id }) => !before.has(id)),
  };
}

const elementsPerStep = 40;

function inParts<Thing>(things: readonly Thing[]): Thing[][] {
  const count = Math.ceil(things.length / elementsPerStep);
  return Array.from({ length: count }, (_, at) => things.slice(at * elementsPerStep, (at + 1) * elementsPerStep));
}

/** What is new is worked out at once, nodes before they have lines: else each would have all of its lines worked out anew. */
function addAll(cy: Core, elements: ElementDefinition[]): void {
  cy.add(elements);
  cy.endBatch();
  rendererOf(cy).flushRenderedStyleQueue?.();
  cy.startBatch();
}

/** Figures on a card are none of the canvas's business. */
function looksTheSame(old: Shape, shape: Shape): boolean {
  if (old === shape) return true;
  const { name, icon, outside, refusing } = shape.card;
  const sameCard = old.card.name === name && old.card.icon === icon && old.card.outside === outside;
  const sameOrder = isOpened(old.card) === isOpened(shape.card);
  return sameCard && sameOrder && old.card.refusing === refusing && old.rect === shape.rect && old.mark === shape.mark;
}

function removeMissing(cy: Core, old: ReadonlyMap<string, unknown>, next: ReadonlyMap<string, unknown>): number {
  let removed = 0;
  for (const id of old.keys()) {
    if (next.has(id)) continue;
    cy.getElementById(id).remove();
    removed++;
  }
  return removed;
}

/** Ends are told to the canvas relative to the middle of a shape, so they follow when only the shape changes. */
function endMoved(stroke: Stroke, previous: Picture, next: Picture): boolean {
  return [stroke.source, stroke.target].some((id) => previous.shapes.get(id)?.rect !== next.shapes.get(id)?.rect);
}

function updateShape(cy: Core, shape: Shape): void {
  const node = cy.getElementById(shape.id);
  node.data(shapeData(shape));
  node.classes(shapeClasses(shape));
  node.position({ ...centre(shape.rect) });
}

function updateStroke(cy: Core, stroke: Stroke, picture: Picture): void {
  const edge = cy.getElementById(stroke.id);
  edge.data(strokeData(stroke, picture));
  edge.classes(strokeClasses(stroke));
}

function shapeElement(shape: Shape): ElementDefinition {
  return {
    group: 'nodes',
    data: { id: shape.id, ...shapeData(shape) },
    classes: shapeClasses(shape),
    position: { ...centre(shape.rect) },
  };
}

function strokeElement(stroke: Stroke, picture: Picture): ElementDefinition {
  return {
    group: 'edges',
    data: { id: stroke.id, source: stroke.source, target: stroke.target, ...strokeData(stroke, picture) },
    classes: strokeClasses(stroke),
  };
}

function shapeData({ rect, card }: Shape) {
  return { width: rect.width, height: rect.height, name: card.name, icon: card.icon };
}

function shapeClasses({ card, mark }: Shape): string[] {
  const classes: string[] = [mark];
  if (card.outside) classes.push('outside');
  if (card.refusing) classes.push('refusing');
  if (isOpened(card)) classes.push('opened');
  return classes;
}

function strokeData(stroke: Stroke, { shapes }: Picture) {
  const { curve } = stroke;
  const rect = shapes.get(stroke.source)?.rect;
  const ends = {
    exit: fromMiddle(curve.start, rect),
    entry: fromMiddle(curve.end, shapes.get(stroke.target)?.rect),
  };
  const told = { edge: stroke.edge, width: stroke.width, ...ends };
  if (isLoop(stroke) && rect) return { ...told, ...loopData(curve, centre(rect)) };
  const controls = curve.controls.map((point) => controlOf(curve, point));
  return {
    ...told,
    distances: controls.map((control) => control.distance),
    weights: controls.map((control) => control.weight),
  };
}

const isLoop = ({ source, target }: Stroke): boolean => source === target;

/** By how much more than it is told the canvas puts the bends of a loop away from the middle of the node. */
const loopStretch = 1.4;

/** The canvas is told how far from the middle the two bends of a loop are, and the angle between them. */
function loopData({ controls: [bend] }: Curve, middle: Point) {
  const [dx, dy] = bend ? [bend.x - middle.x, middle.y - bend.y] : [0, 0];
  return {
    distances: [0],
    weights: [0.5],
    step: round(Math.hypot(dx, dy) / loopStretch),
    sweep: `${2 * Math.atan2(dy, dx)}rad`,
  };
}

function fromMiddle(point: Curve['start'], rect: Rect | undefined): string {
  const middle: Point = rect ? centre(rect) : { x: 0, y: 0 };
  return `${round(point.x - middle.x)}px ${round(point.y - middle.y)}px`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

function strokeClasses(stroke: Stroke): string[] {
  const { tone, wall, dim, curve } = stroke;
  const classes: string[] = [tone];
  if (isLoop(stroke)) classes.push('loop');
  if (isStraight(curve)) classes.push('straight');
  if (wall !== 'none') classes.push(`wall-${wall}`);
  if (dim) classes.push('dim');
  return classes;
}
