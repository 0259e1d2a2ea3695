// Where everything stands, as state of the map: follows the graph, is moved by hand, outlives the visit.
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { mostNodes } from '@/lib/graph/folding';
import type { Point, Size } from '@/lib/graph/geometry';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import type { Layout } from '@/lib/graph/layout';
import type { Positions } from '@/lib/graph/positions';
import { type Arranger, type Arranging, arrangedHere, openArranger } from './arrange';
import { type Given, seeded } from './given';
import { type Pins, pinName } from './pins';
import {
  arranged,
  movedTo,
  noPlaces,
  openPlaces,
  type Places,
  pinned,
  settled,
  storePlaces,
  taskFor,
  taskOf,
  tidied,
} from './places';

export interface PlacesState {
  readonly places: Places;
  /** Puts a card where it was dropped, and says where it is pinned now; null where it cannot stand. */
  move(id: string, corner: Point): Pins | null;
  tidy(): void;
}

export interface Placing {
  readonly storageKey: string;
  /**
   * Whether they outlive the visit. Frames of one page show parts of a cluster side by side, each with a filter of its
   * own, and none is to be arranged around what only another shows.
   */
  readonly isStored: boolean;
  readonly layout: Layout;
  readonly pins: Pins;
  /** They do not outlive the visit either: the link has them, and nobody's own arrangement is to be lost to it. */
  readonly given: Given | null;
}

/**
 * Up to so many nodes are placed on the spot, so that no picture is ever drawn without them: some 10 ms for as many as
 * a folded map has, less than it takes to start a worker. More are placed by a worker.
 */
const mostOnTheSpot = mostNodes;

export function usePlaces(graph: Graph, sizeOf: (node: GraphNode) => Size, placing: Placing): PlacesState {
  const { layout, pins, given } = placing;
  const isStored = placing.isStored && given === null;
  const key = [placing.storageKey, ...(layout === 'calls' ? [] : [layout]), ...(given ? [given.text] : [])].join('|');
  const onTheSpot = graph.nodes.length <= mostOnTheSpot;
  const settle = (now: Places) => {
    const places = seeded(now, graph, given, sizeOf);
    return onTheSpot ? settled(places, graph, sizeOf, layout) : places;
  };
  const open = () => (isStored ? openPlaces(key) : noPlaces(key));
  const [state, setState] = useState(() => ({ graph, places: settle(open()) }));
  const { places } = state;
  // New input is put in place while rendering, so that no picture is ever drawn without it.
  if (state.graph !== graph || places.key !== key) {
    setState({ graph, places: settle(places.key === key ? places : open()) });
  }
  const arranger = useArranger();
  const change = (next: (places: Places) => Places) =>
    setState((now) => (now.places.key === key ? { ...now, places: next(now.places) } : now));
  const [answers, setAnswers] = useState(0);
  /**
   * One graph after the other: where nodes come faster than they can be placed, whoever waited for the newest graph alone
   * would never place any. What was worked out from places that were changed meanwhile, by hand say, is asked anew.
   */
  const placeNewcomers = useEffectEvent(() => {
    const task = onTheSpot || places.key !== key ? null : taskFor(places, graph, sizeOf, layout);
    if (!task || arranger().busy()) return;
    ask(task, (now, positions) => (now === places ? arranged(now, graph, positions) : now));
  });
  /** Whoever had to wait for the answer comes next, also where it is not for these places any more. */
  function ask(task: Arranging, take: (now: Places, positions: Positions) => Places) {
    arranger().ask(task, (positions) => {
      setAnswers((count) => count + 1);
      change((now) => take(now, positions));
    });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever comes, or a card that grows, has to be placed
  useEffect(() => placeNewcomers(), [graph, places, answers]);
  useEffect(() => {
    if (isStored) storePlaces(places);
  }, [places, isStored]);
  const shown = useMemo(() => pinned(places, pins), [places, pins]);
  return {
    places: shown,
    move(id, corner) {
      const moved = movedTo(shown, id, corner);
      const slot = moved.positions.nodes[id];
      if (moved === shown || !slot) return null;
      change((now) => movedTo(now, id, corner));
      return new Map([...pins, [pinName(id), { x: slot.x, y: slot.y }]]);
    },
    tidy() {
      const task = taskOf(graph, sizeOf, layout);
      if (onTheSpot) change((now) => tidied(now, arrangedHere(task)));
      else ask(task, tidied);
    },
  };
}

/** Opened when it is first needed, closed with the map. */
function useArranger(): () => Arranger {
  const opened = useRef<Arranger | null>(null);
  useEffect(
    () => () => {
      opened.current?.close();
      opened.current = null;
    },
    [],
  );
  return () => {
    opened.current ??= openArranger();
    return opened.current;
  };
}
