'use client';

import { useQuery } from '@tanstack/react-query';
import { ask } from '@/app/workspace/ask';
import type { FoundRelated } from '@/components/flow-detail/related-flows';
import type { Flow } from '@/lib/flow/flow';

interface Answer {
  readonly flows: readonly Flow[];
  readonly more: boolean;
}

/** A response follows its request within moments; what comes later is found when the flow is opened again. */
const staleMs = 5_000;

/** What the server holds of the flow's connection, trace and socket. */
export function useRelated(id: string, cluster: string | null): FoundRelated {
  const query = useQuery({
    queryKey: ['related', cluster, id],
    queryFn: ({ signal }) => ask<Answer>(`flows/${encodeURIComponent(id)}/related`, cluster, signal),
    staleTime: staleMs,
    retry: false,
  });
  if (query.data) return { state: 'found', ...query.data };
  return query.error ? { state: 'failed', why: query.error.message } : { state: 'asking' };
}
