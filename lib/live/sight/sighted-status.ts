// How a cluster fares, as far as that is to be known by those who do not see all of it.
import type { ClusterStatus } from '@/lib/live/live';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import type { SightedStore } from '@/lib/live/sight/sighted-store';

/**
 * The connection and the nodes are of the cluster, and decide what everybody sees; figures are of what is in sight, as
 * far as somebody looks at it. What others ask for, and what was counted of all namespaces, is not told.
 */
export function sightedStatus(
  status: ClusterStatus,
  stores: readonly SightedStore[],
  flowsPerSecond: number,
): ClusterStatus {
  const figures = stores.map(({ shared }) => shared.figures());
  const flows = Math.max(0, ...figures.map((each) => each.flows));
  const newest = figures.flatMap(({ newestMs }) => newestMs ?? []);
  const since = stores.flatMap(({ shared }) => shared.rollup.sinceMs() ?? []);
  const sinceText = toRfc3339OrNull(since.length > 0 ? Math.min(...since) : null);
  return {
    cluster: status.cluster,
    source: status.source,
    ...(status.observe && { observe: status.observe }),
    ...(status.ringsSince !== undefined && { ringsSince: status.ringsSince }),
    address: status.address,
    connection: status.connection,
    relayVersion: status.relayVersion,
    nodesConnected: status.nodesConnected,
    nodesUnavailable: status.nodesUnavailable,
    nodes: status.nodes.map((node) => ({ ...node, lastFlowMs: null })),
    flowsPerSecond,
    flowsReceived: flows,
    repeatsDropped: 0,
    unknownResponses: 0,
    malformedMessages: 0,
    lostEvents: status.lostEvents,
    lostEventsUnknown: status.lostEventsUnknown,
    flowsSince: sinceText,
    rollupSince: sinceText,
    lastFlow: toRfc3339OrNull(newest.length > 0 ? Math.max(...newest) : null),
    lagMs: null,
    held: { flows, rows: Math.max(0, ...stores.map(({ shared }) => shared.rollup.size())), bytes: 0 },
  };
}
