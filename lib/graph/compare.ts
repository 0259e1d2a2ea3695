// Two spans of one map: what is new, what is gone, and what is refused now that was not before.
import type { Folded } from '@/lib/graph/folding';
import type { Graph, GraphEdge } from '@/lib/graph/graph';

export type Change = 'new' | 'gone' | 'denied';

export const changeText: Readonly<Record<Change, string>> = { new: 'new', gone: 'gone', denied: 'newly denied' };

export interface Comparison {
  /** The later graph, with the edges that are gone. */
  readonly graph: Graph;
  /** By edge id; an edge that is the same is not in it. */
  readonly changes: ReadonlyMap<string, Change>;
}

export function compareGraphs(before: Graph, now: Graph): Comparison {
  const earlier = new Map(before.edges.map((edge) => [edge.id, edge]));
  const changes = new Map<string, Change>();
  for (const edge of now.edges) {
    const old = earlier.get(edge.id);
    earlier.delete(edge.id);
    if (edge.denials > 0 && (old?.denials ?? 0) === 0) changes.set(edge.id, 'denied');
    else if (old === undefined) changes.set(edge.id, 'new');
  }
  const gone = [...earlier.values()].map(asGone);
  for (const { id } of gone) changes.set(id, 'gone');
  const here = new Set(now.nodes.map(({ id }) => id));
  const ends = new Set(gone.flatMap(({ source, destination }) => [source, destination]));
  const left = before.nodes.filter(({ id }) => ends.has(id) && !here.has(id));
  return { graph: { ...now, nodes: [...now.nodes, ...left], edges: [...now.edges, ...gone] }, changes };
}

/** What was, without a claim on how it is. */
function asGone(edge: GraphEdge): GraphEdge {
  return { ...edge, state: 'unknown', flowsPerSecond: 0, denialsPerSecond: 0 };
}

/** The changes by the lines that are drawn: one that stands for several is new or gone where all of them are. */
export function changesOfLines(folded: Folded, changes: ReadonlyMap<string, Change>): ReadonlyMap<string, Change> {
  const lines = new Map<string, Change>();
  for (const edge of folded.graph.edges) {
    const parts = folded.lines.get(edge.id) ?? [edge];
    const own = new Set(parts.map(({ id }) => changes.get(id)));
    const [only] = own;
    if (own.has('denied')) lines.set(edge.id, 'denied');
    else if (own.size === 1 && only !== undefined) lines.set(edge.id, only);
  }
  return lines;
}
