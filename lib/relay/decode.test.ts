import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { FlowSchema, IPSchema, Layer4Schema, type Verdict, WorkloadSchema } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { flowFromBytes, relayCodec } from './decode';

type FlowInit = MessageInitShape<typeof FlowSchema>;

function responseOf(value: FlowInit, outside: { nodeName?: string; time?: { seconds: bigint } } = {}): Uint8Array {
  const message = create(GetFlowsResponseSchema, { ...outside, responseTypes: { case: 'flow', value } });
  return toBinary(GetFlowsResponseSchema, message);
}

/** What JSON would hold: keys without a value left out. */
function flowOf(value: FlowInit, outside?: Parameters<typeof responseOf>[1]): unknown {
  return JSON.parse(JSON.stringify(flowFromBytes(responseOf(value, outside), 'id-1', 42)));
}

const unknownField = (no: number, text: string) => ({
  no,
  wireType: WireType.LengthDelimited,
  data: new BinaryWriter().string(text).finish(),
});

describe('a whole flow', () => {
  test('has every field Hubble sent, 64-bit numbers as decimal text and enums by name', () => {
    expect(
      flowOf({
        time: { seconds: 1_700_000_000n, nanos: 120_000_000 },
        emitter: { name: 'Hubble', version: '1.19.4' },
        verdict: 2,
        authType: 1,
        ethernet: { source: '0a:00', destination: '0b:00' },
        tunnel: {
          protocol: 1,
          IP: { source: '192.0.2.1', ipVersion: 1 },
          l4: { protocol: { case: 'UDP', value: { sourcePort: 1, destinationPort: 8472 } } },
          vni: 3,
        },
        nodeLabels: ['zone=a'],
        dropReasonDesc: 133,
        traceObservationPoint: 101,
        file: { name: 'bpf_lxc.c', line: 12 },
        ipTraceId: { traceId: 2n ** 64n - 1n, ipOptionType: 136 },
        debugCapturePoint: 4,
        interface: { index: 6, name: 'eth0' },
        proxyPort: 10_000,
        traceContext: { parent: { traceId: 'abc' } },
        sockXlatePoint: 1,
        socketCookie: 2n ** 63n,
        cgroupId: 7n,
        Summary: 'TCP Flags: SYN',
        extensions: { typeUrl: 'type.example.com/x.Y', value: Uint8Array.of(1, 2) },
        policyLog: ['why'],
        aggregate: { ingressFlowCount: 2, egressFlowCount: 3, unknownDirectionFlowCount: 4 },
      }),
    ).toEqual({
      id: 'id-1',
      arrivedMs: 42,
      time: '2023-11-14T22:13:20.120Z',
      timeMs: 1_700_000_000_120,
      emitter: { name: 'Hubble', version: '1.19.4' },
      verdict: 'DROPPED',
      direction: 'TRAFFIC_DIRECTION_UNKNOWN',
      dropReason: 'POLICY_DENIED',
      authType: 'SPIRE',
      ethernet: { source: '0a:00', destination: '0b:00' },
      tunnel: {
        protocol: 'VXLAN',
        ip: { source: '192.0.2.1', version: 'IPv4' },
        l4: { protocol: 'UDP', sourcePort: 1, destinationPort: 8472 },
        vni: 3,
      },
      nodeLabels: ['zone=a'],
      observationPoint: 'TO_ENDPOINT',
      file: { name: 'bpf_lxc.c', line: 12 },
      ipTraceId: { traceId: '18446744073709551615', ipOptionType: 136 },
      debugCapturePoint: 'DBG_CAPTURE_DELIVERY',
      interface: { index: 6, name: 'eth0' },
      proxyPort: 10_000,
      traceId: 'abc',
      sockXlatePoint: 'SOCK_XLATE_POINT_PRE_DIRECTION_FWD',
      socketCookie: '9223372036854775808',
      cgroupId: '7',
      summary: 'TCP Flags: SYN',
      extensions: { '@type': 'type.example.com/x.Y', value: 'AQI=' },
      policyLog: ['why'],
      aggregate: { ingress: 2, egress: 3, unknown: 4 },
      weight: 9,
      sourceNames: [],
      destinationNames: [],
      egressAllowedBy: [],
      ingressAllowedBy: [],
      egressDeniedBy: [],
      ingressDeniedBy: [],
    });
  });

  test('takes node and time from the response where the flow has none', () => {
    expect(flowOf({ uuid: 'u' }, { nodeName: 'c/n', time: { seconds: 0n } })).toMatchObject({
      node: 'c/n',
      time: '1970-01-01T00:00:00Z',
      timeMs: 0,
    });
  });

  test('has a reply only where someone said so', () => {
    expect(flowOf({ isReply: false })).toMatchObject({ isReply: false });
    expect(flowOf({ reply: true })).toMatchObject({ isReply: true });
    expect(flowOf({ reply: true, isReply: false })).toMatchObject({ isReply: false });
    expect(flowOf({})).not.toHaveProperty('isReply');
  });

  test('has the reason of the old number where the new field is missing, and the number where it has no name', () => {
    expect(flowOf({ dropReason: 133 })).toMatchObject({ dropReason: 'POLICY_DENIED' });
    expect(flowOf({ dropReason: 230 })).toMatchObject({ dropReason: '230' });
    expect(flowOf({})).not.toHaveProperty('dropReason');
  });

  test('keeps unknown enum numbers and unknown fields of every level, by path', () => {
    const l4 = create(Layer4Schema);
    l4.$unknown = [unknownField(8, 'quic')];
    const ip = create(IPSchema, { source: '192.0.2.1' });
    ip.$unknown = [{ no: 9, wireType: WireType.Varint, data: Uint8Array.of(12) }];
    const workload = create(WorkloadSchema, { name: 'w' });
    workload.$unknown = [unknownField(3, '\u0000\u0001')];
    const flow = create(FlowSchema, { verdict: 99 as Verdict, IP: ip, l4, source: { workloads: [workload] } });
    flow.$unknown = [unknownField(50_001, 'new'), unknownField(50_001, 'newer')];
    const response = create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: flow } });
    response.$unknown = [unknownField(1_002, 'shard')];
    expect(relayCodec.flow(toBinary(GetFlowsResponseSchema, response), 'id', 0)).toMatchObject({
      verdict: '99',
      l4: { protocol: 'UNKNOWN' },
      unknown: {
        '#50001': ['new', 'newer'],
        'IP.#9': 12,
        'l4.#8': 'quic',
        'source.workloads.0.#3': { base64: 'AAE=' },
        'response.#1002': 'shard',
      },
    });
  });

  test('shows a time outside the years 1 to 9999 as what it is, and has none', () => {
    const flow = flowOf({ time: { seconds: 2n ** 62n, nanos: 5 } });
    expect(flow).toMatchObject({ unknown: { time: { seconds: '4611686018427387904', nanos: 5 } } });
    expect(flow).not.toHaveProperty('time');
    expect(flow).not.toHaveProperty('timeMs');
  });

  test('comes without what is broken beside its facts, and says so', () => {
    const flow = new BinaryWriter().tag(34, WireType.LengthDelimited).string('u');
    const emitter = Uint8Array.of(0xff);
    flow.tag(41, WireType.LengthDelimited).bytes(emitter);
    const bytes = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(flow.finish()).finish();
    expect(relayCodec.flow(bytes, 'id', 0)).toMatchObject({ uuid: 'u', unknown: { '#malformed': expect.any(String) } });
  });

  test('is not made of bytes that hold none', () => {
    expect(() => relayCodec.flow(new Uint8Array(), 'id', 0)).toThrow(RangeError);
    expect(() => relayCodec.facts(Uint8Array.of(10, 200))).toThrow(RangeError);
  });
});
