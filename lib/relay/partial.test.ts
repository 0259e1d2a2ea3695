import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Endpoint, FlowFacts, Layer4, Layer7, Policy } from '@/lib/flow/flow';
import { tcpFlags } from '@/lib/flow/flow';
import {
  AuthType,
  DropReason,
  type Endpoint as EndpointMessage,
  type Flow,
  type FlowSchema,
  FlowType,
  IPVersion,
  L7FlowType,
  type Layer4 as Layer4Message,
  type Layer7 as Layer7Message,
  type LostEventSource,
  type Policy as PolicyMessage,
  TraceReason,
  TrafficDirection,
  Verdict,
} from '@/proto/gen/flow/flow_pb';
import { type GetFlowsResponse, GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { relayCodec } from './decode';
import { factsFromBytes, factsFromResponse } from './partial';
import { anyMessage, mixed } from './test-messages';

const anyResponse = anyMessage(GetFlowsResponseSchema);
const order = fc.infiniteStream(fc.nat()).map((stream) => (length: number) => (stream.next().value ?? 0) % length);

/** One response, or the merge of two, with the fields of every level in any order. */
const anyBytes = fc
  .tuple(fc.array(anyResponse, { minLength: 1, maxLength: 2 }), order)
  .map(([messages, pick]) => mixed(GetFlowsResponseSchema, messages, pick));

// --- the same facts by way of the full decoder, said the long way

function expected(bytes: Uint8Array): FlowFacts | undefined {
  const response = fromBinary(GetFlowsResponseSchema, bytes);
  return response.responseTypes.case === 'flow' ? flowFacts(response.responseTypes.value, response) : undefined;
}

function flowFacts(flow: Flow, response: GetFlowsResponse): FlowFacts {
  const { IP: ip, eventType, aggregate, ethernet } = flow;
  const reason = flow.dropReasonDesc || flow.dropReason;
  return {
    uuid: flow.uuid || undefined,
    timeMs: ms(flow.time) ?? ms(response.time),
    node: flow.nodeName || response.nodeName || undefined,
    verdict: Verdict[flow.verdict] ?? String(flow.verdict),
    dropReason: optional(DropReason, reason),
    ethernet: ethernet && { source: ethernet.source, destination: ethernet.destination },
    ip: ip && {
      source: ip.source || undefined,
      destination: ip.destination || undefined,
      sourceTranslated: ip.sourceXlated || undefined,
      version: optional(IPVersion, ip.ipVersion),
      encrypted: ip.encrypted || undefined,
    },
    l4: flow.l4 && layer4(flow.l4),
    l7: flow.l7 && layer7(flow.l7),
    source: flow.source && endpoint(flow.source),
    destination: flow.destination && endpoint(flow.destination),
    sourceNames: flow.sourceNames,
    destinationNames: flow.destinationNames,
    sourceService: flow.sourceService && { name: flow.sourceService.name, namespace: flow.sourceService.namespace },
    destinationService: flow.destinationService && {
      name: flow.destinationService.name,
      namespace: flow.destinationService.namespace,
    },
    eventType: eventType && { type: eventType.type, subType: eventType.subType },
    direction: TrafficDirection[flow.trafficDirection] ?? String(flow.trafficDirection),
    isReply: flow.isReply ?? (flow.reply || undefined),
    traceReason: optional(TraceReason, flow.traceReason),
    policyMatchType: flow.policyMatchType || undefined,
    authType: optional(AuthType, flow.authType),
    egressAllowedBy: flow.egressAllowedBy.map(policy),
    ingressAllowedBy: flow.ingressAllowedBy.map(policy),
    egressDeniedBy: flow.egressDeniedBy.map(policy),
    ingressDeniedBy: flow.ingressDeniedBy.map(policy),
    type: optional(FlowType, flow.Type),
    weight:
      (aggregate && aggregate.ingressFlowCount + aggregate.egressFlowCount + aggregate.unknownDirectionFlowCount) ||
      undefined,
  };
}

function optional(names: Readonly<Record<number, string>>, value: number): string | undefined {
  return value === 0 ? undefined : (names[value] ?? String(value));
}

function ms(time: Timestamp | undefined): number | undefined {
  if (!time || time.nanos < 0 || time.nanos >= 1e9) return undefined;
  const inRange = time.seconds >= -62_135_596_800n && time.seconds <= 253_402_300_799n;
  return inRange ? Number(time.seconds) * 1000 + time.nanos / 1e6 : undefined;
}

function endpoint(message: EndpointMessage): Endpoint {
  return {
    id: message.ID || undefined,
    identity: message.identity || undefined,
    cluster: message.clusterName || undefined,
    namespace: message.namespace || undefined,
    pod: message.podName || undefined,
    labels: message.labels,
    workloads: message.workloads.map(({ kind, name }) => ({ kind, name })),
  };
}

function policy({ name, namespace, kind, labels, revision }: PolicyMessage): Policy {
  return { name, namespace, kind, labels, revision: String(revision) };
}

function layer4(message: Layer4Message): Layer4 | undefined {
  const { protocol } = message;
  switch (protocol.case) {
    case 'TCP': {
      const { sourcePort, destinationPort, flags } = protocol.value;
      return { protocol: 'TCP', sourcePort, destinationPort, flags: tcpFlags.filter((flag) => flags?.[flag]) };
    }
    case 'UDP':
    case 'SCTP': {
      const { sourcePort, destinationPort } = protocol.value;
      return { protocol: protocol.case, sourcePort, destinationPort };
    }
    case 'ICMPv4':
    case 'ICMPv6':
      return { protocol: protocol.case, type: protocol.value.type, code: protocol.value.code };
    case 'VRRP': {
      const { type, vrid, priority } = protocol.value;
      return { protocol: 'VRRP', type, vrid, priority };
    }
    case 'IGMP':
      return { protocol: 'IGMP', type: protocol.value.type, groupAddress: protocol.value.groupAddress };
    default:
      return message.$unknown ? { protocol: 'UNKNOWN' } : undefined;
  }
}

function layer7({ type, latencyNs, record }: Layer7Message): Layer7 {
  const { $typeName: _, $unknown: __, ...value } = record.value ?? { $typeName: '' };
  const bare =
    'headers' in value ? { ...value, headers: value.headers.map((h) => ({ key: h.key, value: h.value })) } : value;
  return {
    type: L7FlowType[type] ?? String(type),
    latencyNs: latencyNs === 0n ? undefined : String(latencyNs),
    ...(record.case && { [record.case]: bare }),
  };
}

/** Truncated, with bytes changed, or nothing but noise. */
const brokenBytes = fc.oneof(
  fc.tuple(anyBytes, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1))),
  fc
    .tuple(anyBytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }))
    .map(([bytes, changes]) => changed(bytes, changes)),
  fc.uint8Array({ maxLength: 64 }),
);

