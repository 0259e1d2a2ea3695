'use client';

// The map of a span that is over, asked for by itself.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { windowOf } from '@/app/workspace/live-request';
import { narrowed } from '@/app/workspace/use-view';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import type { Graph } from '@/lib/graph/graph';
import type { View } from '@/lib/view/parameters';
import { resolveTime } from '@/lib/view/time';
import { viewSpan } from '@/lib/view/view';

export interface AskedMap {
  readonly graph: Graph;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** False where not all of the span is held. */
  readonly complete: boolean;
}

interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** The span of a view; a live one ends at `nowMs`. */
export function spanOf(view: View, nowMs: EpochMs): Span {
  const { fromMs, toMs = nowMs } = viewSpan(view, nowMs);
  return { fromMs: fromMs ?? toMs - windowOf(view), toMs };
}

export async function askMap(view: View, { fromMs, toMs }: Span, signal: AbortSignal): Promise<AskedMap> {
  const query = new URLSearchParams({
    q: printFilter(view.q),
    group: view.group,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...(view.cluster && { cluster: view.cluster }),
  });
  const response = await fetch(`${apiUrl('map')}?${query}`, { signal });
  if (!response.ok) throw await refusalOf(response);
  const { complete, ...graph }: Graph & { readonly complete: boolean } = await response.json();
  return { graph, fromMs, toMs, complete };
}

/** The map of the earlier span the view is compared with; null while there is none. */
export function useEarlier(view: View): AskedMap | null {
  const { against } = view;
  const query = useQuery({
    queryKey: ['earlier', against, printFilter(view.q), view.cluster, view.group, view.from, view.to],
    queryFn({ signal }) {
      const nowMs = Date.now();
      const { fromMs, toMs } = spanOf(view, nowMs);
      const endMs = (against === null ? null : resolveTime(against, nowMs)) ?? fromMs;
      return askMap(view, { fromMs: endMs - (toMs - fromMs), toMs: endMs }, signal);
    },
    enabled: against !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return against === null ? null : (query.data ?? null);
}

const againMs = 15_000;

/** The map of the part of a view that a filter text names, kept up while it is wanted. */
export function useNarrowedMap(view: View, text: string, wanted: boolean): Graph | null {
  const { q, cluster, group, from, to } = view;
  const query = useQuery({
    queryKey: ['narrowed', text, printFilter(q), cluster, group, from, to],
    queryFn: ({ signal }) => askMap({ ...view, q: narrowed(q, text) }, spanOf(view, Date.now()), signal),
    enabled: wanted,
    refetchInterval: againMs,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (wanted && query.data?.graph) || null;
}
