'use client';

// The flows behind a drop group, and what else is held between the same addresses.
import { useQuery } from '@tanstack/react-query';
import { askWith } from '@/app/workspace/ask';
import type { DropGroup } from '@/lib/drops/group';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { groupFilter } from './group-filter';

export interface DropFlows {
  readonly state: 'asking' | 'none' | 'held';
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
  const refused = useFlows(printFilter(groupFilter(group)), mostRefused, query, moving);
  const { source, destination } = refused.flows?.find(({ ip }) => ip?.source && ip.destination)?.ip ?? {};
  const between = source && destination ? `ip:${source} ip:${destination}` : null;
  const others = useFlows(between, mostOthers, query, moving);
  return {
    state:
      refused.flows === undefined ? (refused.failed ? 'none' : 'asking') : refused.flows.length > 0 ? 'held' : 'none',
    flows: refused.flows ?? none,
    others: (between !== null && others.flows) || none,
  };
}

const none: readonly Flow[] = [];

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
    retry: false,
  });
  return { flows: data, failed: isError };
}
