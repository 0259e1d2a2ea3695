// Edges added up to one, for a line that stands for several.
import { addedAllowedBy, addedProtection } from '@/lib/graph/edge';
import { type EdgeState, edgeStates, type GraphEdge, type VerdictCounts } from '@/lib/graph/graph';

type Ends = Pick<GraphEdge, 'id' | 'source' | 'destination'>;

/** At least one edge. Several ports are told by their number: `protocol` says "3 ports" then, and `port` is 0. */
export function sumOfEdges(ends: Ends, edges: readonly GraphEdge[]): GraphEdge {
  const total = (figure: (edge: GraphEdge) => number) => {
    let sum = 0;
    for (const edge of edges) sum += figure(edge);
    return sum;
  };
  return {
    ...ends,
    ...portOf(edges),
    state: edges.reduce<EdgeState>((state, edge) => stateOfBoth(state, edge.state), 'unknown'),
    events: addedCounts(edges.map((edge) => edge.events)),
    sides: {
      egress: addedCounts(edges.map((edge) => edge.sides.egress)),
      ingress: addedCounts(edges.map((edge) => edge.sides.ingress)),
      unknown: addedCounts(edges.map((edge) => edge.sides.unknown)),
    },
    flows: total((edge) => edge.flows),
    flowsPerSecond: total((edge) => edge.flowsPerSecond),
    denials: total((edge) => edge.denials),
    denialsPerSecond: total((edge) => edge.denialsPerSecond),
    deniedBySide: {
      egress: total((edge) => edge.deniedBySide.egress),
      ingress: total((edge) => edge.deniedBySide.ingress),
      unknown: total((edge) => edge.deniedBySide.unknown),
    },
    audits: total((edge) => edge.audits),
    allowedBy: addedAllowedBy(edges),
    ...addedProtection(edges),
    reasons: union(edges, (edge) => edge.reasons),
    policies: union(edges, (edge) => edge.policies),
    http: addedFigures(edges, (edge) => edge.http),
    dns: addedFigures(edges, (edge) => edge.dns),
    lateReplies: total((edge) => edge.lateReplies),
    repliesOnly: edges.every((edge) => edge.repliesOnly),
    firstMs: edges.reduce((least, edge) => Math.min(least, edge.firstMs), Number.POSITIVE_INFINITY),
    lastMs: edges.reduce((most, edge) => Math.max(most, edge.lastMs), Number.NEGATIVE_INFINITY),
  };
}

function portOf(edges: readonly GraphEdge[]): Pick<GraphEdge, 'protocol' | 'port'> {
  const ports = new Set(edges.map((edge) => `${edge.protocol}/${edge.port}`));
  const [first] = edges;
  if (first && ports.size === 1) return { protocol: first.protocol, port: first.port };
  return { protocol: `${ports.size} ports`, port: 0 };
}

/** Denied only where both are; else the graver of the two. */
function stateOfBoth(a: EdgeState, b: EdgeState): EdgeState {
  if (a === b || b === 'unknown') return a;
  if (a === 'unknown') return b;
  const graver = edgeStates.indexOf(a) > edgeStates.indexOf(b) ? a : b;
  return graver === 'denied' ? 'partly' : graver;
}

function addedCounts(all: readonly VerdictCounts[]): VerdictCounts {
  const sums: { [verdict: string]: number } = Object.create(null);
  for (const counts of all) for (const name in counts) sums[name] = (sums[name] ?? 0) + (counts[name] ?? 0);
  return { ...sums };
}

function union(edges: readonly GraphEdge[], wordsOf: (edge: GraphEdge) => readonly string[]): readonly string[] {
  return [...new Set(edges.flatMap(wordsOf))];
}

/** The cast holds because the sum has the keys of its first summand, and numbers for values. */
function addedFigures<Figures extends { readonly [name: string]: number }>(
  edges: readonly GraphEdge[],
  figuresOf: (edge: GraphEdge) => Figures | null,
): Figures | null {
  let sum: { [name: string]: number } | null = null;
  for (const edge of edges) {
    const figures = figuresOf(edge);
    if (figures === null) continue;
    sum ??= {};
    for (const name in figures) sum[name] = (sum[name] ?? 0) + (figures[name] ?? 0);
  }
  return sum as Figures | null;
}
