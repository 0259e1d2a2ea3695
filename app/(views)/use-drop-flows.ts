'use client';

// The flows behind a drop group, and what else is held between the same addresses.
import { useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import type { FlowsState } from '@/components/drop-explanation/evidence';
import type { DropGroup } from '@/lib/drops/group';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter, printToken } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { groupFilter } from './group-filter';

export interface DropFlows {
  readonly state: FlowsState;
  /** Newest first. */
  readonly flows: readonly Flow[];
  readonly others: readonly Flow[];
}

/** Newest of each; more would be slower to bring and say nothing else. */
const mostRefused = 30;
const mostOthers = 60;
const againMs = 3_000;

/** `query` is cluster and span; while `moving` they are asked for again and again. */
export function useDropFlows(group: DropGroup, query: URLSearchParams, moving: boolean): DropFlows {
  const refused = useFlows(
    printFilter(groupFilter(group, { clusters: true, ofFlows: true })),
    mostRefused,
    query,
    moving,
  );
  const between = addressesOf(refused.flows ?? none);
  const others = useFlows(between, mostOthers, query, moving);
  return {
    state: stateOf(refused),
    flows: refused.flows ?? none,
    others: (between !== null && others.flows) || none,
  };
}

const none: readonly Flow[] = [];

/** Of several pods the same two whichever was refused last: what is shown is not to jump. */
function addressesOf(flows: readonly Flow[]): string | null {
  const pairs = flows.flatMap(({ ip }) => (ip?.source && ip.destination ? [[ip.source, ip.destination]] : []));
  const [first] = pairs
    .map((pair) =>
      pair.map((value) => printToken({ key: 'ip', side: 'either', not: false, values: [value] })).join(' '),
    )
    .sort();
  return first !== undefined && parseFilter(first).ok ? first : null;
}

function stateOf({ flows, failed }: ReturnType<typeof useFlows>): FlowsState {
  if (flows === undefined) return failed ? 'failed' : 'asking';
  return flows.length > 0 ? 'held' : 'none';
}

function useFlows(q: string | null, limit: number, scope: URLSearchParams, moving: boolean) {
  const { data, isError } = useQuery({
    queryKey: ['flows-of', scope.toString(), q, limit],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams(scope);
      query.set('q', q ?? '');
      query.set('limit', String(limit));
      return (await askWith<{ readonly flows: readonly Flow[] }>('flows', query, signal)).flows;
    },
    enabled: q !== null,
    refetchInterval: moving && againMs,
    placeholderData: (before) => before,
    retry: false,
  });
  return { flows: data, failed: isError };
}
