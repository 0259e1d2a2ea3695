'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/app/workspace/ask';
import type { FoundPolicies } from '@/components/current-policy/current-policy';
import type { PolicyAnswer } from '@/lib/policy/answer';
import { foundOf, withPolicies } from './found';

/** Policies change seldom; who opens the same drop again wants to know whether they did. */
const staleMs = 5_000;

/** What the server's policies, or those that were given on the page, say of one flow. */
export function usePolicies(
  id: string | undefined,
  cluster: string | null,
): {
  readonly policies: FoundPolicies;
  readonly send: (text: string | null) => void;
  /** What was given on the page; null while those of the server count. */
  readonly sent: string | null;
} {
  const [sent, send] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['policies', cluster, id, sent],
    queryFn: ({ signal }) =>
      ask<PolicyAnswer>(`flows/${encodeURIComponent(id ?? '')}/policies`, cluster, signal, withPolicies(sent)),
    enabled: id !== undefined,
    staleTime: staleMs,
    // Of the next drop of the group the same is asked again: what is read does not go away meanwhile.
    placeholderData: (before, query) => (query?.queryKey.at(-1) === sent ? before : undefined),
    retry: false,
  });
  return { policies: foundOf(query), send, sent };
}
