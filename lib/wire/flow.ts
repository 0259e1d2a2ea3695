// Schemas of the domain types that the API carries as they are.
import { z } from 'zod';
import type { DropGroup } from '@/lib/drops/group';
import { type DropMark, loudReasons, markKinds } from '@/lib/drops/mark';
import { type Entity, entityKinds } from '@/lib/flow/entity';
import type { Endpoint, Flow, Ip, Json, Layer4, Layer7, Policy } from '@/lib/flow/flow';
import { edgeStates, type GraphEdge, type GraphNode } from '@/lib/graph/graph';

const text = z.string();
const count = z.number().int();
const decimal64 = z
  .string()
  .regex(/^-?\d+$/)
  .describe('A 64-bit number as decimal text');
export const instant = z.string().describe('RFC 3339');
export const epochMs = z.number().describe('Milliseconds since 1970');
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

const ip: z.ZodType<Ip> = z.strictObject({
  source: text.optional(),
  destination: text.optional(),
  sourceTranslated: text.optional(),
  version: text.optional(),
  encrypted: z.boolean().optional(),
});

const layer4: z.ZodType<Layer4> = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('TCP'),
    sourcePort: count,
    destinationPort: count,
    flags: z.array(z.enum(['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'])),
  }),
  z.strictObject({ protocol: z.enum(['UDP', 'SCTP']), sourcePort: count, destinationPort: count }),
  z.strictObject({ protocol: z.enum(['ICMPv4', 'ICMPv6']), type: count, code: count }),
  z.strictObject({ protocol: z.literal('VRRP'), type: count, vrid: count, priority: count }),
  z.strictObject({ protocol: z.literal('IGMP'), type: count, groupAddress: text }),
  z.strictObject({ protocol: z.literal('UNKNOWN') }),
]);

const layer7: z.ZodType<Layer7> = z.strictObject({
  type: text,
  latencyNs: decimal64.optional(),
  http: z
    .strictObject({
      code: count,
      method: text,
      url: text,
      protocol: text,
      headers: z.array(z.strictObject({ key: text, value: text })),
    })
    .optional(),
  dns: z
    .strictObject({
      query: text,
      ips: z.array(text),
      ttl: count,
      cnames: z.array(text),
      observationSource: text,
      rcode: count,
      qtypes: z.array(text),
      rrtypes: z.array(text),
    })
    .optional(),
  kafka: z
    .strictObject({ errorCode: count, apiVersion: count, apiKey: text, correlationId: count, topic: text })
    .optional(),
});

const endpoint: z.ZodType<Endpoint> = z.strictObject({
  id: count.optional(),
  identity: count.optional(),
  cluster: text.optional(),
  namespace: text.optional(),
  pod: text.optional(),
  labels: z.array(text),
  workloads: z.array(z.strictObject({ kind: text, name: text })),
  veiled: z.enum(['namespace', 'hidden']).optional().describe('Whoever asks may see no more of it than this'),
});

const policy: z.ZodType<Policy> = z.strictObject({
  name: text,
  namespace: text,
  kind: text,
  labels: z.array(text),
  revision: decimal64,
});

const service = z.strictObject({ name: text, namespace: text });

export const flow: z.ZodType<Flow> = z.strictObject({
  id: text,
  uuid: text.optional(),
  time: instant.optional(),
  timeMs: epochMs.optional(),
  arrivedMs: epochMs,
  node: text.optional(),
  nodeLabels: z.array(text),
  verdict: text,
  dropReason: text.optional(),
  ip: ip.optional(),
  l4: layer4.optional(),
  l7: layer7.optional(),
  source: endpoint.optional(),
  destination: endpoint.optional(),
  sourceNames: z.array(text),
  destinationNames: z.array(text),
  sourceService: service.optional(),
  destinationService: service.optional(),
  type: text.optional(),
  eventType: z.strictObject({ type: count, subType: count }).optional(),
  direction: text,
  isReply: z.boolean().optional().describe('Absent: unknown'),
  traceReason: text.optional(),
  policyMatchType: z.union([count, text]).optional(),
  egressAllowedBy: z.array(policy),
  ingressAllowedBy: z.array(policy),
  egressDeniedBy: z.array(policy),
  ingressDeniedBy: z.array(policy),
  policyLog: z.array(text),
  weight: count.optional(),
  aggregate: z.strictObject({ ingress: count, egress: count, unknown: count }).optional(),
  emitter: z.strictObject({ name: text, version: text }).optional(),
  authType: text.optional(),
  ethernet: z.strictObject({ source: text, destination: text }).optional(),
  tunnel: z
    .strictObject({ protocol: text, ip: ip.optional(), l4: layer4.optional(), vni: count.optional() })
    .optional(),
  observationPoint: text.optional(),
  file: z.strictObject({ name: text, line: count }).optional(),
  ipTraceId: z.strictObject({ traceId: decimal64, ipOptionType: count }).optional(),
  debugCapturePoint: text.optional(),
  interface: z.strictObject({ index: count, name: text }).optional(),
  proxyPort: count.optional(),
  traceId: text.optional(),
  sockXlatePoint: text.optional(),
  socketCookie: decimal64.optional(),
  cgroupId: decimal64.optional(),
  extensions: json.optional(),
  summary: text.optional(),
  masked: z.literal(true).optional().describe('Only what views need was asked for; GET flows/{id} asks for the rest'),
  unknown: z.record(z.string(), json).optional().describe('Fields this version does not know, by path'),
});

