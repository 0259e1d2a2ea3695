// Lines that would run under cards are led along a free lane between them.
import { bottom, type Point, type Rect, right } from '@/lib/graph/geometry';
import { alongLane, type Curve, pointOn } from './curve';

/** Nothing to lead around within so short a way. */
const shortest = 160;
const clearance = 8;
const samples = 20;

/**
 * The curve, or one with the same ends that keeps clear of `cards` where the direct one does not and there is a lane
 * that does. No lane runs through `titles`. `aside` keeps lines of one lane a little apart.
 */
export function clearOf(curve: Curve, cards: readonly Rect[], titles: readonly Rect[], aside: number): Curve {
  if (curve.axis === 'vertical' || Math.abs(curve.end.x - curve.start.x) < shortest) return curve;
  if (!cards.some((rect) => runsUnder(curve, rect))) return curve;
  const lane = laneFor(curve, [...cards, ...titles]);
  return lane === null ? curve : alongLane(curve, lane + aside);
}

function runsUnder(curve: Curve, rect: Rect): boolean {
  for (let step = 1; step < samples; step++) if (isWithin(pointOn(curve, step / samples), rect)) return true;
  return false;
}

function isWithin({ x, y }: Point, rect: Rect): boolean {
  return x > rect.x && x < right(rect) && y > rect.y && y < bottom(rect);
}

/** The free height that leads the least out of the way. */
function laneFor({ start, end }: Curve, obstacles: readonly Rect[]): number | null {
  const [from, to] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
  const between = obstacles.filter((rect) => right(rect) > from && rect.x < to);
  const lanes = between.flatMap((rect) => [rect.y - 2 * clearance, bottom(rect) + 2 * clearance]);
  const isFree = (lane: number) =>
    between.every((rect) => lane <= rect.y - clearance || lane >= bottom(rect) + clearance);
  const detour = (lane: number) => Math.abs(lane - start.y) + Math.abs(lane - end.y);
  const free = [start.y, end.y, ...lanes].filter(isFree).sort((a, b) => detour(a) - detour(b));
  return free[0] ?? null;
}
