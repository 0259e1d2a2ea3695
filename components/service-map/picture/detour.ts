// Lines that would run under cards, or through namespaces they have nothing to do with, are led along free lanes.
import { bottom, overlaps, type Point, type Rect, right } from '@/lib/graph/geometry';
import { alongLane, alongSpans, type Curve, pointOn, type Span } from './curve';

/** Nothing to lead around within so short a way. */
const shortest = 160;
const clearance = 8;
/** Points of a line that are looked at, so far apart that nothing as large as a card is missed on the longest. */
const samples = 40;

/** What lines keep clear of. */
export interface Ground {
  readonly cards: readonly Rect[];
  /** No lane runs through these, but a line may cross them. */
  readonly titles: readonly Rect[];
  /** Frames of namespaces. */
  readonly boxes: readonly Rect[];
}

/**
 * The curve, or one with the same ends that keeps clear of the frames of namespaces it has nothing to do with and of all
 * cards but its own, where the direct one does not and there is a way that does. Where no way leads around frames, it
 * still keeps clear of cards. `aside` keeps lines of one lane a little apart.
 */
export function clearOf(curve: Curve, ground: Ground, own: readonly Rect[], aside: number): Curve {
  const [from, to] = [Math.min(curve.start.x, curve.end.x), Math.max(curve.start.x, curve.end.x)];
  if (curve.axis === 'vertical' || to - from < shortest) return curve;
  const isBetween = (rect: Rect) => right(rect) > from && rect.x < to;
  const cards = ground.cards.filter((rect) => isBetween(rect) && !own.includes(rect));
  const frames = ground.boxes.filter((box) => isBetween(box) && !own.some((card) => overlaps(box, card)));
  const underFrames = frames.length > 0 && runsUnder(curve, frames);
  if (!underFrames && !runsUnder(curve, cards)) return curve;
  const titles = ground.titles.filter(isBetween);
  const around = underFrames ? pastFrames(curve, [...frames, ...cards, ...titles], aside) : null;
  if (around || !runsUnder(curve, cards)) return around ?? curve;
  const lane = laneFor(curve, [...cards, ...titles]);
  return lane === null ? curve : alongLane(curve, lane + aside);
}

/** A line that would have to go further out of its way than this, and than it is long, crosses a frame instead. */
const longestDetour = 800;

const narrowestGap = 32;

/** From stack to stack of what is in the way, past each at a height that is free there; null where none leads so. */
function pastFrames(curve: Curve, obstacles: readonly Rect[], aside: number): Curve | null {
  const { start, end } = curve;
  const stacks = stacksOf(obstacles);
  if (end.x < start.x) stacks.reverse();
  let [height, detour] = [start.y, 0];
  const spans: Span[] = [];
  for (const stack of stacks) {
    const lane = laneFor({ start: { x: start.x, y: height }, end }, stack.rects);
    if (lane === null) return null;
    detour += Math.abs(lane - height);
    height = lane;
    spans.push({ from: stack.from, to: stack.to, height: lane + aside });
  }
  detour += Math.abs(end.y - height) - Math.abs(end.y - start.y);
  return detour > longestDetour + Math.abs(end.x - start.x) ? null : alongSpans(curve, spans);
}

interface Stack {
  from: number;
  to: number;
  readonly rects: Rect[];
}

/** What stands above one another, or so near to one another that no line can turn in between, from left to right. */
function stacksOf(rects: readonly Rect[]): Stack[] {
  const stacks: Stack[] = [];
  for (const rect of [...rects].sort((a, b) => a.x - b.x)) {
    const last = stacks.at(-1);
    if (last && rect.x - last.to < narrowestGap) {
      last.rects.push(rect);
      last.to = Math.max(last.to, right(rect));
    } else stacks.push({ from: rect.x, to: right(rect), rects: [rect] });
  }
  return stacks;
}

function runsUnder(curve: Curve, cards: readonly Rect[]): boolean {
  for (let step = 1; step < samples; step++) {
    const point = pointOn(curve, step / samples);
    if (cards.some((rect) => isWithin(point, rect))) return true;
  }
  return false;
}

/** A line along the border of a frame or a card is in it as well: nobody could tell it from the border. */
function isWithin({ x, y }: Point, rect: Rect): boolean {
  return x >= rect.x && x <= right(rect) && y >= rect.y && y <= bottom(rect);
}

/** The free height that leads the least out of the way. */
function laneFor({ start, end }: Pick<Curve, 'start' | 'end'>, obstacles: readonly Rect[]): number | null {
  const beside = obstacles.flatMap((rect) => [rect.y - 2 * clearance, bottom(rect) + 2 * clearance]);
  const isFree = (lane: number) =>
    obstacles.every((rect) => lane <= rect.y - clearance || lane >= bottom(rect) + clearance);
  const detour = (lane: number) => Math.abs(lane - start.y) + Math.abs(lane - end.y);
  const lanes = [...new Set([start.y, end.y, ...beside])].sort((a, b) => detour(a) - detour(b));
  return lanes.find(isFree) ?? null;
}
