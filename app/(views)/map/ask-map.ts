'use client';

// The map of a span that is over, asked for by itself.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { callApi } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { windowOf } from '@/app/workspace/stream/live-request';
import type { FeedContent } from '@/lib/feed/content';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import type { Graph } from '@/lib/graph/graph';
import type { View } from '@/lib/view/parameters';
import { resolveSpan } from '@/lib/view/time';
import { isLive, viewSpan } from '@/lib/view/view';

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

/** Of the picture that stands there, be it of a file, or paused. */
export function shownSpan(
  view: Pick<View, 'from' | 'to'>,
  content: Pick<FeedContent, keyof Span | 'atMs'> | null,
  nowMs: EpochMs,
): Span {
  return content ? { fromMs: content.fromMs, toMs: Math.min(content.atMs, content.toMs) } : spanOf(view, nowMs);
}

/** The span of a view; a live one ends at `nowMs`, and is no longer than pictures that move are. */
export function spanOf(view: Pick<View, 'from' | 'to'>, nowMs: EpochMs): Span {
  if (isLive(view)) return { fromMs: nowMs - windowOf(view), toMs: nowMs };
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
  const response = await callApi(`map?${query}`, { signal });
  if (!response.ok) throw await refusalOf(response);
  const { complete, ...graph }: Graph & { readonly complete: boolean } = await response.json();
  return { graph, fromMs, toMs, complete };
}

/** The map of the other span the view is compared with; null while there is none. */
export function useEarlier(view: View): AskedMap | null {
  const { against } = view;
  const query = useQuery({
    queryKey: ['earlier', against, printFilter(view.q), view.cluster, view.group, view.from, view.to],
    queryFn({ signal }) {
      const nowMs = Date.now();
      const { fromMs, toMs } = spanOf(view, nowMs);
      const lengthMs = toMs - fromMs;
      const other = against === null ? null : resolveSpan(against, lengthMs, nowMs);
      return askMap(view, other ?? { fromMs: fromMs - lengthMs, toMs: fromMs }, signal);
    },
    enabled: against !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return against === null ? null : (query.data ?? null);
}