function changed(bytes: Uint8Array, changes: readonly (readonly [at: number, byte: number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
  return copy;
}

function responseOf(flow: MessageInitShape<typeof FlowSchema>): Uint8Array {
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, { nodeName: 'c/n', responseTypes: { case: 'flow', value: flow } }),
  );
}

describe('the partial reader', () => {
  test('gives the same facts as the full decoder, whatever the order, repetition and company of fields', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const event = factsFromResponse(bytes);
        const facts = expected(bytes);
        expect(event.kind === 'flow' ? event.facts : undefined).toEqual(facts);
        if (event.kind !== 'flow') return;
        expect(event.node).toBe(event.facts.node ?? '');
        expect(event.bytes).toBe(bytes);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test('agrees with the whole flow on any bytes, and calls the same bytes malformed', () => {
    fc.assert(
      fc.property(brokenBytes, (bytes) => {
        const event = factsFromResponse(bytes);
        if (event.kind === 'flow') expect(relayCodec.flow(bytes, 'id', 1)).toMatchObject(defined(event.facts));
        else expect(() => relayCodec.flow(bytes, 'id', 1)).toThrow();
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test('reads a flow whose text is not UTF-8, because a broken name is no reason to lose a flow', () => {
    const bytes = responseOf({ nodeName: 'node-?', uuid: 'u' });
    bytes[bytes.lastIndexOf('?'.charCodeAt(0))] = 0xff;
    expect(factsFromBytes(bytes)).toMatchObject({ node: 'node-\ufffd', uuid: 'u' });
  });

  test('takes a known field of another wire type for an unknown field', () => {
    const flow = new BinaryWriter().tag(8, WireType.Varint).uint32(7).tag(34, WireType.LengthDelimited).string('u');
    const bytes = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(flow.finish()).finish();
    expect(factsFromBytes(bytes)).toMatchObject({ uuid: 'u', source: undefined });
  });

  test.each<[string, BinaryWriter, string]>([
    ['a field number of 0', new BinaryWriter().uint32(2), 'number 0'],
    ['an endless varint', new BinaryWriter().tag(99, WireType.Varint).raw(new Uint8Array(12).fill(0x80)), 'ten bytes'],
    ['a length past the end', new BinaryWriter().tag(1, WireType.LengthDelimited).uint32(2 ** 31), 'past the end'],
    ['an inner field past its message', new BinaryWriter().raw(Uint8Array.of(10, 2, 10, 1, 10, 0)), 'past the end'],
    ['nothing behind a tag', new BinaryWriter().tag(1000, WireType.LengthDelimited), ''],
  ])('says what is wrong with %s', (_, writer, message) => {
    const event = factsFromResponse(writer.finish());
    expect(event).toEqual({ kind: 'malformed', message: expect.stringContaining(message) });
  });

  test('makes no new object for an endpoint, a label or a policy it has seen before', () => {
    const source = { ID: 7, namespace: 'shop', labels: ['k8s:app=cart'], podName: 'cart-0' };
    const flow = { source, egressAllowedBy: [{ name: 'allow', revision: 3n }] };
    const [first, second] = [factsFromBytes(responseOf(flow)), factsFromBytes(responseOf({ ...flow, uuid: 'other' }))];
    expect(second.source).toBe(first.source);
    expect(second.egressAllowedBy[0]).toBe(first.egressAllowedBy[0]);
  });

  test('keeps apart endpoints whose bytes share a slot of the table', () => {
    const pods = Array.from({ length: 20_000 }, (_, i) => `pod-${i}`);
    for (const podName of pods) expect(factsFromBytes(responseOf({ source: { podName } })).source?.pod).toBe(podName);
  });

  test('reads a flow with a megabyte of labels', () => {
    const labels = Array.from({ length: 1_000 }, (_, i) => `k8s:label-${i}=${'v'.repeat(1_000)}`);
    expect(factsFromBytes(responseOf({ source: { labels } })).source?.labels).toEqual(labels);
  });
});

describe('what is not a flow', () => {
  const event = (init: MessageInitShape<typeof GetFlowsResponseSchema>) =>
    factsFromResponse(toBinary(GetFlowsResponseSchema, create(GetFlowsResponseSchema, init)));

  test('lost events say where, how many and when; 0 is an unknown number', () => {
    const value = { source: 2, numEventsLost: 2n ** 63n, cpu: 0, first: { seconds: 1n }, last: { seconds: 2n } };
    const lost = { kind: 'lost', source: 'OBSERVER_EVENTS_QUEUE', count: '9223372036854775808', node: 'n', cpu: 0 };
    expect(event({ nodeName: 'n', time: { seconds: 3n }, responseTypes: { case: 'lostEvents', value } })).toEqual({
      ...lost,
      timeMs: 3_000,
      firstMs: 1_000,
      lastMs: 2_000,
    });
    expect(event({ responseTypes: { case: 'lostEvents', value: { source: 9 as LostEventSource } } })).toMatchObject({
      source: '9',
      count: null,
      cpu: null,
      timeMs: null,
    });
  });

  test.each([
    [1, 'connected', 'NODE_CONNECTED'],
    [2, 'unavailable', 'NODE_UNAVAILABLE'],
    [3, 'gone', 'NODE_GONE'],
    [4, 'error', 'NODE_ERROR'],
    [0, 'unknown', 'UNKNOWN_NODE_STATE'],
    [17, 'unknown', '17'],
  ])('node state %i is %s', (stateChange, state, stateText) => {
    const value = { stateChange, nodeNames: ['a', 'b'], message: 'why' };
    expect(event({ responseTypes: { case: 'nodeStatus', value } })).toEqual({
      kind: 'nodes',
      state,
      stateText,
      names: ['a', 'b'],
      message: 'why',
    });
  });

  test('a kind of response new to us is named by its number, an empty one as empty', () => {
    const bytes = new BinaryWriter().tag(7, WireType.LengthDelimited).string('heartbeat').finish();
    expect(factsFromResponse(bytes)).toEqual({ kind: 'unknown', what: 'response field 7' });
    expect(factsFromResponse(new Uint8Array())).toEqual({ kind: 'unknown', what: 'empty response' });
  });
});

/** toMatchObject tells an absent property from an undefined one. */
function defined(facts: FlowFacts): object {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
