// Where everything stands, as state of the map: follows the graph, is moved by hand, outlives the visit.
import { useEffect, useState } from 'react';
import type { Point, Size } from '@/lib/graph/geometry';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import { movedTo, openPlaces, type Places, settled, storePlaces, tidied } from './places';

export interface PlacesState {
  readonly places: Places;
  move(id: string, corner: Point): void;
  tidy(): void;
}

export function usePlaces(graph: Graph, sizeOf: (node: GraphNode) => Size, storageKey: string): PlacesState {
  const [state, setState] = useState(() => ({ graph, places: settled(openPlaces(storageKey), graph, sizeOf) }));
  const { places } = state;
  // New input is put in place while rendering, so that no picture is ever drawn without it.
  if (state.graph !== graph || places.key !== storageKey) {
    const base = places.key === storageKey ? places : openPlaces(storageKey);
    setState({ graph, places: settled(base, graph, sizeOf) });
  }
  useEffect(() => storePlaces(places), [places]);
  return {
    places,
    move: (id, corner) => setState((now) => ({ ...now, places: movedTo(now.places, id, corner) })),
    tidy: () => setState((now) => ({ ...now, places: tidied(now.places, graph, sizeOf) })),
  };
}
