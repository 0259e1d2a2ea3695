'use client';

// What the map shows of the feed: the graph, and the same with its groups folded as the reader has it.
import { useMemo, useState } from 'react';
import { graphOf } from '@/app/workspace/parts';
import { useView } from '@/app/workspace/use-view';
import type { MapLook } from '@/components/service-map/look';
import { readPins, writePins } from '@/components/service-map/pins';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces } from '@/lib/filter/edit';
import { readFoldChoice, writeFoldChoice } from '@/lib/graph/fold-choice';
import { createFolding, type Folded } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import { layouts } from '@/lib/graph/layout';
import type { View } from '@/lib/view/parameters';

export interface ShownMap {
  readonly graph: Graph;
  readonly folded: Folded;
  readonly look: MapLook;
  /** Namespaces the reader asked for. */
  readonly home: readonly string[];
}

/** Null while there is none. */
export function useMap(): ShownMap | null {
  const { view } = useView();
  const graph = useFeed(graphOf);
  const [fold] = useState(createFolding);
  const look = useLook();
  const home = useMemo(() => chosenNamespaces(view.q), [view.q]);
  const folded = useMemo(() => graph && fold(graph, { home, choice: look.choice }), [graph, fold, home, look]);
  return useMemo(() => graph && folded && { graph, folded, look, home }, [graph, folded, look, home]);
}

/** How the link has the map. */
function useLook(): MapLook {
  const { fold, layout, pins, reach, label } = useView().view;
  const choice = useMemo(() => readFoldChoice(fold), [fold]);
  const placed = useMemo(() => readPins(pins), [pins]);
  return useMemo(
    () => ({
      choice,
      pins: placed,
      reach,
      figure: label,
      layout: layouts.find((known) => known === layout) ?? 'calls',
    }),
    [choice, placed, reach, label, layout],
  );
}

/** The same as a change of the link. */
export function viewOf({ choice, layout, pins, reach, figure }: Partial<MapLook>): Partial<View> {
  return {
    ...(choice && { fold: writeFoldChoice(choice) }),
    ...(layout && { layout: layout === 'calls' ? null : layout }),
    ...(pins && { pins: writePins(pins) }),
    ...(reach && { reach }),
    ...(figure && { label: figure }),
  };
}
