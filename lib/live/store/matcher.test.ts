import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { captureBytes, captureCodec } from '@/lib/capture/codec';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { masking } from '@/lib/live/store/masking';
import { compileMatcher, refuseBadFilter } from '@/lib/live/store/matcher';
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

describe('a masked secret is not found out by asking for it', () => {
  const http = {
    method: 'GET',
    url: 'http://anna:hunter2@shop/login?user=anna&token=hunter2#key=hunter2',
    headers: [{ key: 'Cookie', value: 'sid=hunter2' }],
  };
  const value = {
    verdict: 1,
    Summary: `GET ${http.url}`,
    l7: { type: 1, record: { case: 'http' as const, value: http } },
  };
  const sent = toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value } }),
  );
  const kept = captureBytes(relayCodec.flow(sent, 'id', 0));

  test.each([
    ['http.url:token=h', false],
    ['http.url:hunter', false],
    ['http.path:hunter', false],
    ['http.header:Cookie:sid=hunter2', false],
    ['-http.url:token=h', true],
    ['http.url:user=anna', true],
    ['http.url:token=.masked', true],
    ['http.header:Cookie:[masked]', true],
    ['cel:"_flow.l7.http.url.contains(\'hunter\')"', false],
    ['cel:"_flow.l7.http.headers.exists(h, h.value.contains(\'hunter\'))"', false],
    ['cel:"_flow.Summary.contains(\'hunter\')"', false],
    ['cel:"_flow.l7.http.url.contains(\'anna\')"', true],
  ])('%s', (text, holds) => {
    for (const [codec, flow] of [
      [relayCodec, sent],
      [onJson, kept],
    ] as const) {
      const hidden = masking(codec);
      expect(compileMatcher(filterOf(text), hidden)(hidden.facts(flow), flow)).toBe(holds);
    }
  });
});

test('a filter that cannot be evaluated is refused before anything is asked', () => {
  expect(() => refuseBadFilter(filterOf('ns:shop cel:"_flow.nope == 1"'))).toThrow(/cel:.*cannot be answered.*nope/);
  expect(() => refuseBadFilter(filterOf('http.path:\\p{Nope}'))).toThrow(/http\.path.*cannot be answered/);
  expect(() => refuseBadFilter(filterOf('http.path:^/api cel:"true"'))).not.toThrow();
  const place = { token: 1, value: '\\p{Nope}' };
  expect(() => refuseBadFilter(filterOf('ns:shop http.url:a,\\p{Nope}'))).toThrow(expect.objectContaining({ place }));
});
