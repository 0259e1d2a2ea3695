// Lines that would run under cards are led along a free lane between them.
import { bottom, type Point, type Rect, right } from '@/lib/graph/geometry';
import { alongLane, type Curve, pointOn } from './curve';

/** Nothing to lead around within so short a way. */
const shortest = 160;
const clearance = 8;
const samples = 20;

/** What lines keep clear of. */
export interface Ground {
  readonly cards: readonly Rect[];
  /** No lane runs through these, but a line may cross them. */
  readonly titles: readonly Rect[];
}

/**
 * The curve, or one with the same ends that keeps clear of all cards but its own, where the direct one does not and
 * there is a lane that does. `aside` keeps lines of one lane a little apart.
 */
export function clearOf(curve: Curve, { cards, titles }: Ground, own: readonly Rect[], aside: number): Curve {
  const [from, to] = [Math.min(curve.start.x, curve.end.x), Math.max(curve.start.x, curve.end.x)];
  if (curve.axis === 'vertical' || to - from < shortest) return curve;
  const isBetween = (rect: Rect) => right(rect) > from && rect.x < to;
  const inTheWay = cards.filter((rect) => isBetween(rect) && !own.includes(rect));
  if (!runsUnder(curve, inTheWay)) return curve;
  const lane = laneFor(curve, [...inTheWay, ...titles.filter(isBetween)]);
  return lane === null ? curve : alongLane(curve, lane + aside);
}

function runsUnder(curve: Curve, cards: readonly Rect[]): boolean {
  for (let step = 1; step < samples; step++) {
    const point = pointOn(curve, step / samples);
    if (cards.some((rect) => isWithin(point, rect))) return true;
  }
  return false;
}

function isWithin({ x, y }: Point, rect: Rect): boolean {
  return x > rect.x && x < right(rect) && y > rect.y && y < bottom(rect);
}

/** The free height that leads the least out of the way. */
function laneFor({ start, end }: Curve, obstacles: readonly Rect[]): number | null {
  const beside = obstacles.flatMap((rect) => [rect.y - 2 * clearance, bottom(rect) + 2 * clearance]);
  const isFree = (lane: number) =>
    obstacles.every((rect) => lane <= rect.y - clearance || lane >= bottom(rect) + clearance);
  const detour = (lane: number) => Math.abs(lane - start.y) + Math.abs(lane - end.y);
  const lanes = [...new Set([start.y, end.y, ...beside])].sort((a, b) => detour(a) - detour(b));
  return lanes.find(isFree) ?? null;
}
