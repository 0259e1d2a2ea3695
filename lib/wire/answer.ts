// Schemas of every answer and of the live frame. The types are those of the live interface.
import { z } from 'zod';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type {
  CaptureReport,
  ClusterStatus,
  Frame,
  Gap,
  Held,
  Memory,
  NamespaceRow,
  NodeInfo,
  PodsSeen,
  SeriesPoint,
  Span,
  Status,
  UpstreamStream,
  ValueCounts,
} from '@/lib/live/live';
import type { ConnectionState } from '@/lib/relay/relay';
import { dropGroup, dropMark, epochMs, flow, graphEdge, graphNode, graphShape, instant } from './flow';

const text = z.string();
const count = z.number().int();

export const gap: z.ZodType<Gap> = z.object({
  id: text,
  cluster: text,
  kind: z.enum(['lost-events', 'node-unavailable', 'reconnect', 'relay-replay-skipped', 'unread', 'capture']),
  from: instant,
  to: instant.optional().describe('Absent while it lasts'),
  nodes: z.array(text),
  count: text.nullable().describe('Known number of missing flows; null: unknown'),
  message: text,
  quiet: z.boolean(),
});

const spanShape = {
  from: instant,
  to: instant,
  complete: z.boolean().describe('False when a gap touches the span or it starts before what is held'),
  gaps: z.array(gap),
};

const refused = { attempt: count, sinceMs: epochMs, retryAtMs: epochMs, code: text, message: text };
const connection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({ state: z.literal('connecting'), attempt: count, sinceMs: epochMs }),
  z.object({ state: z.literal('live'), sinceMs: epochMs }),
  z.object({ state: z.literal('retrying'), ...refused }),
  z.object({ state: z.literal('refused'), ...refused }),
]) as z.ZodType<ConnectionState>;

const nodeInfo: z.ZodType<NodeInfo> = z.object({
  name: text,
  state: z.enum(['connected', 'unavailable', 'gone', 'error', 'unknown']),
  version: text,
  message: text,
  sinceMs: epochMs.nullable(),
  lastFlowMs: epochMs.nullable(),
});

const held: z.ZodType<Held> = z.object({
  flows: count.describe('Flows in the log'),
  rows: count.describe('Rows in the rollup'),
  bytes: count,
  flowBytes: count.optional(),
  rollupBytes: count.optional(),
  repeatBytes: count.optional().describe('What tells repeats'),
});

/** Hubble's FlowFilter as protobuf JSON. */
const relayFilter = z.record(z.string(), z.unknown()) as z.ZodType<RelayFilter>;

const upstreamStream: z.ZodType<UpstreamStream> = z.object({
  filter: text.describe('As in q; empty: everything'),
  whitelist: z.array(relayFilter),
  blacklist: z.array(relayFilter),
  masked: z.boolean().describe('Only the fields that views need are asked for'),
  connection,
  views: count,
  flowsReceived: count,
  flowsPerSecond: z.number(),
  flowsBeside: count.describe('Flows that came although the filter leaves them out'),
  flowsSince: instant.nullable(),
  held,
});

export const clusterStatus: z.ZodType<ClusterStatus> = z.object({
  cluster: text,
  source: z.enum(['relay', 'capture', 'snapshot']),
  observe: z.enum(['always', 'on-demand']).optional(),
  streams: z.array(upstreamStream).optional().describe('On demand: what is being read now'),
  ringsSince: instant.nullable().optional().describe("On demand: since when all nodes' rings hold their flows"),
  address: text,
  connection,
  relayVersion: text,
  nodesConnected: count.nullable(),
  nodesUnavailable: count.nullable(),
  nodes: z.array(nodeInfo),
  flowsPerSecond: z.number(),
  flowsReceived: count,
  repeatsDropped: count,
  unknownResponses: count,
  malformedMessages: count,
  lostEvents: text,
  lostEventsUnknown: count,
  flowsSince: instant.nullable(),
  rollupSince: instant.nullable(),
  lastFlow: instant.nullable(),
  lagMs: z.number().nullable(),
  held,
  otherFlows: count.optional().describe('Flows counted in "other": there were more conversations than fit'),
  badLines: z.array(z.object({ line: count, message: text })).optional(),
});

const memory: z.ZodType<Memory> = z.object({
  limitBytes: count,
  processBytes: count.describe('What of the limit is not for what is held'),
  heldBytes: z.object({
    flows: count,
    rollups: count,
    filterRollups: count,
    views: count,
    frames: count,
    captures: count,
    repeats: count,
    names: count,
  }),
});

export const statusShape = {
  version: text,
  now: instant,
  startedAt: instant,
  readers: count,
  views: count,
  memory: memory.optional(),
  clusters: z.array(clusterStatus),
};

export const status: z.ZodType<Status> = z.object(statusShape);

const namespaceRow: z.ZodType<NamespaceRow> = z.object({
  cluster: text,
  namespace: text,
  flowsPerSecond: z.number(),
  denialsPerSecond: z.number(),
  denials: count,
});

