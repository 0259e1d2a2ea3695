// The words and figures on the lines, where they cover neither cards nor one another.
import { formatCount, formatRate } from '@/lib/flow/format';
import { createOccupied, type Occupied, type Point, type Rect } from '@/lib/graph/geometry';
import type { GraphEdge } from '@/lib/graph/graph';
import { type Curve, pointOn } from './curve';
import { enlargement } from './level';
import type { Picture, Stroke } from './picture';
import { refusalWords } from './words';

export interface EdgeLabel {
  readonly id: string;
  readonly tone: 'plain' | 'dropped' | 'audit';
  /** Why, on what is refused; '' on what passes. */
  readonly words: string;
  readonly figure: string;
  readonly at: Point;
  readonly scale: number;
  readonly dim: boolean;
}

/**
 * Labels of all lines on cards; of what is in focus on pills; none on dots. A quiet label without room is left out,
 * a refusal is always said.
 */
export function labelsOf(
  picture: Picture,
  edges: ReadonlyMap<string, GraphEdge>,
  inFocus: (edge: string) => boolean,
): EdgeLabel[] {
  if (picture.level === 'dot') return [];
  const taken = occupiedBy(picture);
  const labels: EdgeLabel[] = [];
  for (const stroke of loudFirst(picture)) {
    const edge = edges.get(stroke.edge);
    const focused = inFocus(stroke.edge);
    if (!edge || (picture.level === 'pill' && !focused)) continue;
    const label = labelOf(stroke, edge, enlargement[picture.level]);
    const at = placeFor(label, stroke.curve, taken, focused || label.tone !== 'plain');
    if (at) labels.push({ ...label, at });
  }
  return labels;
}

function loudFirst(picture: Picture): Stroke[] {
  const rank = (stroke: Stroke) => (stroke.wall !== 'none' ? 0 : stroke.tone === 'audit' ? 1 : stroke.dim ? 3 : 2);
  return [...picture.strokes.values()].sort((a, b) => rank(a) - rank(b));
}

function occupiedBy(picture: Picture): Occupied {
  const taken = createOccupied();
  for (const shape of picture.shapes.values()) taken.put(`shape ${shape.id}`, shape.rect);
  return taken;
}

function labelOf(stroke: Stroke, edge: GraphEdge, scale: number): Omit<EdgeLabel, 'at'> {
  const rest = { id: stroke.id, scale, dim: stroke.dim };
  if (stroke.wall !== 'none')
    return { ...rest, tone: 'dropped', words: refusalWords(edge), figure: refusalFigure(edge) };
  const figure = formatRate(edge.flowsPerSecond);
  if (stroke.tone === 'audit') return { ...rest, tone: 'audit', words: 'Would be denied', figure };
  return { ...rest, tone: 'plain', words: '', figure: errorsOf(edge) ? `${figure} · ${errorsOf(edge)}` : figure };
}

/** What share is refused where some passes; how often where none does. */
function refusalFigure(edge: GraphEdge): string {
  if (edge.state === 'partly') return `${formatCount(edge.denials)} of ${formatCount(edge.flows)}`;
  return edge.denialsPerSecond > 0 ? formatRate(edge.denialsPerSecond) : formatCount(edge.denials);
}

function errorsOf(edge: GraphEdge): string {
  if (edge.http && edge.http.serverErrors > 0) return `${formatCount(edge.http.serverErrors)} × 5xx`;
  return edge.dns && edge.dns.failures > 0 ? `${formatCount(edge.dns.failures)} failed` : '';
}

/** Fractions of the way, the best first. */
const stops = [0.5, 0.38, 0.62, 0.26, 0.74];

function placeFor(label: Omit<EdgeLabel, 'at'>, curve: Curve, taken: Occupied, insist: boolean): Point | null {
  for (const stop of stops) {
    const at = pointOn(curve, stop);
    const room = roomOf(label, at);
    if (!taken.free(room)) continue;
    taken.put(`label ${label.id}`, room);
    return at;
  }
  return insist ? pointOn(curve, 0.5) : null;
}

/** Widths in steps, so that a figure gaining a digit does not send its label elsewhere. */
function roomOf({ words, figure, scale }: Omit<EdgeLabel, 'at'>, at: Point): Rect {
  const width = (Math.ceil((words.length * 6 + figure.length * 7) / 24) * 24 + 16) * scale;
  const height = 22 * scale;
  return { x: at.x - width / 2, y: at.y - height / 2, width, height };
}
