// The filter as a test on flows. It always runs, whatever was asked of Relay: older servers ignore what they do not know.
import type { Filter, Token } from '@/lib/filter/filter';
import type { FlowTest } from '@/lib/filter/key-spec';
import { keySpec } from '@/lib/filter/keys';
import type { FlowFacts } from '@/lib/flow/flow';

/** A test that holds for the flows the filter asks for. Compile once, use for every flow. */
export function compileFilter(filter: Filter): (flow: FlowFacts) => boolean {
  const tests = filter.tokens.map(compileToken);
  const [only] = tests;
  if (only === undefined) return () => true;
  return tests.length === 1 ? only : (flow) => tests.every((test) => test(flow));
}

function compileToken(token: Token): (flow: FlowFacts) => boolean {
  const spec = keySpec(token.key);
  const test = onSide(spec.flow(token.values), spec.sided ? token.side : 'from');
  return token.not ? (flow) => !test(flow) : test;
}

function onSide(test: FlowTest, side: Token['side']): (flow: FlowFacts) => boolean {
  if (side === 'from') return (flow) => test(flow, 'source');
  if (side === 'to') return (flow) => test(flow, 'destination');
  return (flow) => test(flow, 'source') || test(flow, 'destination');
}