const seriesPoint: z.ZodType<SeriesPoint> = z.object({ atMs: epochMs, values: z.record(z.string(), z.number()) });

export const namespacesAnswer = z.object({ ...spanShape, namespaces: z.array(namespaceRow) });
export const relatedAnswer = z.object({
  flows: z.array(flow),
  more: z.boolean().describe('There are more than are listed'),
  fromMs: z.number(),
  toMs: z.number(),
});

export const flowsAnswer = z.object({ ...spanShape, flows: z.array(flow), next: text.nullable() });
export const mapAnswer = z.object({ ...spanShape, ...graphShape });
export const podsAnswer: z.ZodType<Span & PodsSeen> = z.object({
  ...spanShape,
  pods: z.array(
    z.object({
      id: text.describe('Of the node of the map'),
      pods: count.describe('Pods of which a flow was seen in the span'),
      nodes: count.describe('Nodes that told of them as their own'),
      labels: z.array(text).describe('Labels that all of them have; the first so many'),
      moreLabels: count,
    }),
  ),
  more: z.boolean().describe('There are more nodes of the map than are listed'),
});
export const dropsAnswer = z.object({ ...spanShape, groups: z.array(dropGroup) });
export const seriesAnswer = z.object({ ...spanShape, stepMs: count, points: z.array(seriesPoint) });

export const valuesAnswer: z.ZodType<Span & ValueCounts> = z.object({
  ...spanShape,
  values: z.array(
    z.object({
      value: text.describe('As it stands in a filter, without the quotes it may need there'),
      flows: count.describe('Flows that a token with this value would leave of those that match'),
      denials: count.describe('Refused packets and requests among them, each once'),
    }),
  ),
  more: z.boolean().describe('There are more than are listed'),
  newest: count.optional().describe('Only so many of the newest flows were looked through; absent where all were'),
});

export const frame: z.ZodType<Frame> = z.object({
  ...spanShape,
  id: text,
  at: instant,
  reset: z.boolean(),
  missed: z
    .object({ frames: count, rows: count, unknown: z.literal(true).optional() })
    .optional()
    .describe('Present when this reader was too slow, or away too long (then unknown): what it was not sent'),
  map: z
    .object({
      nodes: z.object({ upserted: z.array(graphNode), removed: z.array(text) }),
      edges: z.object({ upserted: z.array(graphEdge), removed: z.array(text) }),
      undrawn: count,
      undrawnBy: z.record(z.string(), count),
    })
    .optional(),
  drops: z.object({ upserted: z.array(dropGroup), removed: z.array(text) }).optional(),
  audit: z.object({ upserted: z.array(dropGroup), removed: z.array(text) }).optional(),
  marks: z.array(dropMark).optional().describe('All marks of drop groups, where they changed'),
  flows: z
    .object({
      rows: z.array(flow),
      unsent: count,
      matched: count,
      hidden: count,
      hiddenDenials: count,
      searching: z
        .literal(true)
        .optional()
        .describe('What is held is still looked through: these counts are so far, and a later frame has them all'),
    })
    .optional(),
  series: z.object({ stepMs: count, points: z.array(seriesPoint) }).optional(),
  namespaces: z.array(namespaceRow).optional(),
  status: status.optional(),
});

const bundle = z.object({
  page: z.enum(['map', 'drops', 'flows']),
  view: text.describe('Query of the link to what it shows'),
  by: text.nullable().describe('Who made it, where that was known'),
  at: instant.describe('When it was made'),
  flowsLeftOut: count.describe('Flows that matched and are not in it'),
});

export const captureReport: z.ZodType<CaptureReport> = z.object({
  id: text,
  cluster: text,
  flows: count,
  lostEvents: count,
  nodeEvents: count,
  otherEvents: count,
  unknownKinds: count,
  unknownColumns: z.array(z.string()).optional(),
  badLines: z.array(z.object({ line: count, message: text })),
  badLineCount: count,
  from: instant.nullable(),
  to: instant.nullable(),
  bundle: bundle.optional().describe('Of a bundle only'),
});

/** What POST /api/v1/live takes: the views one stream is to carry. */
export const liveViews = z.object({
  views: z
    .array(
      z.object({
        key: z
          .string()
          .regex(/^[\w-]{1,32}$/, 'is 1 to 32 letters, digits, - or _')
          .describe('Yours to choose; event ids are <key>/<frame id>'),
        query: z.string().describe('The query of GET /api/v1/live, as URL text'),
        lastId: z.string().max(128).optional().describe('Goes on after this frame'),
        token: z.string().max(8_192).optional().describe('An embed token, for this view alone'),
      }),
    )
    .min(1, 'names nothing')
    .max(100, 'has more than 100 entries')
    .refine((views) => new Set(views.map(({ key }) => key)).size === views.length, 'has a key twice'),
});
export type LiveViews = z.infer<typeof liveViews>;
