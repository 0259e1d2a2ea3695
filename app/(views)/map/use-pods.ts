'use client';

// The pods that were seen behind the nodes of the map, asked for beside the stream: they change slowly, and frames stay
// small without them.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { askWith } from '@/app/workspace/ask';
import { useView } from '@/app/workspace/use-view';
import { printFilter } from '@/lib/filter/print';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { useAgain } from './use-again';
import type { Replay } from './use-replay';
import { useShownSpan } from './use-shown-span';

export type SeenPodsById = ReadonlyMap<string, SeenPods>;

const againMs = 15_000;
const none: SeenPodsById = new Map();

/** Of the span of the map, or of the minute that is played back. By the ids of nodes; nothing while they are not known. */
export function usePods(tape: Replay['tape']): SeenPodsById {
  const { view } = useView();
  const { cluster, group } = view;
  const { from, to } = useShownSpan(view, tape);
  const asked = { q: printFilter(view.q), cluster, group, from, to };
  const again = useAgain(againMs);
  const { data } = useQuery({
    queryKey: ['pods', asked],
    queryFn: ({ signal }) => podsOf(asked, signal),
    refetchInterval: tape ? false : again,
    staleTime: againMs,
    placeholderData: keepPreviousData,
    // Thousands of them are compared below.
    structuralSharing: false,
    retry: false,
  });
  return useKept(data ?? none);
}

async function podsOf(asked: Readonly<Record<string, string | null>>, signal: AbortSignal): Promise<SeenPodsById> {
  const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const { pods } = await askWith<{ readonly pods: readonly SeenPods[] }>('pods', query, signal);
  return new Map(pods.map((each) => [each.id, each]));
}

/** What says the same keeps its identity, so that its card and its row are not drawn again. */
function useKept(pods: SeenPodsById): SeenPodsById {
  const last = useRef(none);
  const kept = useMemo(() => keptOf(last.current, pods), [pods]);
  useEffect(() => {
    last.current = kept;
  }, [kept]);
  return kept;
}

function keptOf(before: SeenPodsById, now: SeenPodsById): SeenPodsById {
  const kept = new Map([...now].map(([id, seen]) => [id, sameAs(before.get(id), seen)]));
  const isSame = kept.size === before.size && [...kept].every(([id, seen]) => before.get(id) === seen);
  return isSame ? before : kept;
}

function sameAs(before: SeenPods | undefined, now: SeenPods): SeenPods {
  const isSame =
    before?.pods === now.pods &&
    before.nodes === now.nodes &&
    before.moreLabels === now.moreLabels &&
    before.labels.join('\n') === now.labels.join('\n');
  return isSame ? before : now;
}
