'use client';

import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '@/app/api-url';
import type { Flow } from '@/lib/flow/flow';
import type { Problem } from '@/lib/wire/problem';

export type FoundFlow =
  | { readonly state: 'none' | 'asking' }
  | { readonly state: 'found'; readonly flow: Flow }
  | { readonly state: 'gone'; readonly why: string };

/** A flow by its id: from the rows at hand; the server keeps more of them, and gets what a masked row left out. */
export function useFlow(id: string | null, cluster: string | null, rows: readonly Flow[]): FoundFlow {
  const held = id === null ? undefined : rows.find((flow) => flow.id === id);
  const query = useQuery({
    queryKey: ['flow', cluster, id],
    queryFn: ({ signal }) => fetchFlow(id ?? '', cluster, signal),
    enabled: id !== null && (!held || held.masked === true),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (id === null) return { state: 'none' };
  const flow = query.data ?? held;
  if (flow) return { state: 'found', flow };
  return query.error ? { state: 'gone', why: query.error.message } : { state: 'asking' };
}

async function fetchFlow(id: string, cluster: string | null, signal: AbortSignal): Promise<Flow> {
  const query = cluster === null ? '' : `?${new URLSearchParams({ cluster })}`;
  const response = await fetch(apiUrl(`flows/${encodeURIComponent(id)}${query}`), { signal });
  if (response.ok) return response.json();
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? `The server answered ${response.status}.`);
}
