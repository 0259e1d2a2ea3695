// Refused flows of a request put before what suggests policies for them.
import type { readSuggestion } from '@/app/api/request';
import type { ReaderLive } from '@/app/server/live-for';
import { isExactlyOf } from '@/lib/drops/why-case';
import type { Filter } from '@/lib/filter/filter';
import { compileFilter } from '@/lib/filter/predicate';
import type { Flow } from '@/lib/flow/flow';
import type { Scope } from '@/lib/live/live';
import type { GivenPolicies } from '@/lib/policy/answer';
import { suggest } from '@/lib/policy/suggest/suggest';
import type { SuggestionAnswer } from '@/lib/wire/suggestion';

/** Of each filter so many of the newest flows are looked at. */
const mostFlows = 1_000;

export async function suggestedFor(
  live: ReaderLive,
  { of, groups, refused, scope, kind }: ReturnType<typeof readSuggestion>,
  { policies, from, readAt, notes = [] }: GivenPolicies,
): Promise<SuggestionAnswer> {
  const chosen = await Promise.all(of.map((filter) => newestOf(live, scope, filter)));
  const others = await newestOf(live, scope, refused);
  // A filter has no words for ends such as the world: there it selects more than the group.
  const isIn = (flow: Flow, index: number) => {
    const group = groups[index];
    return group === undefined || isExactlyOf(group, flow);
  };
  const found = chosen.flatMap((page, index) => page.flows.filter((flow) => isIn(flow, index)));
  const flows = [...new Map(found.map((flow) => [flow.id, flow])).values()];
  const ids = new Set(flows.map(({ id }) => id));
  // Also those that came since the first were asked for, or are older than what was looked at.
  const tests = of.map(compileFilter).map((test, index) => (flow: Flow) => test(flow) && isIn(flow, index));
  const isChosen = (flow: Flow) => ids.has(flow.id) || tests.some((isOf) => isOf(flow));
  return {
    ...suggest({
      flows,
      others: others.flows.filter((flow) => !isChosen(flow)),
      kind,
      given: readAt === null ? null : policies,
    }),
    from,
    readAt,
    policyNotes: notes,
    newest: chosen.some(({ more }) => more) ? mostFlows : null,
    newestOthers: others.more ? mostFlows : null,
  };
}

async function newestOf(
  live: ReaderLive,
  scope: Omit<Scope, 'filter'>,
  filter: Filter,
): Promise<{ flows: readonly Flow[]; more: boolean }> {
  const { flows, next } = await live.flows({ ...scope, filter }, { limit: mostFlows });
  return { flows, more: next !== null };
}
