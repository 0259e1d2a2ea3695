// The side of a connection on which an event was seen.
import type { FlowFacts } from '@/lib/flow/flow';

/** `egress` at the client's end, `ingress` at the server's, `unknown` where nothing tells. */
export const sides = ['egress', 'ingress', 'unknown'] as const;
export type Side = (typeof sides)[number];
export type BySide<Value> = { readonly [side in Side]: Value };

/**
 * The side as the record names it. Exports that leave direction and event out still tell by the endpoint ids, which
 * only the end on the reporting node has; with an event, no direction means a point between the ends.
 */
export function sideOf(flow: FlowFacts, client: 'source' | 'destination'): Side {
  if (flow.direction === 'EGRESS') return 'egress';
  if (flow.direction === 'INGRESS') return 'ingress';
  if (flow.direction !== 'TRAFFIC_DIRECTION_UNKNOWN' || flow.eventType) return 'unknown';
  const server = client === 'source' ? 'destination' : 'source';
  const [atClient, atServer] = [Boolean(flow[client]?.id), Boolean(flow[server]?.id)];
  if (atClient === atServer) return 'unknown';
  return atClient ? 'egress' : 'ingress';
}
