// Rectangles of the map's plane, in CSS pixels: x to the right, y down, the corner named is the upper left one.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point, Size {}

export function rectAt(point: Point, size: Size): Rect {
  return { x: point.x, y: point.y, width: size.width, height: size.height };
}

export function right(rect: Rect): number {
  return rect.x + rect.width;
}

export function bottom(rect: Rect): number {
  return rect.y + rect.height;
}

export function centre(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

/** The rectangle with `by` more on every side. */
export function grown(rect: Rect, by: number): Rect {
  return { x: rect.x - by, y: rect.y - by, width: rect.width + 2 * by, height: rect.height + 2 * by };
}

export function moved(rect: Rect, by: Point): Rect {
  return { x: rect.x + by.x, y: rect.y + by.y, width: rect.width, height: rect.height };
}

/** Touching is not overlapping. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
}

export function contains(outer: Rect, inner: Rect): boolean {
  return outer.x <= inner.x && outer.y <= inner.y && right(inner) <= right(outer) && bottom(inner) <= bottom(outer);
}

/** The smallest rectangle around all; null around none. */
export function boundsOf(rects: Iterable<Rect>): Rect | null {
  let [left, top, end, low] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (const rect of rects) {
    left = Math.min(left, rect.x);
    top = Math.min(top, rect.y);
    end = Math.max(end, right(rect));
    low = Math.max(low, bottom(rect));
  }
  return left > end ? null : { x: left, y: top, width: end - left, height: low - top };
}

/** Which parts of the plane are taken, by name. */
export interface Occupied {
  put(name: string, rect: Rect): void;
  take(name: string): void;
  /** Whether nothing but `except` overlaps the rectangle. */
  free(rect: Rect, except?: string): boolean;
  rects(): Iterable<Rect>;
}

const cell = 256;
/** A rectangle over more cells than this is held apart and compared with everything. */
const mostCells = 4_096;

/** Looked up by cells of a grid, so that asking costs the same on a full map as on an empty one. */
export function createOccupied(): Occupied {
  const byName = new Map<string, Rect>();
  const byCell = new Map<number, Set<string>>();
  const huge = new Set<string>();
  const namesAt = (key: number): Set<string> => {
    const names = byCell.get(key) ?? new Set();
    byCell.set(key, names);
    return names;
  };
  const clear = (names: Iterable<string> | undefined, rect: Rect, except: string | undefined): boolean => {
    for (const name of names ?? []) {
      const other = byName.get(name);
      if (name !== except && other !== undefined && overlaps(rect, other)) return false;
    }
    return true;
  };
  return {
    put(name, rect) {
      this.take(name);
      byName.set(name, rect);
      const cells = cellsOf(rect);
      if (cells === null) huge.add(name);
      else for (const key of cells) namesAt(key).add(name);
    },
    take(name) {
      const rect = byName.get(name);
      if (rect === undefined) return;
      byName.delete(name);
      huge.delete(name);
      for (const key of cellsOf(rect) ?? []) byCell.get(key)?.delete(name);
    },
    free(rect, except) {
      const cells = cellsOf(rect);
      if (cells === null) return clear(byName.keys(), rect, except);
      return clear(huge, rect, except) && cells.every((key) => clear(byCell.get(key), rect, except));
    },
    rects: () => byName.values(),
  };
}

/** Two far-off cells may share a key: that costs a comparison, never an answer. */
function cellsOf(rect: Rect): number[] | null {
  const [firstX, lastX] = [Math.floor(rect.x / cell), Math.floor(right(rect) / cell)];
  const [firstY, lastY] = [Math.floor(rect.y / cell), Math.floor(bottom(rect) / cell)];
  const count = (lastX - firstX + 1) * (lastY - firstY + 1);
  if (!(count <= mostCells)) return null;
  const cells: number[] = [];
  for (let x = firstX; x <= lastX; x++) for (let y = firstY; y <= lastY; y++) cells.push(x * 65_536 + y);
  return cells;
}
