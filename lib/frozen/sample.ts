// A small frozen view for tests.
import { entity } from '@/lib/flow/entity';
import { sampleFlow } from '@/lib/flow/sample';
import type { FrozenHead, FrozenPart } from '@/lib/frozen/frozen';
import type { ClusterStatus } from '@/lib/live/live';
import type { StillDims } from '@/lib/rollup/still-rollup';

const noon = Date.UTC(2026, 5, 1, 12);

const sampleStatus: ClusterStatus = {
  cluster: 'default',
  source: 'relay',
  address: 'localhost:4245',
  connection: { state: 'live', sinceMs: noon },
  relayVersion: '1.19.0',
  nodesConnected: 1,
  nodesUnavailable: 0,
  nodes: [],
  flowsPerSecond: 1,
  flowsReceived: 2,
  repeatsDropped: 0,
  unknownResponses: 0,
  malformedMessages: 0,
  lostEvents: '0',
  lostEventsUnknown: 0,
  flowsSince: null,
  rollupSince: null,
  lastFlow: null,
  lagMs: null,
  held: { flows: 2, rows: 1, bytes: 0 },
};

export const sampleHead = (more: Partial<FrozenHead> = {}): FrozenHead => ({
  ...{ atMs: noon, by: null, page: 'map', view: 'q=ns:shop', filter: 'ns:shop', rest: '', bucketMs: 15_000 },
  ...{ fromMs: noon - 60_000, toMs: noon },
  stores: [
    { cluster: 'default', gaps: [], named: ['shop'], rowsSince: 'always', countsSince: noon, status: sampleStatus },
  ],
  ...more,
});

const sampleRow: StillDims = {
  client: entity('workload', 'cart', { cluster: 'default', namespace: 'shop', workloadKind: 'Deployment' }),
  server: entity('reserved', 'world'),
  ...{ protocol: 'TCP', port: 443, clientPort: 0, reply: 'forward', direction: 'EGRESS', side: 'egress' },
  ...{ node: 'n', verdict: 'FORWARDED', eventType: 4, reason: '', deniedBy: [], allowedBy: ['shop/allow'] },
  ...{ unlimited: false, authenticated: false, encrypted: true, service: '', searched: false, undrawn: '' },
  ...{ l7: '', l7Type: '', l7Code: 0 },
};

export const sampleParts: readonly FrozenPart[] = [
  { kind: 'head', head: sampleHead() },
  { kind: 'rollup', store: 0, level: 'workload' },
  { kind: 'row', row: sampleRow },
  {
    kind: 'bucket',
    bucket: {
      startMs: noon - 30_000,
      counts: [{ row: 0, events: 2, firstMs: noon - 29_000, lastMs: noon - 28_000.5, request: 'GET /' }],
    },
  },
  { kind: 'name', of: 'service', key: 'default/shop/service/web', entity: entity('workload', 'web') },
  { kind: 'flow', store: 0, atMs: noon - 28_000, flow: sampleFlow({ id: 'b', timeMs: noon - 28_000 }) },
  { kind: 'flow', store: 0, atMs: noon - 29_000, flow: sampleFlow({ id: 'a', uuid: 'a', timeMs: noon - 29_000 }) },
  { kind: 'end', end: { flows: 2, flowsLeftOut: 7, rows: 1 } },
];
