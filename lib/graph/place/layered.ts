// Things of known sizes in columns by call direction, nothing overlapping: used for the cards inside a
// namespace and for the namespaces beside each other.
import { type Rect, rectAt, type Size } from '@/lib/graph/geometry';
import { columnsByCalls, type Link, linksWithin, uncrossed } from '@/lib/graph/place/rank';

export interface Gaps {
  readonly column: number;
  readonly row: number;
}

export interface Layered extends Size {
  /** Upper left corner of everything is 0, 0. */
  readonly rects: ReadonlyMap<string, Rect>;
}

/** A column is split in two and more beyond this height, or beyond that of a drawing wider than high. */
const lowestFullColumn = 640;
const widthToHeight = 1.2;

export function layered(sizes: ReadonlyMap<string, Size>, links: readonly Link[], gaps: Gaps): Layered {
  const highest = fullColumn(sizes, gaps);
  const within = linksWithin(sizes.keys(), links);
  const ranks = folded(columnsByCalls([...sizes.keys()], within), sizes, gaps, highest);
  const columns = uncrossed(ranks, within).flatMap((ids) => split(ids, sizes, gaps, highest));
  const height = Math.max(0, ...columns.map((ids) => heightOf(ids, sizes, gaps)));
  const rects = new Map<string, Rect>();
  let x = 0;
  for (const ids of columns) {
    stack(ids, sizes, gaps, { x, y: (height - heightOf(ids, sizes, gaps)) / 2 }, rects);
    x += widthOf(ids, sizes) + gaps.column;
  }
  return { rects, width: Math.max(0, x - gaps.column), height };
}

function sizeIn(sizes: ReadonlyMap<string, Size>, id: string): Size {
  return sizes.get(id) ?? { width: 0, height: 0 };
}

function heightOf(ids: readonly string[], sizes: ReadonlyMap<string, Size>, gaps: Gaps): number {
  return ids.reduce((sum, id) => sum + sizeIn(sizes, id).height, gaps.row * Math.max(0, ids.length - 1));
}

function widthOf(ids: readonly string[], sizes: ReadonlyMap<string, Size>): number {
  return Math.max(0, ...ids.map((id) => sizeIn(sizes, id).width));
}

function fullColumn(sizes: ReadonlyMap<string, Size>, gaps: Gaps): number {
  let [area, tallest] = [0, 0];
  for (const { width, height } of sizes.values()) {
    area += (width + gaps.column) * (height + gaps.row);
    tallest = Math.max(tallest, height);
  }
  return Math.max(tallest, lowestFullColumn, Math.sqrt(area / widthToHeight));
}

/** A drawing this wide, or not much wider than it need be, is wide enough: further ranks share columns. */
const wideEnough = 1_600;

/** Everybody calling everybody makes as many ranks as there are things; neighbouring ranks then share a column. */
function folded(
  ranks: readonly (readonly string[])[],
  sizes: ReadonlyMap<string, Size>,
  gaps: Gaps,
  highest: number,
): readonly (readonly string[])[] {
  const total = heightOf(ranks.flat(), sizes, gaps);
  const most = mostColumns(sizes, gaps, total / highest);
  if (ranks.length <= most) return ranks;
  const columns: string[][] = Array.from({ length: most }, () => []);
  let above = 0;
  for (const ids of ranks) {
    const height = heightOf(ids, sizes, gaps) + gaps.row;
    const column = Math.min(most - 1, Math.floor((most * (above + height / 2)) / total));
    columns[column]?.push(...ids);
    above += height;
  }
  return columns.filter((ids) => ids.length > 0);
}

function mostColumns(sizes: ReadonlyMap<string, Size>, gaps: Gaps, full: number): number {
  const widths = [...sizes.values()].reduce((sum, size) => sum + size.width + gaps.column, 0);
  return Math.max(2, Math.floor((wideEnough * sizes.size) / widths), Math.ceil(1.3 * full));
}

/** Equally high parts, so that no column ends in a stub. */
function split(
  ids: readonly string[],
  sizes: ReadonlyMap<string, Size>,
  gaps: Gaps,
  highest: number,
): (readonly string[])[] {
  // As many gaps as cards, because the sums below have them too: or else a lone card would start a column.
  const total = heightOf(ids, sizes, gaps) + gaps.row;
  const share = total / Math.max(1, Math.ceil((total - gaps.row) / highest));
  const parts: string[][] = [[]];
  let filled = 0;
  for (const id of ids) {
    const height = sizeIn(sizes, id).height + gaps.row;
    const last = parts.at(-1) ?? [];
    if (last.length > 0 && filled + height / 2 > share * parts.length) parts.push([id]);
    else last.push(id);
    filled += height;
  }
  return parts;
}

function stack(
  ids: readonly string[],
  sizes: ReadonlyMap<string, Size>,
  gaps: Gaps,
  at: { readonly x: number; readonly y: number },
  rects: Map<string, Rect>,
): void {
  const width = widthOf(ids, sizes);
  let y = at.y;
  for (const id of ids) {
    const size = sizeIn(sizes, id);
    rects.set(id, rectAt({ x: Math.round(at.x + (width - size.width) / 2), y: Math.round(y) }, size));
    y += size.height + gaps.row;
  }
}
