// Where the curves run. Everything is in model pixels; the canvas and the layers share them.
import { bottom, type Point, type Rect, right } from '@/lib/graph/geometry';

/** Quadratic pieces, one per control point, joined halfway between them: what the canvas draws. */
export interface Curve {
  readonly start: Point;
  readonly controls: readonly Point[];
  readonly end: Point;
  /** Direction in which the curve leaves and enters. */
  readonly axis: 'horizontal' | 'vertical';
}

const stackedGap = 200;

/**
 * From the client's box to the server's. Curves leave and enter horizontally; only boxes that stand close above one
 * another are joined straight down. `exitY` and `entryY` are the heights at which a curve may touch each box.
 */
export function curveBetween(source: Rect, target: Rect, exitY: number, entryY: number): Curve {
  if (target.x >= right(source)) return flat({ x: right(source), y: exitY }, { x: target.x, y: entryY });
  if (right(target) <= source.x) return flat({ x: source.x, y: exitY }, { x: right(target), y: entryY });
  return stacked(source, target) ?? around({ x: right(source), y: exitY }, { x: right(target), y: entryY });
}

/**
 * From a box to itself, at its right: up to `reach` away from it. Both bends are as far from the middle of the box, which is
 * how the canvas wants to be told of such a line.
 */
export function curveToItself(box: Rect, exitY: number, entryY: number, reach: number): Curve {
  const [middle, x] = [box.y + box.height / 2, right(box) + reach];
  const half = Math.max(Math.abs(exitY - middle), Math.abs(entryY - middle)) + reach / 6;
  return {
    start: { x: right(box), y: exitY },
    controls: [
      { x, y: middle - half },
      { x, y: middle + half },
    ],
    end: { x: right(box), y: entryY },
    axis: 'horizontal',
  };
}

function flat(start: Point, end: Point): Curve {
  const middle = (start.x + end.x) / 2;
  const controls = [
    { x: middle, y: start.y },
    { x: middle, y: end.y },
  ];
  return { start, controls, end, axis: 'horizontal' };
}

function stacked(source: Rect, target: Rect): Curve | null {
  const below = target.y - bottom(source);
  const gap = Math.max(below, source.y - bottom(target));
  if (gap < 0 || gap > stackedGap) return null;
  const start = { x: source.x + source.width / 2, y: below >= 0 ? bottom(source) : source.y };
  const end = { x: target.x + target.width / 2, y: below >= 0 ? target.y : bottom(target) };
  const middle = (start.y + end.y) / 2;
  const controls = [
    { x: start.x, y: middle },
    { x: end.x, y: middle },
  ];
  return { start, controls, end, axis: 'vertical' };
}

/** Out to the right, past what stands between, and back in from the right. */
function around(start: Point, end: Point): Curve {
  const bulge = Math.max(start.x, end.x) + Math.min(96, 32 + Math.abs(end.y - start.y) / 6);
  const controls = [
    { x: bulge, y: start.y },
    { x: bulge, y: end.y },
  ];
  return { start, controls, end, axis: 'horizontal' };
}

/** How far from its ends a curve along a lane has reached the lane. */
const turn = 72;

/** The same ends, joined along the height `lane`: a turn into it, straight on, and a turn out of it. */
export function alongLane(curve: Curve, lane: number): Curve {
  const { start, end } = curve;
  const way = end.x < start.x ? -1 : 1;
  const [early, late] = [start.x + (way * turn) / 2, end.x - (way * turn) / 2];
  const controls = [
    { x: early, y: start.y },
    { x: early, y: lane },
    { x: early + way * turn, y: lane },
    { x: late - way * turn, y: lane },
    { x: late, y: lane },
    { x: late, y: end.y },
  ];
  return { ...curve, controls };
}

/** A part of the way, by its ends along the x axis, that is gone at one height. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/**
 * The same ends, joined along the spans, which are in the order of the way: straight past each, turning before the next.
 * Null where there is no room to turn.
 */
