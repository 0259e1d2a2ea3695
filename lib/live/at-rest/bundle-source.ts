// A bundle opened as a file: a frozen view that is asked like a capture.
import type { CaptureOptions, CaptureSource } from '@/lib/live/at-rest/capture-source';
import { type Thawed, thaw } from '@/lib/live/at-rest/thaw';
import type { ClusterStatus } from '@/lib/live/live';
import { toRfc3339 } from '@/lib/live/rfc3339';

/** Rejects with FrozenError. */
export async function openBundle(bytes: AsyncIterable<Uint8Array>, options: CaptureOptions): Promise<CaptureSource> {
  const { id, name, owner, mostLogBytes, ...limits } = options;
  const thawed = await thaw(bytes, { ...limits, id, mostBytes: mostLogBytes });
  const { head, end, badLines, badLineCount, sources, span } = thawed;
  const { page, view, by, atMs } = head;
  const cluster = `capture:${id}`;
  const status = statusOfFrozen(thawed, { cluster, source: 'capture', address: name });
  return {
    ...{ id, owner, sources, span },
    report: {
      ...{ id, cluster, badLines, badLineCount },
      ...{ flows: end.flows, lostEvents: Number(status.lostEvents), nodeEvents: 0, otherEvents: 0, unknownKinds: 0 },
      from: toRfc3339(head.fromMs),
      to: toRfc3339(head.toMs),
      bundle: { page, view, by, at: toRfc3339(atMs), flowsLeftOut: end.flowsLeftOut },
    },
    status: () => status,
    bytes: thawed.bytes,
  };
}

/** What was known of all clusters of the view when it was frozen; nothing of it moves any more. */
export function statusOfFrozen(
  { head, end, badLines, badLineCount, bytes }: Omit<Thawed, 'sources' | 'span'>,
  of: Pick<ClusterStatus, 'cluster' | 'source' | 'address'>,
): ClusterStatus {
  const all = head.stores.map(({ status }) => status);
  const sum = (count: (status: ClusterStatus) => number | null) =>
    all.reduce((total, status) => total + (count(status) ?? 0), 0);
  const [first] = all;
  return {
    ...of,
    connection: { state: 'idle' },
    relayVersion: first?.relayVersion ?? '',
    nodesConnected: sum(({ nodesConnected }) => nodesConnected),
    nodesUnavailable: sum(({ nodesUnavailable }) => nodesUnavailable),
    nodes: all.flatMap(({ nodes }) => nodes),
    flowsPerSecond: 0,
    flowsReceived: end.flows,
    repeatsDropped: 0,
    unknownResponses: 0,
    malformedMessages: badLineCount,
    lostEvents: all.reduce((total, { lostEvents }) => total + BigInt(lostEvents), 0n).toString(),
    lostEventsUnknown: sum(({ lostEventsUnknown }) => lostEventsUnknown),
    flowsSince: toRfc3339(head.fromMs),
    rollupSince: toRfc3339(head.fromMs),
    lastFlow: toRfc3339(head.toMs),
    lagMs: null,
    held: { flows: end.flows, rows: end.rows, bytes: bytes() },
    badLines,
  };
}
