// The hot road: what folding and filtering need of a flow, read straight from the bytes Relay sent.
// Field numbers are those of flow.proto and observer.proto.
// biome-ignore-all lint/suspicious/noAssignInExpressions: a field table reads as a table, one assignment a line
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { FlowFacts } from '@/lib/flow/flow';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { authTypeText, directionText, dropReasonText, flowTypeText, traceReasonText, verdictText } from './enums';
import { otherEvent } from './event';
import { Cursor, fieldTable, readFields } from './read/cursor';
import { added, type Draft, none, nonZero } from './read/draft';
import { readWeight, takeEndpoint, takeEventType, takePolicy, takeService } from './read/ends';
import { readLayer7 } from './read/layer7';
import { readLayer4, takeEthernet, takeIp } from './read/network';
import { readBool, readTime } from './read/time';
import type { FlowBytes, RelayEvent } from './relay';

/** One GetFlowsResponse as it came. Never throws: bytes that are none become a `malformed` event. */
export function factsFromResponse(bytes: FlowBytes): RelayEvent {
  try {
    const { facts, node } = readResponse(bytes);
    return facts ? { kind: 'flow', facts, bytes, node, alike: cursor.alike } : otherEvent(bytes);
  } catch (error) {
    return { kind: 'malformed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The facts of a GetFlowsResponse that holds a flow; throws RangeError on any other bytes. */
export function factsFromBytes(bytes: FlowBytes): FlowFacts {
  const { facts } = readResponse(bytes);
  if (!facts) throw new RangeError('the response holds no flow');
  return facts;
}

interface ResponseDraft {
  facts: Draft<FlowFacts> | undefined;
  hasOther: boolean;
  node: string;
  timeMs: number | undefined;
}

const responseFields = fieldTable<ResponseDraft>([
  [1, 'bytes', (c, r) => readResponseFlow(c, r)],
  [2, 'bytes', (c, r) => markOther(c, r)],
  [3, 'bytes', (c, r) => markOther(c, r)],
  [1000, 'bytes', (c, r) => (r.facts?.node ? c.pass() : void (r.node = c.text()))],
  [1001, 'bytes', (c, r) => (r.facts?.timeMs ? c.pass() : void (r.timeMs = c.once(r.timeMs, readTime)))],
]);

// One cursor and one draft for all messages: reading never waits, and nothing keeps them.
const cursor = new Cursor();
const nothing: Readonly<ResponseDraft> = { facts: undefined, hasOther: false, node: '', timeMs: undefined };
const response: ResponseDraft = { ...nothing };

/** What the flow does not say itself, the response around it may, and only then is it read. The draft is good until the next reading. */
function readResponse(bytes: Uint8Array, isCanonical = false): Readonly<ResponseDraft> {
  cursor.open(bytes);
  Object.assign(response, nothing);
  readFields(cursor, cursor.limit, responseFields, response);
  if (cursor.isMerged && !isCanonical) return readResponse(canonical(bytes), true);
  const { facts } = response;
  if (!facts) return response;
  facts.timeMs = known(facts.timeMs) ?? known(response.timeMs);
  facts.node ||= response.node || undefined;
  response.node = facts.node ?? '';
  return response;
}

/**
 * The same message with each field once. Encoders never repeat a singular message or a oneof, so only hostile or
 * concatenated bytes come here, and the full decoder may merge them.
 */
function canonical(bytes: Uint8Array): Uint8Array {
  return toBinary(GetFlowsResponseSchema, fromBinary(GetFlowsResponseSchema, bytes));
}

function readResponseFlow(c: Cursor, draft: ResponseDraft): void {
  if (draft.hasOther) c.isMerged = true;
  draft.facts = c.once(draft.facts, readFlow);
}

function markOther(c: Cursor, draft: ResponseDraft): void {
  if (draft.hasOther || draft.facts) c.isMerged = true;
  draft.hasOther = true;
  c.pass();
}

/** Fields that become one fact together. */
interface FlowDraft {
  readonly facts: Draft<FlowFacts>;
  dropCode: number;
  dropReason: number;
  oldReply: boolean;
}

const flowFields = fieldTable<FlowDraft>([
  [1, 'bytes', (c, { facts }) => void (facts.timeMs = c.once(facts.timeMs, readTime))],
  [2, 'varint', (c, { facts }) => void (facts.verdict = verdictText(c.int32()))],
  [3, 'varint', (c, flow) => void (flow.dropCode = c.uint32())],
  [4, 'bytes', (c, { facts }) => void (facts.ethernet = c.once(facts.ethernet, takeEthernet))],
  [5, 'bytes', (c, { facts }) => void (facts.ip = c.once(facts.ip, takeIp))],
  [6, 'bytes', (c, { facts }) => void (facts.l4 = c.once(facts.l4, readLayer4))],
  [8, 'bytes', (c, { facts }) => void (facts.source = c.once(facts.source, takeEndpoint))],
  [9, 'bytes', (c, { facts }) => void (facts.destination = c.once(facts.destination, takeEndpoint))],
  [10, 'varint', (c, { facts }) => void (facts.type = nonZero(c.int32(), flowTypeText))],
  [11, 'bytes', (c, { facts }) => void (facts.node = c.text() || undefined)],
  [13, 'bytes', (c, { facts }) => void (facts.sourceNames = added(facts.sourceNames, c.text()))],
  [14, 'bytes', (c, { facts }) => void (facts.destinationNames = added(facts.destinationNames, c.text()))],
  [15, 'bytes', (c, { facts }) => void (facts.l7 = c.once(facts.l7, readLayer7))],
  [16, 'varint', (c, flow) => void (flow.oldReply = c.bool())],
  [19, 'bytes', (c, { facts }) => void (facts.eventType = c.once(facts.eventType, takeEventType))],
  [20, 'bytes', (c, { facts }) => void (facts.sourceService = c.once(facts.sourceService, takeService))],
  [21, 'bytes', (c, { facts }) => void (facts.destinationService = c.once(facts.destinationService, takeService))],
  [22, 'varint', (c, { facts }) => void (facts.direction = directionText(c.int32()))],
  [23, 'varint', (c, { facts }) => void (facts.policyMatchType = c.uint32() || undefined)],
  [25, 'varint', (c, flow) => void (flow.dropReason = c.int32())],
  [26, 'bytes', (c, { facts }) => void (facts.isReply = c.once(facts.isReply, readBool))],
  [34, 'bytes', (c, { facts }) => void (facts.uuid = c.ownText() || undefined)],
  [35, 'varint', (c, { facts }) => void (facts.authType = nonZero(c.int32(), authTypeText))],
  [36, 'varint', (c, { facts }) => void (facts.traceReason = nonZero(c.int32(), traceReasonText))],
  [21001, 'bytes', (c, { facts }) => void (facts.egressAllowedBy = added(facts.egressAllowedBy, takePolicy(c)))],
  [21002, 'bytes', (c, { facts }) => void (facts.ingressAllowedBy = added(facts.ingressAllowedBy, takePolicy(c)))],
  [21004, 'bytes', (c, { facts }) => void (facts.egressDeniedBy = added(facts.egressDeniedBy, takePolicy(c)))],
  [21005, 'bytes', (c, { facts }) => void (facts.ingressDeniedBy = added(facts.ingressDeniedBy, takePolicy(c)))],
  [21007, 'bytes', (c, { facts }) => void (facts.weight = c.once(facts.weight, readWeight))],
]);

function readFlow(c: Cursor, end: number): Draft<FlowFacts> {
  const facts = emptyFacts();
  const flow: FlowDraft = { facts, dropCode: 0, dropReason: 0, oldReply: false };
  readFields(c, end, flowFields, flow);
  facts.dropReason = nonZero(flow.dropReason || flow.dropCode, dropReasonText);
  // The old field cannot tell "no" from "unknown", so only its "yes" counts.
  if (flow.oldReply) facts.isReply ??= true;
  facts.weight ||= undefined;
  return facts;
}

/** Every key from the start: one hidden class for all flows. */
function emptyFacts(): Draft<FlowFacts> {
  return {
    uuid: undefined,
    timeMs: undefined,
    node: undefined,
    verdict: 'VERDICT_UNKNOWN',
    dropReason: undefined,
    ethernet: undefined,
    ip: undefined,
    l4: undefined,
    l7: undefined,
    source: undefined,
    destination: undefined,
    sourceNames: none,
    destinationNames: none,
    sourceService: undefined,
    destinationService: undefined,
    eventType: undefined,
    direction: 'TRAFFIC_DIRECTION_UNKNOWN',
    isReply: undefined,
    traceReason: undefined,
    policyMatchType: undefined,
    authType: undefined,
    egressAllowedBy: none,
    ingressAllowedBy: none,
    egressDeniedBy: none,
    ingressDeniedBy: none,
    type: undefined,
    weight: undefined,
  };
}

function known(timeMs: number | undefined): number | undefined {
  return timeMs === undefined || Number.isNaN(timeMs) ? undefined : timeMs;
}
