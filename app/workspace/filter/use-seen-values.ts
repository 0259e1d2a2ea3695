'use client';

// Values for the completion of the filter bar, counted by the server among the flows that match the other tokens.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askWith } from '@/app/workspace/ask';
import { windowOf } from '@/app/workspace/stream/live-request';
import { isCapture } from '@/app/workspace/stream/scope';
import { useView } from '@/app/workspace/use-view';
import type { AskedValues, SeenValue, SeenValues } from '@/components/filter-bar/completions';
import { printFilter } from '@/lib/filter/print';
import type { View } from '@/lib/view/parameters';
import { isLive } from '@/lib/view/view';

interface Answer {
  readonly values: readonly SeenValue[];
  readonly more: boolean;
  readonly newest?: number;
}

/** Keys come faster than anybody reads what they bring. */
const settleMs = 120;
const staleMs = 5_000;

interface Told {
  readonly scope: string;
  readonly prefix: string;
  readonly answer: Answer | Error;
}

/**
 * null asks for nothing. While an answer is on its way, the one to other text of the same key stands in. Asks the cache
 * itself: what watches a query is loaded with the pages that show one.
 */
export function useSeenValues(asked: AskedValues | null): SeenValues {
  const { view } = useView();
  const queries = useQueryClient();
  const [told, setTold] = useState<Told | null>(null);
  const scope = asked && new URLSearchParams(scopeOf(asked, view)).toString();
  const prefix = asked?.prefix ?? '';
  useEffect(() => {
    if (scope === null) return;
    let isCurrent = true;
    const tell = (answer: Answer | Error) => isCurrent && setTold({ scope, prefix, answer });
    const timer = setTimeout(() => askOnce(queries, scope, prefix).then(tell, tell), settleMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [queries, scope, prefix]);
  if (scope === null) return { state: 'none' };
  return told?.scope === scope ? seenIn(told, prefix) : { state: 'asking', values: [] };
}

function seenIn({ answer, prefix: of }: Told, prefix: string): SeenValues {
  if (answer instanceof Error) return { state: 'failed', why: answer.message };
  return of === prefix ? { state: 'seen', ...answer } : { state: 'asking', values: answer.values };
}

function askOnce(queries: QueryClient, scope: string, prefix: string): Promise<Answer> {
  return queries.fetchQuery({
    queryKey: ['values', scope, prefix],
    queryFn: ({ signal }) =>
      askWith<Answer>('values', new URLSearchParams([...new URLSearchParams(scope), ['prefix', prefix]]), signal),
    staleTime: staleMs,
    gcTime: staleMs * 6,
    retry: false,
  });
}

function scopeOf({ key, side, beside }: AskedValues, view: View): Record<string, string> {
  const { cluster } = view;
  return {
    ...{ key, side, q: printFilter(beside) },
    ...(cluster !== null && { cluster }),
    ...(isLive(view) ? windowIn(view) : { ...(view.from && { from: view.from }), ...(view.to && { to: view.to }) }),
  };
}

/** A capture is asked for as a whole. */
const windowIn = (view: View): Record<string, string> =>
  isCapture(view.cluster) ? {} : { from: `-${windowOf(view) / 1_000}s` };
