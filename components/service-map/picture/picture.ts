// The graph as shapes and lines: what stands where, which line runs how, in which style. Pure. Shapes and lines
// that did not change keep their identity, so that the canvas touches only what did.
import type { Tone } from '@/components/verdict/tone';
import { edgeTone } from '@/components/verdict/tone';
import type { Rect } from '@/lib/graph/geometry';
import { type Graph, type GraphEdge, type GraphNode, isRefusing } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import { type CardFacts, headerHeight, heightOfCard, heightOfPort, portKey, widthOfName } from './card';
import {
  along,
  type Curve,
  curveBetween,
  curveToItself,
  entering,
  isSameCurve,
  leaving,
  shifted,
  trimmed,
} from './curve';
import { clearOf, type Ground } from './detour';
import type { Focus } from './focus';
import { enlargement, type Level, titleIsInside } from './level';
import { kept } from './same';

/** A node on the canvas. */
export interface Shape {
  readonly id: string;
  readonly rect: Rect;
  readonly card: CardFacts;
  /** `near`: a neighbour of what is selected. */
  readonly mark: 'none' | 'near' | 'selected' | 'cursor';
}

/** A line on the canvas; an edge of which a part is refused is two. */
export interface Stroke {
  readonly id: string;
  readonly edge: GraphEdge['id'];
  readonly source: GraphNode['id'];
  readonly target: GraphNode['id'];
  readonly tone: Tone;
  /** Refused traffic ends at a wall at this end. */
  readonly wall: 'none' | 'source' | 'target';
  readonly width: number;
  readonly dim: boolean;
  readonly curve: Curve;
  /** The curve before it was led around cards. */
  readonly direct: Curve;
}

export interface Picture {
  readonly level: Level;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly strokes: ReadonlyMap<string, Stroke>;
  readonly ground: Ground;
}

export const emptyPicture: Picture = {
  level: 'card',
  shapes: new Map(),
  strokes: new Map(),
  ground: { cards: [], titles: [], boxes: [] },
};

export interface PictureInput {
  readonly graph: Graph;
  readonly cards: ReadonlyMap<string, CardFacts>;
  readonly positions: Positions;
  readonly level: Level;
  /** What is highlighted; everything else that passes is dimmed. Null: nothing is dimmed. */
  readonly focus: Focus | null;
  /** The node the keyboard stands on. */
  readonly cursor: string | null;
  /** The node that is selected. */
  readonly selected: string | null;
}

export function pictureOf(input: PictureInput, previous: Picture = emptyPicture): Picture {
  const shapes = new Map<string, Shape>();
  for (const node of input.graph.nodes) {
    const shape = shapeOf(node, input, previous.shapes.get(node.id));
    if (shape) shapes.set(shape.id, shape);
  }
  const ground = groundOf(shapes, input, previous);
  const strokes = new Map<string, Stroke>();
  for (const stroke of strokesOf({ input, shapes, ground, previous })) {
    strokes.set(stroke.id, stroke);
  }
  return { level: input.level, shapes, strokes, ground };
}

function groundOf(
  shapes: ReadonlyMap<string, Shape>,
  { positions: { boxes }, level }: PictureInput,
  { ground: old, level: before }: Picture,
): Ground {
  const cards = [...shapes.values()].map((shape) => shape.rect);
  const stands = level === before && boxes === old.boxes && cards.length === old.cards.length;
  if (stands && cards.every((rect, index) => rect === old.cards[index])) return old;
  const height = titleHeight * enlargement[level];
  const above = titleIsInside(level) ? 0 : height;
  const titles = boxes.map(({ x, y, width }) => ({ x, y: y - above, width, height }));
  return { cards, titles, boxes };
}

const titleHeight = 24;

function shapeOf(node: GraphNode, input: PictureInput, old: Shape | undefined): Shape | null {
  const told = input.cards.get(node.id);
  const slot = input.positions.nodes[node.id];
  if (!told || !slot) return null;
  const card = keptCard(old?.card, told, input.level);
  const rect = keptRect(old?.rect, rectAtLevel(slot, card, input.level));
  const mark = markOf(node.id, input);
  return old && old.card === card && old.rect === rect && old.mark === mark ? old : { id: node.id, rect, card, mark };
}

/** Ports and their figures are seen on cards only; further away a card with other figures says the same. */
function keptCard(old: CardFacts | undefined, card: CardFacts, level: Level): CardFacts {
  return level === 'card' || !old
    ? kept(old, card)
    : kept(old, { ...card, rows: old.rows, endpoints: old.endpoints, labels: old.labels });
}

function keptRect(old: Rect | undefined, rect: Rect): Rect {
  const stands = old?.x === rect.x && old.y === rect.y && old.width === rect.width && old.height === rect.height;
  return stands ? old : rect;
}

