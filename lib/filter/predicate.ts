// The filter as a test on flows. It always runs, whatever was asked of Relay: older servers ignore what they do not know.
import type { Filter, Token } from '@/lib/filter/filter';
import type { FlowNeed, FlowSubject } from '@/lib/filter/keys/key-spec';
import { keySpec } from '@/lib/filter/keys/keys';
import { compilePattern } from '@/lib/filter/match/patterns';
import { onSides } from '@/lib/filter/sides';

/**
 * A test that holds for the flows the filter asks for. Compile once, use for every flow, and give it what `needOf` says.
 * Throws where a regular expression is none after all: ask `filterProblem` first.
 */
export function compileFilter(filter: Filter): (flow: FlowSubject) => boolean {
  return onSides(filter, (token: Token) => keySpec(token.key).flow(token.values, compilePattern));
}

/** Whether the filter reads what may hold a secret: where secrets are masked it is given masked flows. */
export function readsSecrets(filter: Filter): boolean {
  return filter.tokens.some(({ key }) => keySpec(key).relayMasked !== undefined);
}

const needs: readonly FlowNeed[] = ['facts', 'flow', 'message'];

/** How much of a flow the filter looks at. */
export function needOf(filter: Filter): FlowNeed {
  const most = Math.max(0, ...filter.tokens.map(({ key }) => needs.indexOf(keySpec(key).needs ?? 'facts')));
  return needs[most] ?? 'message';
}
