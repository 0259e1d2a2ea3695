// The words, figures and marks on the lines, where they cover neither cards nor one another.
import type { IconName } from '@/components/ui/icon';
import type { Tone } from '@/components/verdict/tone';
import { formatCount } from '@/lib/flow/format';
import { type Change, changeText } from '@/lib/graph/compare';
import { isAllowedByNone } from '@/lib/graph/edge';
import type { Latency } from '@/lib/graph/exchanges';
import { createOccupied, type Occupied, type Point, type Rect } from '@/lib/graph/geometry';
import type { GraphEdge } from '@/lib/graph/graph';
import { edgeLabel, figureOf, type LineFigure, shortEdgeLabel } from '@/lib/graph/text';
import { type Curve, pointOn } from './curve';
import { enlargement } from './level';
import { type Picture, type Stroke, wallMarkOf, wallScale } from './picture';

export interface EdgeLabel {
  readonly id: string;
  readonly tone: 'plain' | 'dropped' | 'audit';
  /** What the line stands for, where the words do not say so. */
  readonly verdict: Tone | null;
  /** How what passes is protected, or that no policy limits it. */
  readonly protection: readonly Protection[];
  readonly text: string;
  readonly at: Point;
  readonly scale: number;
  readonly dim: boolean;
  /** It lies over the ground of a namespace. */
  readonly inBox: boolean;
}

type Unplaced = Omit<EdgeLabel, 'at' | 'inBox'>;
type Placed = Omit<EdgeLabel, 'inBox'>;

const protections = ['encrypted', 'authenticated', 'unlimited'] as const;
export type Protection = (typeof protections)[number];

export const protectionIcons: Readonly<Record<Protection, IconName>> = {
  encrypted: 'lock',
  authenticated: 'shield-check',
  unlimited: 'shield-off',
};

/** What the lines say. */
export interface Figures {
  readonly figure: LineFigure;
  /** By the ids of edges. */
  readonly latencies: ReadonlyMap<string, Latency>;
  /** By the ids of edges: what an earlier span had otherwise. */
  readonly changes?: ReadonlyMap<string, Change>;
}

export const ratesOnly: Figures = { figure: 'rate', latencies: new Map() };

/**
 * Labels of all lines on cards; of what is in focus on pills and names; none on dots. A quiet label without room is left out,
 * a refusal is always said.
 */
export function labelsOf(
  picture: Picture,
  edges: ReadonlyMap<string, GraphEdge>,
  inFocus: (edge: string) => boolean,
  figures: Figures = ratesOnly,
): EdgeLabel[] {
  if (picture.level === 'dot') return [];
  const shapes = occupiedBy(picture);
  const others = createOccupied();
  // A figure that was asked for is told from further away as well.
  const chosen = (figures.figure !== 'rate' || figures.changes !== undefined) && picture.level === 'pill';
  const labels: EdgeLabel[] = [];
  for (const stroke of loudFirst(picture)) {
    const edge = edges.get(stroke.edge);
    const focused = inFocus(stroke.edge);
    if (!edge || (picture.level !== 'card' && !focused && !chosen)) continue;
    const change = figures.changes?.get(edge.id);
    const label = withChange(labelOf(stroke, edge, enlargement[picture.level], figures), change);
    if (label.text === '' && label.protection.length === 0) continue;
    // New lines may be many; what is gone has no other way to say so.
    const insist = focused || label.tone !== 'plain' || label.verdict === 'error' || change === 'gone';
    const taken = { shapes, others };
    const short = label.tone === 'plain' ? label.text : shortEdgeLabel(edge);
    const placed = placedOn(label, short, stroke.curve, insist, taken) ?? signsOn(label, stroke.curve, taken);
    if (!placed) continue;
    others.put(label.id, roomOf(placed, placed.at));
    labels.push({ ...placed, inBox: picture.ground.boxes.some((box) => holds(box, placed.at)) });
  }
  return labels;
}

/** What a line is, in the middle of it, where no words say so. */
export interface LineMark {
  readonly id: string;
  readonly tone: 'error' | 'audit';
  readonly at: Point;
}

/** Of lines from further away, while they can be told apart. What is refused has its wall. */
export function marksOf({ level, strokes }: Picture): LineMark[] {
  if (level === 'card' || level === 'dot') return [];
  return [...strokes.values()].flatMap(({ id, tone, curve }) =>
    tone === 'error' || tone === 'audit' ? { id, tone, at: pointOn(curve, 0.5) } : [],
  );
}

function loudFirst(picture: Picture): Stroke[] {
  const rank = (stroke: Stroke) => (stroke.wall !== 'none' ? 0 : stroke.tone === 'audit' ? 1 : stroke.dim ? 3 : 2);
  return [...picture.strokes.values()].sort((a, b) => rank(a) - rank(b));
}

/** Cards, walls and crosses. */
function occupiedBy(picture: Picture): Occupied {
  const taken = createOccupied();
  for (const shape of picture.shapes.values()) taken.put(`shape ${shape.id}`, shape.rect);
  for (const stroke of picture.strokes.values()) {
    const mark = wallMarkOf(stroke, picture.level);
    if (mark) taken.put(`cross ${stroke.id}`, squareAt(mark.crossX, mark.crossY, 14 * wallScale(picture.level)));
  }
  return taken;
}