function markOf(id: string, { cursor, selected, focus }: PictureInput): Shape['mark'] {
  if (id === cursor) return 'cursor';
  if (id === selected) return 'selected';
  return focus?.nodes.has(id) ? 'near' : 'none';
}

const dotSize = 30;

/** By how much a bare name is wider than its card, at each side. */
const nameMargin = 12;

/** Pills and dots stand where the header of the card would be. */
function rectAtLevel(slot: Rect, card: CardFacts, level: Level): Rect {
  const height = level === 'card' ? heightOfCard(card) : headerHeight;
  if (level === 'name') {
    const width = Math.min(slot.width, widthOfName(card)) + 2 * nameMargin;
    return { x: slot.x - nameMargin, y: slot.y, width, height };
  }
  if (level === 'card') return { x: slot.x, y: slot.y, width: slot.width, height };
  if (level === 'pill') return { x: slot.x, y: slot.y, width: Math.min(slot.width, widthOfName(card)), height };
  const x = slot.x + slot.width / 2 - dotSize / 2;
  return { x, y: slot.y + headerHeight / 2 - dotSize / 2, width: dotSize, height: dotSize };
}

interface Line {
  readonly edge: GraphEdge;
  readonly refused: boolean;
}

/** What the lines of one picture are drawn from. */
interface Sketch {
  readonly input: PictureInput;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly ground: Ground;
  readonly previous: Picture;
}

function strokesOf(sketch: Sketch): Stroke[] {
  const { input, shapes } = sketch;
  const byPair = new Map<string, Line[]>();
  for (const edge of input.graph.edges) {
    if (!shapes.has(edge.source) || !shapes.has(edge.destination)) continue;
    const pair =
      edge.source < edge.destination ? `${edge.source}\n${edge.destination}` : `${edge.destination}\n${edge.source}`;
    const lines = byPair.get(pair) ?? [];
    if (edge.state !== 'denied') lines.push({ edge, refused: false });
    if (isRefusing(edge)) lines.push({ edge, refused: true });
    byPair.set(pair, lines);
  }
  return [...byPair.values()].flatMap((lines) =>
    lines.flatMap((line, index) => strokeOf(line, { index, count: lines.length }, sketch) ?? []),
  );
}

/** Which of how many lines between the same two nodes. */
interface Turn {
  readonly index: number;
  readonly count: number;
}

/** Lines between the same two nodes run beside one another. */
function besideBy({ index, count }: Turn): number {
  return (index - (count - 1) / 2) * Math.min(12, 36 / count);
}

function strokeOf(line: Line, turn: Turn, sketch: Sketch): Stroke | null {
  const { input, shapes } = sketch;
  const { edge, refused } = line;
  const [source, target] = [shapes.get(edge.source), shapes.get(edge.destination)];
  if (!source || !target) return null;
  const wall = refused ? wallOf(edge) : 'none';
  const id = refused ? `${edge.id}!` : edge.id;
  const old = sketch.previous.strokes.get(id);
  const drawn = source === target ? curveAround(line, turn, source, input.level) : null;
  const straight = drawn ?? curveOf(line, besideBy(turn), source, target, input.level);
  const computed = roomForWall(straight, wall, input.level);
  const direct = old && isSameCurve(old.direct, computed) ? old.direct : computed;
  const stroke = {
    id,
    edge: edge.id,
    source: edge.source,
    target: edge.destination,
    tone: refused ? 'dropped' : passingTone(edge),
    wall,
    width: widthOf(line, narrowed(old, sketch)) * widening[input.level],
    dim: !refused && input.focus !== null && !input.focus.edges.has(edge.id),
    curve: drawn ? direct : ledAround(direct, id, [source, target], sketch),
    direct,
  } as const;
  return old && looksTheSame(old, stroke) ? old : stroke;
}

/** Most lines of most pictures are as they were: curves keep their identity, so that this is soon said. */
function looksTheSame(old: Stroke, stroke: Stroke): boolean {
  const { tone, wall, width, dim, curve, direct } = stroke;
  const isAsBefore = old.tone === tone && old.wall === wall && old.width === width && old.dim === dim;
  return isAsBefore && old.direct === direct && (old.curve === curve || isSameCurve(old.curve, curve));
}

const widening: Readonly<Record<Level, number>> = { card: 1, pill: 1.4, name: 1.8, dot: 2.2 };

/**
 * Width in quarters of a pixel, and the old one until the rate is well beyond it: a rate that hovers does not redraw
 * the map. What is refused is never thin.
 */
function widthOf({ edge, refused }: Line, old: number | undefined): number {
  const [least, perSecond] = refused ? [2.25, edge.denialsPerSecond] : [1.25, edge.flowsPerSecond];
  const exact = Math.min(4, Math.max(least, 1.25 + 0.9 * Math.log10(1 + Math.max(0, perSecond))));
  return old !== undefined && Math.abs(old - exact) < 0.25 ? old : Math.round(exact * 4) / 4;
}