export function alongSpans(curve: Curve, spans: readonly Span[]): Curve | null {
  const { start, end } = curve;
  const way = end.x < start.x ? -1 : 1;
  const controls: Point[] = [];
  let at = start;
  for (const span of [...spans, { from: end.x, to: end.x, height: end.y }]) {
    const [entry, exit] = way > 0 ? [span.from, span.to] : [span.to, span.from];
    const isLast = exit === end.x;
    const half = Math.min(turn, way * (entry - at.x)) / 2;
    if (half <= 0) return null;
    const bend = isLast ? end.x - way * half : at.x + way * half;
    if (at !== start) controls.push({ x: bend - way * 2 * half, y: at.y });
    controls.push({ x: bend, y: at.y }, { x: bend, y: span.height });
    if (!isLast) controls.push({ x: bend + way * 2 * half, y: span.height });
    at = { x: exit, y: span.height };
  }
  return { ...curve, controls };
}

/** The curve moved sideways by `by`, for lines that run beside one another. */
export function shifted(curve: Curve, by: number): Curve {
  const move = (point: Point): Point =>
    curve.axis === 'horizontal' ? { x: point.x, y: point.y + by } : { x: point.x + by, y: point.y };
  return { ...curve, start: move(curve.start), controls: curve.controls.map(move), end: move(curve.end) };
}

export function isSameCurve(a: Curve, b: Curve): boolean {
  if (a === b) return true;
  const ends = a.axis === b.axis && isSamePoint(a.start, b.start) && isSamePoint(a.end, b.end);
  return ends && a.controls.length === b.controls.length && a.controls.every((point, at) => isSameAt(b, at, point));
}

const isSamePoint = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;

function isSameAt({ controls }: Curve, at: number, point: Point): boolean {
  const other = controls[at];
  return other !== undefined && isSamePoint(point, other);
}

/** Which way the curve goes at its start: `1` right or down, `-1` left or up. */
export function leaving({ start, controls, end, axis }: Curve): 1 | -1 {
  return wayFrom(start, controls.at(0) ?? end, axis);
}

/** Which way the curve goes at its end. */
export function entering({ start, controls, end, axis }: Curve): 1 | -1 {
  return wayFrom(controls.at(-1) ?? start, end, axis);
}

function wayFrom(from: Point, to: Point, axis: Curve['axis']): 1 | -1 {
  return (axis === 'horizontal' ? to.x - from.x : to.y - from.y) < 0 ? -1 : 1;
}

/** The curve cut short by so many pixels at its start and at its end, to make room for a mark. */
export function trimmed(curve: Curve, atStart: number, atEnd: number): Curve {
  const start = along(curve.start, curve.axis, leaving(curve) * atStart);
  const end = along(curve.end, curve.axis, -entering(curve) * atEnd);
  return { ...curve, start, end };
}

/** The point moved by `by` along the axis. */
export function along(point: Point, axis: Curve['axis'], by: number): Point {
  return axis === 'horizontal' ? { x: point.x + by, y: point.y } : { x: point.x, y: point.y + by };
}

/** A point of the curve; the fraction counts pieces, not pixels. */
export function pointOn({ start, controls, end }: Curve, fraction: number): Point {
  const at = Math.min(Math.max(fraction, 0), 1) * controls.length;
  const piece = Math.min(Math.floor(at), controls.length - 1);
  const control = controls[piece];
  if (!control) return between(start, end, fraction);
  const [before, after] = [controls[piece - 1], controls[piece + 1]];
  const from = before ? between(before, control, 0.5) : start;
  const to = after ? between(control, after, 0.5) : end;
  return between(between(from, control, at - piece), between(control, to, at - piece), at - piece);
}

function between(a: Point, b: Point, fraction: number): Point {
  return { x: a.x + (b.x - a.x) * fraction, y: a.y + (b.y - a.y) * fraction };
}

/** A control point in the canvas's terms: how far along the straight line from start to end, and how far beside it. */
export function controlOf(curve: Curve, point: Point): { readonly weight: number; readonly distance: number } {
  const dx = curve.end.x - curve.start.x;
  const dy = curve.end.y - curve.start.y;
  const length = Math.hypot(dx, dy) || 1;
  const px = point.x - curve.start.x;
  const py = point.y - curve.start.y;
  return { weight: (px * dx + py * dy) / (length * length), distance: (-px * dy + py * dx) / length };
}

/** Whether it does not bend at all, but for what nobody sees. */
export function isStraight(curve: Curve): boolean {
  return curve.controls.every((point) => Math.abs(controlOf(curve, point).distance) < 0.01);
}
