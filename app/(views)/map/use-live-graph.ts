'use client';

// The graph of the feed as the map takes it over: when there is time, and one after the other.
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { graphOf } from '@/app/workspace/stream/parts';
import { useFeedStore } from '@/lib/feed/use-feed';
import type { Graph } from '@/lib/graph/graph';

/**
 * A large map takes longer to render than the page may stand still. So it is rendered in slices, beside everything that
 * is more urgent, and what comes meanwhile waits: a render that was begun is never thrown away for a newer graph.
 */
export function useLiveGraph(): Graph | null {
  const feed = useFeedStore();
  const [graph, setGraph] = useState(() => graphOf(feed.getSnapshot()));
  const taken = useRef(graph);
  const isBusy = useRef(false);
  const take = useCallback(() => {
    const next = graphOf(feed.getSnapshot());
    if (isBusy.current || next === taken.current) return;
    taken.current = next;
    isBusy.current = true;
    startTransition(() => setGraph(next));
  }, [feed]);
  useEffect(() => {
    take();
    return feed.subscribe(take);
  }, [feed, take]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the graph that was taken is shown now
  useEffect(() => {
    isBusy.current = false;
    take();
  }, [graph, take]);
  return graph;
}
