'use client';

// The newest HTTP answers of what is seen, asked for while something on the map tells of them.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { callApi } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { besides } from '@/app/workspace/use-view';
import { printFilter } from '@/lib/filter/print';
import type { Flow } from '@/lib/flow/flow';
import { type Exchange, exchangesOf } from '@/lib/graph/exchanges';
import { entityOfLevel, levelOf } from '@/lib/graph/level';
import type { View } from '@/lib/view/parameters';
import { useAgain } from './use-again';
import { useShownSpan } from './use-shown-span';

export interface Exchanges {
  readonly exchanges: readonly Exchange[];
  readonly asking: boolean;
}

const none: readonly Exchange[] = [];
const againMs = 15_000;
const most = 1_000;

/** `about` narrows them to one thing. */
export function useExchanges(view: View, wanted: boolean, about = ''): Exchanges {
  const { q, cluster, group } = view;
  const { from, to } = useShownSpan(view);
  const text = printFilter(besides(besides(q, 'type:l7'), about));
  const again = useAgain(againMs);
  const query = useQuery({
    queryKey: ['exchanges', text, cluster, levelOf(group), from, to],
    queryFn: async ({ signal }) => {
      const flows = await answersOf({ q: text, cluster, from, to }, signal);
      return exchangesOf(flows, entityOfLevel(levelOf(group)));
    },
    enabled: wanted,
    refetchInterval: again,
    staleTime: againMs,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { exchanges: (wanted && query.data) || none, asking: query.isPending };
}

interface Asked {
  readonly q: string;
  readonly cluster: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

async function answersOf(asked: Asked, signal: AbortSignal): Promise<readonly Flow[]> {
  const given = Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams([...given, ['limit', String(most)]]);
  const response = await callApi(`flows?${query}`, { signal });
  if (!response.ok) throw await refusalOf(response);
  const { flows }: { readonly flows: readonly Flow[] } = await response.json();
  return flows;
}
