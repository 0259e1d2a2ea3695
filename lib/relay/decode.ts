// A whole flow from its bytes, for the few that are looked at. The facts come from the partial reader, so that
// what was counted and what is shown can never differ; the rest comes from the full decoder.
import { type DescMessage, fromBinary, type MessageShape, toBinary, toJson } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { type Any, type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { Decimal64, EpochMs, Flow, FlowFacts, FlowId, Json, Rfc3339 } from '@/lib/flow/flow';
import { type Flow as FlowMessage, FlowSchema, IPSchema, Layer4Schema, type Tunnel } from '@/proto/gen/flow/flow_pb';
import { type GetFlowsResponse, GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { compileCel } from './cel';
import { capturePointText, observationPointText, sockXlatePointText, tunnelProtocolText } from './enums';
import { factsFromBytes } from './partial';
import { Cursor } from './read/cursor';
import { nonZero } from './read/draft';
import { readLayer4, takeIp } from './read/network';
import { isTime } from './read/time';
import type { FlowBytes } from './relay';
import { collectUnknown, hasUnknown, keepUnknown } from './unknown';

/** What a flow log needs to read the bytes it keeps. All throw RangeError on bytes that hold no flow. */
export const relayCodec = { facts: factsFromBytes, flow: flowFromBytes, cel: compileCel } as const;

/**
 * The flow in a GetFlowsResponse with every field Hubble sent. Where only what lies beside the facts is broken the
 * flow comes without it, and `unknown` says so under `#malformed`. Throws RangeError where the facts are broken.
 */
export function flowFromBytes(bytes: FlowBytes, id: FlowId, arrivedMs: EpochMs): Flow {
  // Into the facts, which are new with every reading: a copy of so many keys costs more than reading them.
  return Object.assign(factsFromBytes(bytes), { id, arrivedMs }, details(bytes));
}

type Details = Omit<Flow, keyof FlowFacts | 'id' | 'arrivedMs'>;

function details(bytes: FlowBytes): Details {
  try {
    const response = fromBinary(GetFlowsResponseSchema, bytes);
    const flow = response.responseTypes.case === 'flow' ? response.responseTypes.value : undefined;
    if (!flow) throw new RangeError('the response holds no flow');
    return {
      ...flowDetails(flow),
      time: timeText(flow.time) ?? timeText(response.time),
      unknown: unknown(response, flow),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { nodeLabels: [], policyLog: [], unknown: { '#malformed': why } };
  }
}

function flowDetails(flow: FlowMessage): Details {
  const { emitter, file, ipTraceId, aggregate } = flow;
  return {
    emitter: emitter && { name: emitter.name, version: emitter.version },
    tunnel: flow.tunnel && tunnel(flow.tunnel),
    nodeLabels: flow.nodeLabels,
    observationPoint: nonZero(flow.traceObservationPoint, observationPointText),
    file: file && { name: file.name, line: file.line },
    ipTraceId: ipTraceId && { traceId: String(ipTraceId.traceId), ipOptionType: ipTraceId.ipOptionType },
    debugCapturePoint: nonZero(flow.debugCapturePoint, capturePointText),
    interface: flow.interface && { index: flow.interface.index, name: flow.interface.name },
    proxyPort: flow.proxyPort || undefined,
    traceId: flow.traceContext?.parent?.traceId || undefined,
    sockXlatePoint: nonZero(flow.sockXlatePoint, sockXlatePointText),
    socketCookie: decimal(flow.socketCookie),
    cgroupId: decimal(flow.cgroupId),
    policyLog: flow.policyLog,
    aggregate: aggregate && {
      ingress: aggregate.ingressFlowCount,
      egress: aggregate.egressFlowCount,
      unknown: aggregate.unknownDirectionFlowCount,
    },
    extensions: flow.extensions && anyJson(flow.extensions),
    summary: flow.Summary || undefined,
  };
}

function tunnel({ protocol, IP, l4, vni }: Tunnel): Flow['tunnel'] {
  return {
    protocol: tunnelProtocolText(protocol),
    ip: IP && reread(IPSchema, IP, takeIp),
    l4: l4 && reread(Layer4Schema, l4, readLayer4),
    vni: vni || undefined,
  };
}

/** Headers mean the same outside and inside a tunnel, so they are translated by the same tables. */
function reread<Desc extends DescMessage, T>(
  schema: Desc,
  message: MessageShape<Desc>,
  read: (cursor: Cursor, end: number) => T,
): T {
  const cursor = new Cursor().open(toBinary(schema, message));
  return read(cursor, cursor.limit);
}

/** Zero is how "none" comes. */
function decimal(value: bigint): Decimal64 | undefined {
  return value === 0n ? undefined : String(value);
}

/** Types of other programs are not known here, so their bytes stay bytes. */
function anyJson({ typeUrl, value }: Any): Json {
  return { '@type': typeUrl, value: base64Encode(value) };
}

function timeText(time: Timestamp | undefined): Rfc3339 | undefined {
  return time && isTime(Number(time.seconds), time.nanos) ? toJson(TimestampSchema, time) : undefined;
}

function unknown(response: GetFlowsResponse, flow: FlowMessage): Flow['unknown'] {
  const found: Record<string, Json> = {};
  if (hasUnknown(flow)) collectUnknown(reflect(FlowSchema, flow), '', found);
  keepUnknown(response.$unknown, 'response.', found);
  const { time } = flow;
  if (time && timeText(time) === undefined) found.time = { seconds: String(time.seconds), nanos: time.nanos };
  return Object.keys(found).length === 0 ? undefined : found;
}