const entityShape = {
  id: text,
  kind: z.enum(entityKinds),
  cluster: text,
  namespace: text,
  name: text,
  workloadKind: text,
  veiled: z
    .literal(true)
    .optional()
    .describe('Whoever asks may see no more of who it is than its namespace, or nothing; all that is behind it is one'),
};

export const entity: z.ZodType<Entity> = z.strictObject(entityShape);

const verdictCounts = z.record(z.string(), count).describe('Flow events per verdict');

export const graphNode: z.ZodType<GraphNode> = z.object({
  ...entityShape,
  ports: z.array(z.object({ protocol: text, port: count, flows: count, denials: count })),
  morePorts: count,
  denials: count,
  flows: count,
});

export const graphEdge: z.ZodType<GraphEdge> = z.object({
  id: text,
  source: text,
  destination: text,
  protocol: text,
  port: count,
  state: z.enum(edgeStates),
  events: verdictCounts,
  sides: z.object({ egress: verdictCounts, ingress: verdictCounts, unknown: verdictCounts }),
  flows: count.describe('The larger of the two sides'),
  flowsPerSecond: z.number(),
  denials: count.describe('Refused packets or requests, each once'),
  denialsPerSecond: z.number(),
  deniedBySide: z.object({ egress: count, ingress: count, unknown: count }),
  audits: count,
  reasons: z.array(text),
  policies: z.array(text),
  allowedBy: z
    .object({
      policies: z.array(text),
      unnamed: count.describe('Policy verdicts that let pass and name no policy'),
      none: count.optional().describe('Those of them of which it is known that no policy limits what passes'),
    })
    .optional(),
  authenticated: count.optional().describe('Policy verdicts that let pass after mutual authentication'),
  encrypted: count.optional().describe('Flows seen marked as encrypted'),
  http: z.object({ requests: count, responses: count, clientErrors: count, serverErrors: count }).nullable(),
  dns: z.object({ queries: count, answers: count, nxdomain: count, failures: count }).nullable(),
  lateReplies: count,
  repliesOnly: z.boolean(),
  firstMs: epochMs,
  lastMs: epochMs,
});

export const graphShape = {
  nodes: z.array(graphNode),
  edges: z.array(graphEdge),
  undrawn: count.describe('Flow events that make no edge'),
  undrawnBy: z.record(z.string(), count),
};

export const dropGroup: z.ZodType<DropGroup> = z.object({
  id: text,
  source: entity,
  destination: entity,
  protocol: text,
  port: count,
  reason: text,
  reasonText: text,
  class: z.enum(['policy', 'l7', 'datapath', 'service', 'noise']),
  direction: text,
  policies: z.array(text),
  request: text.optional().describe('Of refused requests the newest, its ids taken out'),
  count: count.describe('Refused packets or requests, each once; of NXDOMAIN, answers to names of a search list'),
  perSecond: z.number(),
  conversationFlows: count,
  evidence: z.object({ verdicts: count, drops: count, l7: count }),
  trend: z.array(z.number()).describe('Denials per 15-second bucket, oldest first'),
  lateReply: z.boolean(),
  nodes: z.array(text),
  nodeCounts: z.array(count).optional().describe('Of the count, what each of the nodes told of'),
  audited: z
    .literal(true)
    .optional()
    .describe('Let pass by audit mode: what would be refused if policies were enforced'),
  alsoIngress: z
    .object({ count, policies: z.array(text) })
    .optional()
    .describe('Of audited packets that egress would refuse: so many ingress would refuse as well'),
  firstMs: epochMs,
  lastMs: epochMs,
});

export const dropMark: z.ZodType<DropMark> = z.object({
  group: text.describe('Id of the drop group'),
  kind: z.enum(markKinds),
  note: text,
  author: text.describe('Who signed in; where nobody does, as they gave themselves'),
  atMs: epochMs,
  untilMs: epochMs.nullable().describe('When it ends by itself; null: when somebody ends it'),
  perMinute: count.describe('Denials of the worst minute when it was made'),
  loud: z
    .object({ atMs: epochMs, why: z.enum(loudReasons) })
    .optional()
    .describe('Acknowledged, but it rose again or returned since'),
});
