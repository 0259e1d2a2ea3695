// The difference between two graphs, and a graph with a difference put in: what a live frame carries.
import type { Graph, GraphDiff } from '@/lib/graph/graph';
import { applyKeyedDiff, diffKeyed } from '@/lib/rollup/keyed-diff';

export const emptyGraph: Graph = { nodes: [], edges: [], undrawn: 0, undrawnBy: {} };

export function diffGraph(previous: Graph, next: Graph): GraphDiff {
  return {
    nodes: diffKeyed(previous.nodes, next.nodes),
    edges: diffKeyed(previous.edges, next.edges),
    undrawn: next.undrawn,
    undrawnBy: next.undrawnBy,
  };
}

/** Nodes and edges sorted by id; those the diff does not name stay the same objects. */
export function applyGraphDiff(graph: Graph, diff: GraphDiff): Graph {
  return {
    nodes: applyKeyedDiff(graph.nodes, diff.nodes),
    edges: applyKeyedDiff(graph.edges, diff.edges),
    undrawn: diff.undrawn,
    undrawnBy: diff.undrawnBy,
  };
}
