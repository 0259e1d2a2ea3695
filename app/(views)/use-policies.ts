'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl } from '@/app/api-url';
import { ask, refusalOf } from '@/app/workspace/ask';
import type { FoundPolicies } from '@/components/current-policy/current-policy';
import type { PolicyAnswer } from '@/lib/policy/answer';

/** Policies change seldom; who opens the same drop again wants to know whether they did. */
const staleMs = 5_000;

/** What the server's policies, or those that were given on the page, say of one flow. */
export function usePolicies(
  id: string | undefined,
  cluster: string | null,
): { readonly policies: FoundPolicies; readonly send: (text: string | null) => void } {
  const [sent, send] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['policies', cluster, id, sent],
    queryFn: ({ signal }) => {
      const route = `flows/${encodeURIComponent(id ?? '')}/policies`;
      return sent === null ? ask<PolicyAnswer>(route, cluster, signal) : judgeBy(sent, route, cluster, signal);
    },
    enabled: id !== undefined,
    staleTime: staleMs,
    retry: false,
  });
  if (query.data) return { policies: { state: 'found', answer: query.data }, send };
  return { policies: query.error ? { state: 'failed', why: query.error.message } : { state: 'asking' }, send };
}

async function judgeBy(
  text: string,
  route: string,
  cluster: string | null,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  const query = cluster === null ? '' : `?${new URLSearchParams({ cluster })}`;
  const headers = { 'content-type': 'application/yaml' };
  const response = await fetch(`${apiUrl(route)}${query}`, { method: 'POST', body: text, headers, signal });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}
