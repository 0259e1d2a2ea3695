'use client';

// What the map shows of the feed: the graph, and the same with its groups folded as the reader has it.
import { useMemo, useState } from 'react';
import { graphOf } from '@/app/workspace/parts';
import { useView } from '@/app/workspace/use-view';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces } from '@/lib/filter/edit';
import { type FoldChoice, readFoldChoice } from '@/lib/graph/fold-choice';
import { createFolding, type Folded } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';

export interface ShownMap {
  readonly graph: Graph;
  readonly folded: Folded;
  readonly choice: FoldChoice;
  /** Namespaces the reader asked for. */
  readonly home: readonly string[];
}

/** Null while there is none. */
export function useMap(): ShownMap | null {
  const { view } = useView();
  const graph = useFeed(graphOf);
  const [fold] = useState(createFolding);
  const choice = useMemo(() => readFoldChoice(view.fold), [view.fold]);
  const home = useMemo(() => chosenNamespaces(view.q), [view.q]);
  const folded = useMemo(() => graph && fold(graph, { home, choice }), [graph, fold, home, choice]);
  return useMemo(() => graph && folded && { graph, folded, choice, home }, [graph, folded, choice, home]);
}
