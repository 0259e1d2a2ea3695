'use client';

// The facets of the flows in sight, counted by the server while they are looked at.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { useView } from '@/app/workspace/use-view';
import { type Facet, facets, without } from '@/components/facets/facet';
import { type FacetCount, Facets, type FacetValues } from '@/components/facets/facets';
import { useFeedStore } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';

const anewMs = 10_000;
const mostValues = 12;

export function ConnectedFacets() {
  const { view, change } = useView();
  return (
    <Facets
      ask={(facet, draw) => <Counted draw={draw} facet={facet} />}
      facets={facets}
      filter={view.q}
      onChange={(q) => change({ q })}
    />
  );
}

interface Answer {
  readonly values: readonly FacetCount[];
  readonly more: boolean;
}

function Counted({ facet, draw }: { facet: Facet; draw: (values: FacetValues) => ReactNode }) {
  const { view } = useView();
  const feed = useFeedStore();
  const q = printFilter(without(view.q, facet));
  const query = useQuery({
    queryKey: ['values', facet.key, facet.side, q, view.cluster, view.from, view.to],
    queryFn: async ({ signal }) => {
      const asked = new URLSearchParams({ q, key: facet.key, side: facet.side, limit: String(mostValues) });
      const { content } = feed.getSnapshot();
      if (content) asked.set('from', isoOf(content.fromMs));
      if (content) asked.set('to', isoOf(content.toMs));
      if (view.cluster !== null) asked.set('cluster', view.cluster);
      const response = await callApi(`values?${asked}`, { signal });
      if (!response.ok) throw await refusalOf(response);
      return (await response.json()) as Answer;
    },
    refetchInterval: anewMs,
    placeholderData: (before) => before,
    retry: false,
  });
  if (query.data) return draw({ state: 'counted', ...query.data });
  return draw(query.error ? { state: 'failed', why: query.error.message } : { state: 'asking' });
}

const isoOf = (atMs: number): string => new Date(atMs).toISOString();
