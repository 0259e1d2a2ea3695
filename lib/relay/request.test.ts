import { toJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { FlowFilterSchema } from '@/proto/gen/flow/flow_pb';
import { GetFlowsRequestSchema } from '@/proto/gen/observer/observer_pb';
import { flowFilter, flowsRequest, type ObserveRequest } from './request';

const nowMs = 1_700_000_000_500;
const asked = (request: ObserveRequest): unknown => toJson(GetFlowsRequestSchema, flowsRequest(request, nowMs));

describe('a request for flows', () => {
  test('never leaves open where to begin: a follow without number and time begins now', () => {
    expect(asked({ follow: true })).toEqual({ follow: true, since: '2023-11-14T22:13:20.500Z' });
    expect(asked({ follow: true, number: 20 })).toEqual({ follow: true, number: '20' });
    expect(asked({ follow: true, sinceMs: 1_000 })).toEqual({ follow: true, since: '1970-01-01T00:00:01Z' });
  });

  test('asks for the oldest flows, a window, fields and both lists', () => {
    expect(
      asked({
        follow: false,
        number: 5,
        first: true,
        sinceMs: 0.25,
        untilMs: -0.5,
        whitelist: [{ source_pod: ['shop/'] }, { destination_pod: ['shop/'] }],
        blacklist: [{}],
      }),
    ).toEqual({
      number: '5',
      first: true,
      since: '1970-01-01T00:00:00.000250Z',
      until: '1969-12-31T23:59:59.999500Z',
      whitelist: [{ sourcePod: ['shop/'] }, { destinationPod: ['shop/'] }],
      blacklist: [{}],
    });
  });
});

test('field paths go out as the proto spells them', () => {
  const paths = ['time', 'IP.source', 'Type'];
  expect(flowsRequest({ follow: false, fieldMask: paths }, nowMs).fieldMask?.paths).toEqual(paths);
  expect(flowsRequest({ follow: false }, nowMs).fieldMask).toBeUndefined();
});

describe('a filter for Relay', () => {
  test('keeps names, numbers without a name, 64-bit numbers and nested messages', () => {
    const filter = {
      verdict: ['DROPPED', 9],
      ip_trace_id: ['18446744073709551615'],
      event_type: [{ type: 4, match_sub_type: true, sub_type: 0 }],
      tcp_flags: [{ SYN: true }],
      source_workload: [{ kind: 'Deployment', name: 'cart' }],
      reply: [false],
      experimental: { cel_expression: ['true'] },
    };
    const { event_type: _, ...others } = filter;
    expect(toJson(FlowFilterSchema, flowFilter(filter), { useProtoFieldName: true })).toEqual({
      ...others,
      event_type: [{ type: 4, match_sub_type: true }],
    });
  });

  test('refuses a name that no enum has', () => {
    expect(() => flowFilter({ verdict: ['DENIED'] })).toThrow('DENIED');
  });
});
