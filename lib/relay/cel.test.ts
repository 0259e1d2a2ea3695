import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { celProblem, compileCel, compileCelOnJson } from './cel';

const response = create(GetFlowsResponseSchema, {
  responseTypes: {
    case: 'flow',
    value: {
      verdict: 2,
      isReply: false,
      l4: { protocol: { case: 'TCP', value: { destinationPort: 8080, flags: { SYN: true } } } },
      source: { podName: 'cart-1', namespace: 'shop', labels: ['k8s:app=cart'] },
    },
  },
});
const bytes = toBinary(GetFlowsResponseSchema, response);
const json = new TextEncoder().encode(toJsonString(GetFlowsResponseSchema, response, { useProtoFieldName: true }));

describe('an expression over the flow message', () => {
  test.each([
    ['_flow.l4.TCP.destination_port > uint(1024)', true],
    ['_flow.l4.TCP.destination_port == 80u', false],
    ['_flow.verdict == Verdict.DROPPED', true],
    ['_flow.verdict == flow.Verdict.FORWARDED', false],
    ['_flow.source.pod_name.matches("^c.rt")', true],
    ['"k8s:app=cart" in _flow.source.labels', true],
    ['_flow.source.labels.exists(l, l.startsWith("k8s:"))', true],
    ['has(_flow.l7)', false],
    ['_flow.is_reply == false', true],
    // Fails for this flow, which is no match.
    ['_flow.destination.labels[0] == "x"', false],
  ])('%s is %s', (expression, holds) => {
    expect(celProblem(expression)).toBeNull();
    expect(compileCel(expression)(bytes)).toBe(holds);
    expect(compileCelOnJson(expression)(json)).toBe(holds);
  });
});

test.each([
  ['1 +', /syntax|expecting/],
  ['_flow.nope == 1', /field not found: nope/],
  ['flow.verdict == 2', /unresolved/],
  ['_flow.source.pod_name', /no true or false/],
  ['_flow.foo()', /unbound function/],
  ['_flow.verdict > "a"', /overload/],
  ['"x".matches("[")', /closing/],
  ['_flow.source.labels.all(a, _flow.source.labels.all(b, a != b))', /loop within a loop/],
])('%s is refused with what to do', (expression, why) => {
  const problem = celProblem(expression);
  expect(problem).toMatch(why);
  expect(problem).toContain('write CEL over "_flow"');
});
