// What the map says about an edge.
import { countOf, formatCount, formatPort, formatRate } from '@/lib/flow/format';
import type { GraphEdge } from '@/lib/graph/graph';

/** The most frequent reason in words: "Policy denied". */
export function refusalWords(edge: GraphEdge): string {
  const [reason] = edge.reasons;
  if (!reason) return 'Denied';
  const text = reason.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function edgeSentence(edge: GraphEdge, client: string, server: string): string {
  return `${client} to ${server} on ${formatPort(edge.protocol, edge.port)}: ${countOf(edge.flows, 'flow')}, ${formatRate(edge.flowsPerSecond)}, ${formatCount(edge.denials)} denied.`;
}
