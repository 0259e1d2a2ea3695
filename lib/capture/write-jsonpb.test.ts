import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captureBytes, captureCodec } from '@/lib/capture/codec';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { type Field, type Fields, flowFields, lostFields, nodeStatusFields } from '@/lib/capture/wire-schema';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { allowedBy, deniedBy, dropReasonOf, isDenial, l7Of, protocolOf, undrawnWhy } from '@/lib/flow/questions';
import { FlowSchema, LostEventSchema } from '@/proto/gen/flow/flow_pb';
import { NodeStatusEventSchema } from '@/proto/gen/relay/relay_pb';

const readFlow = (text: string): Flow => {
  const record = parseCaptureLine(text, 1);
  if (record?.kind !== 'flow') throw new Error(`read as ${record?.kind}`);
  return record.flow;
};

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
const fixture = (name: string): string[] => linesOf(path.join(import.meta.dirname, 'fixtures', name));

describe('reading what `hubble observe -o jsonpb` writes', () => {
  test('and writing it again gives the same bytes', () => {
    for (const line of fixture('observe.jsonl').slice(0, 3)) expect(flowToJsonpb(readFlow(line))).toBe(line);
  });

  test('lines hold nothing that a terminal acts on, and say the same', () => {
    const name = 'a\u001b[2J\u009b1m\u202eb\u2028\ufeff';
    const line = flowToJsonpb({ ...readFlow(fixture('observe.jsonl')[0] ?? ''), node: name });
    expect(line).toMatch(/^[ -~\u00a0-\uffff]*$/);
    expect(line).not.toContain('\u202e');
    expect(readFlow(line).node).toBe(name);
  });

  test('keeps digits beyond 2^53, nanoseconds and every field', () => {
    const [denied, response, translated] = fixture('observe.jsonl').map(readFlow);
    expect(denied?.egressDeniedBy[0]?.revision).toBe('18446744073709551610');
    expect(denied).toMatchObject({
      time: '2026-07-01T09:15:00.000000250Z',
      timeMs: Date.UTC(2026, 6, 1, 9, 15) + 0.00025,
    });
    expect(response).toMatchObject({
      l7: { latencyNs: '9007199254740993' },
      weight: 5,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
    expect(translated).toMatchObject({
      observationPoint: 'TO_ENDPOINT',
      extensions: { deep: { er: [1, 2] } },
      isReply: false,
    });
  });

  test('puts what it does not know back where it was', () => {
    const line = fixture('observe.jsonl')[3] ?? '';
    const flow = readFlow(line);
    expect(flow.unknown).toEqual({
      'response.region': 'eu',
      'IP.ttl': 63,
      'l4.DCCP': { source_port: 1 },
      'source.workloads.0.revision': 4,
      colour: { r: '255' },
      'dotted\\.key': true,
    });
    expect(JSON.parse(flowToJsonpb(flow))).toEqual(JSON.parse(line));
  });
});

describe('reading other spellings', () => {
  const flows = fixture('legacy.jsonl').map(readFlow);

  test('identities as text, the old reply flag, extra keys of pipelines', () => {
    expect(flows[0]).toMatchObject({
      verdict: 'FORWARDED',
      isReply: true,
      source: { id: 812, identity: 7001 },
      unknown: { _id: 'x9', timestamp: 1_614_834_367 },
    });
  });

  test('a reply flag of false says nothing, an old drop code says the reason', () => {
    expect(flows[1]?.isReply).toBeUndefined();
    expect(flows[1]?.dropReason).toBe('STALE_OR_UNROUTABLE_IP');
  });

  test('JavaScript dumps: camel case, numbers for names, wrappers, seconds and nanos', () => {
    expect(flows[2]).toMatchObject({
      node: 'js/n7',
      time: '2026-05-28T20:26:40.005Z',
      verdict: 'FORWARDED',
      direction: 'INGRESS',
      isReply: false,
      type: 'L3_L4',
      ip: { version: 'IPv6' },
      l4: { sourcePort: 5000, destinationPort: 53 },
      source: { id: 3, pod: 'a-0', labels: ['k8s:app=a'] },
      socketCookie: '9007199254740993',
      observationPoint: 'TO_ENDPOINT',
    });
    expect(flows[2]?.dropReason).toBeUndefined();
  });

  test('reasons as the command prints them, match types as words', () => {
    expect(flows[3]).toMatchObject({ dropReason: 'STALE_OR_UNROUTABLE_IP', policyMatchType: 'POLICY_MATCH_TYPE_L3' });
  });

  test('values of a wrong kind are kept beside, not forced', () => {
    expect(flows[4]).toMatchObject({
      dropReason: 'blocked by admin',
      unknown: { IP: '10.0.0.1', source: [], source_names: 'a', time: 'yesterday' },
    });
    expect(flows[4]?.ip).toBeUndefined();
  });
});

test('events that are no flows', () => {
  const records = fixture('control.jsonl').map((text, at) => parseCaptureLine(text, at + 1));
  expect(records.map((record) => record?.kind)).toEqual([
    'lost',
    'lost',
    'nodes',
    'agent',
    'debug',
    'unknown',
    'flow',
    'unknown',
  ]);
  expect(records[0]).toEqual({
    kind: 'lost',
    line: 1,
    source: 'OBSERVER_EVENTS_QUEUE',
    count: '18446744073709551615',
    node: 'metal-1',
    cpu: 3,
    timeMs: Date.UTC(2026, 6, 1, 10, 0, 6),
    firstMs: Date.UTC(2026, 6, 1, 10),
    lastMs: Date.UTC(2026, 6, 1, 10, 0, 5),
  });
  expect(records[1]).toMatchObject({ source: '9', count: null, node: '', timeMs: null });
  expect(records[2]).toMatchObject({ state: 'NODE_ERROR', names: ['metal-4'], message: 'tls: bad certificate' });
  expect(records[5]).toMatchObject({ what: 'weather' });
  expect(records[6]).toMatchObject({ flow: { node: 'metal-9', timeMs: 5000, verdict: 'VERDICT_UNKNOWN' } });
});

test('a flow survives writing and reading in everything one asks of it', () => {
  const answers = (flow: Flow) => [
    sourceEntity(flow),
    destinationEntity(flow),
    isDenial(flow),
    dropReasonOf(flow),
    protocolOf(flow),
    undrawnWhy(flow),
    l7Of(flow),
    deniedBy(flow),
    allowedBy(flow),
    flow.isReply,
    flow.verdict,
    flow.direction,
    flow.uuid,
  ];
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const text = flowToJsonpb(flow);
      const again = readFlow(text);
      expect(answers(again)).toEqual(answers(flow));
      expect(flowToJsonpb(again)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('the flow log reads back what it keeps', () => {
  const flow = readFlow(fixture('observe.jsonl')[0] ?? '');
  expect(captureCodec.flow(captureBytes(flow), 'other', 77)).toEqual({ ...flow, id: 'other', arrivedMs: 77 });
  expect(captureCodec.facts(captureBytes(flow))).toMatchObject({ verdict: 'DROPPED', node: 'north/metal-3' });
});

describe('the table of fields', () => {
  test.each([
    ['Flow', FlowSchema, flowFields],
    ['LostEvent', LostEventSchema, lostFields],
    ['NodeStatusEvent', NodeStatusEventSchema, nodeStatusFields],
  ] as const)('agrees with the .proto file on %s, in its order', (_, schema, fields) => {
    expect(described(fields)).toEqual(declared(schema));
  });

  /** Names and kinds, messages unfolded. */
  function described(fields: Fields): unknown[] {
    return Object.entries(fields).map(([name, field]) => [name, describedKind(field)]);
  }

  function describedKind(field: Field): unknown {
    if (field.kind === 'message') return described(field.fields);
    if (field.kind === 'messages') return ['repeated', described(field.fields)];
    if (field.kind === 'enum')
      return [...field.names].sort(([a], [b]) => a - b).map(([number, name]) => `${number} ${name}`);
    return field.kind === 'numberOrText' ? 'number' : field.kind;
  }

  function declared(schema: DescMessage): unknown[] {
    return schema.fields.map((field) => [field.name, declaredKind(field)]);
  }

  function declaredKind(field: DescField): unknown {
    switch (field.fieldKind) {
      case 'enum':
        return [...field.enum.values]
          .sort((a, b) => a.number - b.number)
          .map(({ number, name }) => `${number} ${name}`);
      case 'list':
        return field.listKind === 'message' ? ['repeated', declared(field.message)] : 'texts';
      case 'message':
        return wellKnown[field.message.typeName] ?? declared(field.message);
      case 'scalar':
        return scalarKind[field.scalar];
      default:
        return field.fieldKind;
    }
  }

  const wellKnown: Record<string, string> = {
    'google.protobuf.Timestamp': 'time',
    'google.protobuf.BoolValue': 'flag',
    'google.protobuf.Int32Value': 'number',
    'google.protobuf.Any': 'any',
  };
  /** ScalarType: int64 3, uint64 4, int32 5, bool 8, string 9, uint32 13. */
  const scalarKind: Record<number, string> = {
    3: 'decimal',
    4: 'decimal',
    5: 'number',
    8: 'flag',
    9: 'text',
    13: 'number',
  };
});

test('shared cases written by Hubble itself come out byte for byte', ({ skip }) => {
  const cases = path.resolve(import.meta.dirname, '../../../shared/cases');
  if (!existsSync(cases)) skip('the shared cases do not lie beside this checkout');
  for (const name of ['policy.jsonl', 'sock-tunnel.jsonl']) {
    for (const line of linesOf(path.join(cases, name))) expect(flowToJsonpb(readFlow(line))).toBe(line);
  }
});