function squareAt(x: number, y: number, size: number): Rect {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

function labelOf(stroke: Stroke, edge: GraphEdge, scale: number, figures: Figures): Unplaced {
  const rest = { id: stroke.id, scale, dim: stroke.dim, verdict: null, protection: [] };
  if (stroke.wall !== 'none') return { ...rest, tone: 'dropped', text: edgeLabel(edge) };
  const protection = protectionOf(edge);
  if (stroke.tone === 'audit') return { ...rest, tone: 'audit', verdict: 'audit', protection, text: edgeLabel(edge) };
  // Beside the refused part of an edge stands the part that passes, with the edge's figure.
  const latency = figures.latencies.get(edge.id);
  const passing = figureOf(edge, figures.figure, latency && { latency });
  const errors = figures.figure === 'rate' ? errorsOf(edge) : '';
  const verdict = stroke.tone === 'error' || stroke.tone === 'redirected' ? stroke.tone : null;
  return { ...rest, tone: 'plain', verdict, protection, text: [passing, errors].filter(Boolean).join(' · ') };
}

function protectionOf(edge: GraphEdge): readonly Protection[] {
  const { encrypted = 0, authenticated = 0 } = edge;
  const seen = { encrypted: encrypted > 0, authenticated: authenticated > 0, unlimited: isAllowedByNone(edge) };
  return protections.filter((kind) => seen[kind]);
}

/** Said of what is refused only where the refusal is the news. */
function withChange(label: Unplaced, change: Change | undefined): Unplaced {
  if (change === undefined || (change === 'denied') !== (label.tone === 'dropped')) return label;
  return { ...label, text: [changeText[change], label.text].filter(Boolean).join(' · ') };
}

function errorsOf({ http, dns }: GraphEdge): string {
  if (http && http.serverErrors > 0) return `${formatCount(http.serverErrors)} × 5xx`;
  return dns && dns.failures > 0 ? `${formatCount(dns.failures)} failed` : '';
}

/** Fractions of the way, the middle first. */
const stops = Array.from({ length: 23 }, (_, index) => 0.5 + (index % 2 === 0 ? 0.02 : -0.02) * index);

/** How far a label that must be said may reach over the borders of cards, and how far at worst. */
const overBorders = 24;
const overlap = 40;

/** How far beside its line such a label may stand. */
const beside = 20;

interface Leeway {
  readonly slack: number;
  readonly aside: number;
}

const onTheLine: readonly Leeway[] = [{ slack: 0, aside: 0 }];

const besideTheLine: readonly Leeway[] = [
  ...onTheLine,
  { slack: 0, aside: -beside },
  { slack: 0, aside: beside },
  { slack: overBorders, aside: 0 },
];

/** In the order in which they are tried. */
const overCards: readonly Leeway[] = [
  { slack: overlap, aside: 0 },
  { slack: Number.POSITIVE_INFINITY, aside: 0 },
];

interface Taken {
  readonly shapes: Occupied;
  readonly others: Occupied;
}

/**
 * The label in the first place that is free. What must be said is said in fewer words where there is no room for all,
 * then over a card if need be.
 */
function placedOn(label: Unplaced, short: string, curve: Curve, insist: boolean, taken: Taken): Placed | null {
  const brief = { ...label, text: short };
  const at = placeFor(label, curve, insist ? besideTheLine : onTheLine, taken);
  if (at || !insist) return at && { ...label, at };
  const [aside, over] = [placeFor(brief, curve, besideTheLine, taken), placeFor(brief, curve, overCards, taken)];
  return { ...brief, at: aside ?? over ?? pointOn(curve, 0.5) };
}

/** The marks alone, where there is no room for the figure as well. */
function signsOn(label: Unplaced, curve: Curve, taken: Taken): Placed | null {
  if (label.protection.length === 0) return null;
  const signs = { ...label, text: '' };
  const at = placeFor(signs, curve, onTheLine, taken);
  return at && { ...signs, at };
}

function placeFor(label: Unplaced, curve: Curve, leeways: readonly Leeway[], { shapes, others }: Taken): Point | null {
  for (const { slack, aside } of leeways) {
    const placeAt = (fraction: number) => moved(pointOn(curve, fraction), aside * label.scale);
    const stop = stops.find((fraction) => {
      const room = roomOf(label, placeAt(fraction));
      return others.free(room) && (slack >= room.width || shapes.free(narrowed(room, slack)));
    });
    if (stop !== undefined) return placeAt(stop);
  }
  return null;
}

const holds = ({ x, y, width, height }: Rect, at: Point): boolean =>
  at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;

const moved = ({ x, y }: Point, down: number): Point => ({ x, y: y + down });

function narrowed(rect: Rect, by: number): Rect {
  return { ...rect, x: rect.x + by / 2, width: rect.width - by };
}

/** A mark before the words, with the gap behind it. */
export const signWidth = 15;

/** Widths in steps, so that a figure gaining a digit does not send its label elsewhere. */
function roomOf({ text, tone, scale, verdict, protection }: Unplaced, at: Point): Rect {
  const signs = protection.length + (verdict === null ? 0 : 1);
  const letters = Math.ceil((text.length * (tone === 'plain' ? 6.7 : 5.7)) / 12) * 12;
  const width = (letters + signs * signWidth + 12) * scale;
  const height = 20 * scale;
  return { x: at.x - width / 2, y: at.y - height / 2, width, height };
}
