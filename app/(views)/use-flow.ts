'use client';

import { useQuery } from '@tanstack/react-query';
import { ask } from '@/app/workspace/ask';
import type { Flow } from '@/lib/flow/flow';

export type FoundFlow =
  | { readonly state: 'asking' }
  | { readonly state: 'found'; readonly flow: Flow }
  | { readonly state: 'gone'; readonly why: string };

/** A flow by its id: from the rows at hand; the server keeps more of them, and gets what a masked row left out. */
export function useFlow(id: string, cluster: string | null, rows: readonly Flow[]): FoundFlow {
  const held = rows.find((flow) => flow.id === id);
  const query = useQuery({
    queryKey: ['flow', cluster, id],
    queryFn: ({ signal }) => ask<Flow>(`flows/${encodeURIComponent(id)}`, cluster, signal),
    enabled: !held || held.masked === true,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const flow = query.data ?? held;
  if (flow) return { state: 'found', flow };
  return query.error ? { state: 'gone', why: query.error.message } : { state: 'asking' };
}