/** The width on cards, whatever the level. */
function narrowed(stroke: Stroke | undefined, { previous }: Sketch): number | undefined {
  return stroke && Math.round((stroke.width / widening[previous.level]) * 4) / 4;
}

/** The end that refused: the client's on egress, the server's otherwise (its proxy refuses there as well). */
function wallOf(edge: GraphEdge): 'source' | 'target' {
  const { egress, ingress, unknown } = edge.deniedBySide;
  return egress > ingress && egress > unknown ? 'source' : 'target';
}

function passingTone(edge: GraphEdge): Tone {
  if (edge.state !== 'partly') return edgeTone(edge.state);
  return (edge.events.REDIRECTED ?? 0) > 0 ? 'redirected' : 'forwarded';
}

function curveOf({ edge, refused }: Line, beside: number, source: Shape, target: Shape, level: Level): Curve {
  const by = level === 'dot' ? beside / 2 : beside;
  const exitY = headerMiddle(source, level) + by;
  const row = level === 'card' ? heightOfPort(target.card, portKey(edge, refused)) : null;
  const ownRow = row !== null && row > headerHeight;
  const entryY = ownRow ? target.rect.y + row : headerMiddle(target, level) + by;
  const curve = curveBetween(source.rect, target.rect, exitY, entryY);
  return curve.axis === 'vertical' ? shifted(curve, beside) : curve;
}

/** What a node asks of itself: one around the other, and however many there are, not further away than this together. */
const roomBesideCard = 120;

function curveAround({ edge, refused }: Line, { index, count }: Turn, shape: Shape, level: Level): Curve {
  const middle = headerMiddle(shape, level);
  const apart = (level === 'dot' ? 4 : 6) + (index * 10) / count;
  const row = level === 'card' ? heightOfPort(shape.card, portKey(edge, refused)) : 0;
  const entryY = row > headerHeight ? shape.rect.y + row : middle + apart;
  const reach = roomAtWall * wallScale(level) + 20 + index * Math.min(16, roomBesideCard / count);
  return curveToItself(shape.rect, middle - apart, entryY, reach);
}

/** Among dots, which lines hardly cover, fewer lines are led around frames; among very many nobody could follow one. */
const mostAmongDots = 600;

/** What was led on the same ground before is led the same way. */
function ledAround(direct: Curve, id: string, ends: readonly Shape[], sketch: Sketch): Curve {
  const isDotted = sketch.input.level === 'dot';
  if (isDotted && sketch.input.graph.edges.length > mostAmongDots) return direct;
  const old = sketch.previous.strokes.get(id);
  if (old?.direct === direct && sketch.previous.ground === sketch.ground) return old.curve;
  const own = ends.map((shape) => shape.rect);
  return clearOf(direct, isDotted ? { ...sketch.ground, cards: [], titles: [] } : sketch.ground, own, asideOf(id));
}

/** A few pixels that differ from edge to edge and never change. */
function asideOf(id: string): number {
  let sum = 0;
  for (let at = 0; at < id.length; at++) sum = (sum * 31 + id.charCodeAt(at)) % 5;
  return (sum - 2) * 2.5;
}

const headerMiddle = (shape: Shape, level: Level): number =>
  shape.rect.y + (level === 'dot' ? dotSize : headerHeight) / 2;

const roomAtWall = 32;

/** How much larger than life walls and crosses are drawn. */
export function wallScale(level: Level): number {
  return level === 'card' ? 1 : enlargement[level] * 0.8;
}

function roomForWall(curve: Curve, wall: Stroke['wall'], level: Level): Curve {
  const by = roomAtWall * wallScale(level);
  if (wall === 'none' || level === 'dot') return curve;
  return wall === 'source' ? trimmed(curve, by, 0) : trimmed(curve, 0, by);
}

export interface WallMark {
  readonly wallX: number;
  readonly wallY: number;
  readonly crossX: number;
  readonly crossY: number;
  readonly axis: Curve['axis'];
}

/** Where the wall and the cross of a refused line stand, in the room its curve has left for them. */
export function wallMarkOf(stroke: Stroke, level: Level): WallMark | null {
  if (stroke.wall === 'none' || level === 'dot') return null;
  const { curve } = stroke;
  const [from, way] = stroke.wall === 'source' ? [curve.start, -leaving(curve)] : [curve.end, entering(curve)];
  const at = (by: number) => along(from, curve.axis, way * by * wallScale(level));
  const [wall, cross] = [at(26), at(6)];
  return { wallX: wall.x, wallY: wall.y, crossX: cross.x, crossY: cross.y, axis: curve.axis };
}
