// Puts the difference between two pictures into the canvas. What kept its identity is not touched.
import type { Core, ElementDefinition } from 'cytoscape';
import type { Point, Rect } from '@/lib/graph/geometry';
import { centre } from '@/lib/graph/geometry';
import { type Curve, controlOf } from './curve';
import type { Picture, Shape, Stroke } from './picture';

export interface PatchCounts {
  readonly added: number;
  readonly removed: number;
  readonly updated: number;
}

/** `previous` must be what the canvas shows. One batch, so one redraw. */
export function patchCanvas(cy: Core, previous: Picture, next: Picture): PatchCounts {
  const counts = { added: 0, removed: 0, updated: 0 };
  cy.batch(() => {
    counts.removed +=
      removeMissing(cy, previous.strokes, next.strokes) + removeMissing(cy, previous.shapes, next.shapes);
    const fresh: ElementDefinition[] = [];
    for (const shape of next.shapes.values()) {
      const old = previous.shapes.get(shape.id);
      if (old && looksTheSame(old, shape)) continue;
      if (old) counts.updated += updateShape(cy, shape);
      else fresh.push(shapeElement(shape));
    }
    for (const stroke of next.strokes.values()) {
      const old = previous.strokes.get(stroke.id);
      if (old === stroke && !endMoved(stroke, previous, next)) continue;
      if (old) counts.updated += updateStroke(cy, stroke, next);
      else fresh.push(strokeElement(stroke, next));
    }
    if (fresh.length > 0) cy.add(fresh);
    counts.added = fresh.length;
  });
  return counts;
}

/** Figures on a card are none of the canvas's business. */
function looksTheSame(old: Shape, shape: Shape): boolean {
  if (old === shape) return true;
  const { name, icon, outside, refusing } = shape.card;
  const sameCard = old.card.name === name && old.card.icon === icon && old.card.outside === outside;
  return sameCard && old.card.refusing === refusing && old.rect === shape.rect && old.mark === shape.mark;
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

function updateShape(cy: Core, shape: Shape): number {
  const node = cy.getElementById(shape.id);
  node.data(shapeData(shape));
  node.classes(shapeClasses(shape));
  node.position({ ...centre(shape.rect) });
  return 1;
}

function updateStroke(cy: Core, stroke: Stroke, picture: Picture): number {
  const edge = cy.getElementById(stroke.id);
  edge.data(strokeData(stroke, picture));
  edge.classes(strokeClasses(stroke));
  return 1;
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
  return classes;
}

function strokeData(stroke: Stroke, { shapes }: Picture) {
  const { curve } = stroke;
  const controls = curve.controls.map((point) => controlOf(curve, point));
  return {
    edge: stroke.edge,
    width: stroke.width,
    exit: fromMiddle(curve.start, shapes.get(stroke.source)?.rect),
    entry: fromMiddle(curve.end, shapes.get(stroke.target)?.rect),
    distances: controls.map((control) => control.distance),
    weights: controls.map((control) => control.weight),
  };
}

function fromMiddle(point: Curve['start'], rect: Rect | undefined): string {
  const middle: Point = rect ? centre(rect) : { x: 0, y: 0 };
  return `${round(point.x - middle.x)}px ${round(point.y - middle.y)}px`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

function strokeClasses({ tone, wall, dim }: Stroke): string[] {
  const classes: string[] = [tone];
  if (wall !== 'none') classes.push(`wall-${wall}`);
  if (dim) classes.push('dim');
  return classes;
}
