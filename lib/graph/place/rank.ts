// Columns by call direction: who calls stands left of who is called, as far as the calls agree.

/** A call relation that pulls `to` to the right of `from`; the heavier one wins where two disagree. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/** The links between two different things of the set. */
export function linksWithin(ids: Iterable<string>, links: readonly Link[]): Link[] {
  const known = new Set(ids);
  return links.filter((link) => link.from !== link.to && known.has(link.from) && known.has(link.to));
}

/** Ids in columns from left to right, every id in exactly one. Takes links within the ids only. */
export function columnsByCalls(ids: readonly string[], links: readonly Link[]): string[][] {
  const sorted = [...ids].sort();
  const order = new Map(callOrder(sorted, links).map((id, place) => [id, place]));
  const placeOf = (id: string) => order.get(id) ?? 0;
  const agreeing = links.filter((link) => placeOf(link.from) < placeOf(link.to));
  return longestPaths(sorted, agreeing, placeOf);
}

interface Ties {
  calls: number;
  calledBy: number;
  /** Weight of calls minus weight of being called. */
  pull: number;
  readonly links: Link[];
}

/**
 * A sequence in which few and light calls run backwards, after Eades, Lin and Smyth (1993): peel off what
 * calls nobody and what nobody calls, and cut a cycle at the id with most calls over being called.
 */
function callOrder(ids: readonly string[], links: readonly Link[]): string[] {
  const left = tiesOf(ids, links);
  const free = [...left].filter(([, ties]) => ties.calls === 0 || ties.calledBy === 0).map(([id]) => id);
  const head: string[] = [];
  const tail: string[] = [];
  while (left.size > 0) {
    const id = free.pop() ?? mostCalling(left);
    const ties = left.get(id);
    if (ties === undefined) continue;
    left.delete(id);
    (ties.calls === 0 ? tail : head).push(id);
    for (const link of ties.links) loosen(link, id, left, free);
  }
  return [...head, ...tail.reverse()];
}

function tiesOf(ids: readonly string[], links: readonly Link[]): Map<string, Ties> {
  const ties = new Map<string, Ties>(ids.map((id) => [id, { calls: 0, calledBy: 0, pull: 0, links: [] }]));
  for (const link of links) {
    const [from, to] = [ties.get(link.from), ties.get(link.to)];
    if (from === undefined || to === undefined) continue;
    from.calls++;
    from.pull += link.weight;
    from.links.push(link);
    to.calledBy++;
    to.pull -= link.weight;
    to.links.push(link);
  }
  return ties;
}

function loosen(link: Link, gone: string, left: Map<string, Ties>, free: string[]): void {
  const other = link.from === gone ? link.to : link.from;
  const ties = left.get(other);
  if (ties === undefined) return;
  if (link.from === other) {
    ties.calls--;
    ties.pull -= link.weight;
  } else {
    ties.calledBy--;
    ties.pull += link.weight;
  }
  if (ties.calls === 0 || ties.calledBy === 0) free.push(other);
}

function mostCalling(left: Map<string, Ties>): string {
  let [best, most] = ['', Number.NEGATIVE_INFINITY];
  for (const [id, ties] of left) {
    if (ties.pull > most) [best, most] = [id, ties.pull];
  }
  return best;
}

function longestPaths(ids: readonly string[], links: readonly Link[], placeOf: (id: string) => number): string[][] {
  const columnOf = new Map<string, number>(ids.map((id) => [id, 0]));
  const inOrder = [...links].sort((a, b) => placeOf(a.from) - placeOf(b.from));
  for (const link of inOrder) {
    columnOf.set(link.to, Math.max(columnOf.get(link.to) ?? 0, (columnOf.get(link.from) ?? 0) + 1));
  }
  const columns: string[][] = [];
  for (const id of ids) {
    const column = columnOf.get(id) ?? 0;
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(id);
  }
  return columns;
}

const sweeps = 4;

/** Sorts each column by the mean height of what it is tied to, from the left and from the right in turn. */
export function uncrossed(unsorted: readonly (readonly string[])[], links: readonly Link[]): string[][] {
  const columns = unsorted.map((column) => [...column]);
  const tiedTo = neighbours(links);
  const heights = new Map<string, number>();
  for (const column of columns) note(column, heights);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) {
      sortByMean(column, tiedTo, heights);
      note(column, heights);
    }
  }
  return columns;
}

function neighbours(links: readonly Link[]): Map<string, string[]> {
  const tiedTo = new Map<string, string[]>();
  for (const { from, to } of links) {
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const list = tiedTo.get(one);
      if (list === undefined) tiedTo.set(one, [other]);
      else list.push(other);
    }
  }
  return tiedTo;
}

function note(column: readonly string[], heights: Map<string, number>): void {
  column.forEach((id, index) => {
    heights.set(id, index - (column.length - 1) / 2);
  });
}

/** What is tied to nothing goes to the end of its column. */
function sortByMean(column: string[], tiedTo: Map<string, string[]>, heights: Map<string, number>): void {
  const means = new Map<string, number>();
  for (const id of column) {
    const tied = tiedTo.get(id) ?? [];
    const sum = tied.reduce((total, other) => total + (heights.get(other) ?? 0), 0);
    means.set(id, tied.length === 0 ? Number.MAX_VALUE : sum / tied.length);
  }
  column.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
}
