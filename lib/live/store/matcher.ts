// Tests flows against a filter, and reads more of their bytes than the facts only where the filter asks for more.
import { filterProblem } from '@/lib/filter/check';
import type { Filter } from '@/lib/filter/filter';
import { compileFilter, needOf, readsSecrets } from '@/lib/filter/predicate';
import type { FlowFacts } from '@/lib/flow/flow';
import { maskSecrets } from '@/lib/flow/mask';
import { LiveError } from '@/lib/live/error';
import type { FlowCodec } from '@/lib/live/store/flow-log';
import { celProblem } from '@/lib/relay/cel';
import type { FlowBytes } from '@/lib/relay/relay';

/** `bytes` are those of the same flow; they are read during the call only. */
export type Matcher = (facts: FlowFacts, bytes: FlowBytes) => boolean;

/** The filter tests what the codec's readers are shown: where that is masked, so is what the filter sees. */
export function compileMatcher(filter: Filter, codec: FlowCodec): Matcher {
  const test = compileFilter(filter);
  switch (needOf(filter)) {
    case 'facts':
      return codec.masks && readsSecrets(filter) ? (facts) => test(maskSecrets(facts)) : (facts) => test(facts);
    case 'flow':
      return (_, bytes) => test(codec.flow(bytes, '', 0));
    case 'message': {
      const expressions = filter.tokens.flatMap(({ key, values }) => (key === 'cel' ? values : []));
      const programs = new Map(expressions.map((expression) => [expression, codec.cel(expression)]));
      return (_, bytes) =>
        test({ ...codec.flow(bytes, '', 0), cel: (expression) => programs.get(expression)?.(bytes) ?? false });
    }
  }
}

/** Throws `filter` for a filter that no flow could be tested against. */
export function refuseBadFilter(filter: Filter): void {
  const problem = filterProblem(filter, celProblem);
  if (problem) throw new LiveError('filter', problem.message, { token: problem.token, value: problem.value });
}
