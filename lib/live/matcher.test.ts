import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { captureBytes, captureCodec } from '@/lib/capture/codec';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { compileMatcher, refuseBadFilter } from '@/lib/live/matcher';
import { compileCelOnJson } from '@/lib/relay/cel';
import { relayCodec } from '@/lib/relay/decode';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';

const filterOf = (text: string): Filter => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
};

const response = create(GetFlowsResponseSchema, {
  responseTypes: {
    case: 'flow',
    value: {
      verdict: 1,
      nodeName: 'lab/worker-1',
      nodeLabels: ['zone=a'],
      interface: { name: 'eth0', index: 2 },
      traceContext: { parent: { traceId: 'abc' } },
      ipTraceId: { traceId: 7n },
      source: { namespace: 'shop', podName: 'cart-1' },
    },
  },
});
const bytes = toBinary(GetFlowsResponseSchema, response);
const captured = captureBytes(relayCodec.flow(bytes, 'id', 0));
const onJson = { ...captureCodec, cel: compileCelOnJson };

describe('fields that facts do not have are read from the bytes', () => {
  test.each([
    ['interface:eth0', true],
    ['interface:lo', false],
    ['-interface:eth0', false],
    ['node.label:zone=a ns:shop', true],
    ['node.label:zone=b', false],
    ['trace:abc', true],
    ['trace:""', false],
    ['iptrace:7', true],
    ['cel:"_flow.source.pod_name == \'cart-1\'"', true],
    ['cel:"_flow.verdict == Verdict.DROPPED"', false],
    ['-cel:"_flow.verdict == Verdict.DROPPED" interface:eth0', true],
    ['node:worker-1', true],
  ])('%s', (text, holds) => {
    expect(compileMatcher(filterOf(text), relayCodec)(relayCodec.facts(bytes), bytes)).toBe(holds);
    expect(compileMatcher(filterOf(text), onJson)(captureCodec.facts(captured), captured)).toBe(holds);
  });
});

test('a filter that cannot be evaluated is refused before anything is asked', () => {
  expect(() => refuseBadFilter(filterOf('ns:shop cel:"_flow.nope == 1"'))).toThrow(/cel:.*cannot be answered.*nope/);
  expect(() => refuseBadFilter(filterOf('http.path:\\p{Nope}'))).toThrow(/http\.path.*cannot be answered/);
  expect(() => refuseBadFilter(filterOf('http.path:^/api cel:"true"'))).not.toThrow();
});
