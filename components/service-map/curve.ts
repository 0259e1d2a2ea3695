// Where the curves run. Everything is in model pixels; the canvas and the layers share them.
import { bottom, type Point, type Rect, right } from '@/lib/graph/geometry';

/** A curve through two control points, as two quadratic pieces joined between them: what the canvas draws. */
export interface Curve {
  readonly start: Point;
  readonly first: Point;
  readonly second: Point;
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

function flat(start: Point, end: Point): Curve {
  const reach = (end.x - start.x) / 2;
  const first = { x: start.x + reach, y: start.y };
  return { start, first, second: { x: end.x - reach, y: end.y }, end, axis: 'horizontal' };
}

function stacked(source: Rect, target: Rect): Curve | null {
  const below = target.y - bottom(source);
  const gap = Math.max(below, source.y - bottom(target));
  if (gap < 0 || gap > stackedGap) return null;
  const start = { x: source.x + source.width / 2, y: below >= 0 ? bottom(source) : source.y };
  const end = { x: target.x + target.width / 2, y: below >= 0 ? target.y : bottom(target) };
  const reach = (end.y - start.y) / 2;
  const first = { x: start.x, y: start.y + reach };
  return { start, first, second: { x: end.x, y: end.y - reach }, end, axis: 'vertical' };
}

/** Out to the right, past what stands between, and back in from the right. */
function around(start: Point, end: Point): Curve {
  const bulge = Math.max(start.x, end.x) + Math.min(96, 32 + Math.abs(end.y - start.y) / 6);
  return { start, first: { x: bulge, y: start.y }, second: { x: bulge, y: end.y }, end, axis: 'horizontal' };
}

/** The curve moved sideways by `by`, for lines that run beside one another. */
export function shifted(curve: Curve, by: number): Curve {
  const move = (point: Point): Point =>
    curve.axis === 'horizontal' ? { x: point.x, y: point.y + by } : { x: point.x + by, y: point.y };
  return {
    ...curve,
    start: move(curve.start),
    first: move(curve.first),
    second: move(curve.second),
    end: move(curve.end),
  };
}

/** Which way the curve goes at its start (`1` right or down, `-1` left or up). */
export function leaving(curve: Curve): 1 | -1 {
  return signOf(curve.axis === 'horizontal' ? curve.first.x - curve.start.x : curve.first.y - curve.start.y);
}

/** Which way the curve goes at its end. */
export function entering(curve: Curve): 1 | -1 {
  return signOf(curve.axis === 'horizontal' ? curve.end.x - curve.second.x : curve.end.y - curve.second.y);
}

const signOf = (value: number): 1 | -1 => (value < 0 ? -1 : 1);

/** The curve with `start` and `end` cut short by so many pixels, to make room for a mark. */
export function trimmed(curve: Curve, atStart: number, atEnd: number): Curve {
  const start = along(curve.start, curve.axis, leaving(curve) * atStart);
  const end = along(curve.end, curve.axis, -entering(curve) * atEnd);
  return { ...curve, start, end };
}

/** A point `by` pixels further in the curve's own direction. */
export function along(point: Point, axis: Curve['axis'], by: number): Point {
  return axis === 'horizontal' ? { x: point.x + by, y: point.y } : { x: point.x, y: point.y + by };
}

/** The point at a fraction of the way. */
export function pointOn(curve: Curve, fraction: number): Point {
  const joint = between(curve.first, curve.second, 0.5);
  return fraction < 0.5
    ? quadratic(curve.start, curve.first, joint, fraction * 2)
    : quadratic(joint, curve.second, curve.end, fraction * 2 - 1);
}

function quadratic(start: Point, control: Point, end: Point, fraction: number): Point {
  return between(between(start, control, fraction), between(control, end, fraction), fraction);
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
