'use client';

// What the map shows of the feed: the graph, and the same with its groups folded as the reader has it.
import { useMemo, useState } from 'react';
import { useView } from '@/app/workspace/use-view';
import { readGiven } from '@/components/service-map/places/given';
import { readPins, writePins } from '@/components/service-map/places/pins';
import type { MapLook } from '@/components/service-map/tools/look';
import { chosenNamespaces } from '@/lib/filter/edit';
import { formatClock, formatCount } from '@/lib/flow/format';
import { type Change, type Comparison, changesOfLines, changeText, compareGraphs } from '@/lib/graph/compare';
import { readFoldChoice, writeFoldChoice } from '@/lib/graph/fold-choice';
import { createFolding, type Folded } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import { layouts } from '@/lib/graph/layout';
import { withoutTraffic } from '@/lib/graph/side-traffic';
import type { View } from '@/lib/view/parameters';
import { type AskedMap, useEarlier } from './ask-map';
import { useLiveGraph } from './use-live-graph';

export interface ShownMap {
  /** All there is. */
  readonly whole: Graph;
  /** Without what the reader has taken off the map, as `hidden` says; '' for nothing. */
  readonly graph: Graph;
  readonly hidden: string;
  readonly folded: Folded;
  readonly look: MapLook;
  readonly compared?: Compared;
  /** Namespaces the reader asked for. */
  readonly home: readonly string[];
}

/** Null while there is none. */
export function useMap(replayed: Graph | null): ShownMap | null {
  const { view } = useView();
  const live = useLiveGraph();
  const [fold] = useState(createFolding);
  const look = useLook();
  const before = useEarlier(view);
  const current = replayed ?? live;
  const comparison = useMemo(
    () => (current && before && isKnown(before) ? compareGraphs(before.graph, current) : null),
    [before, current],
  );
  const whole = comparison?.graph ?? current;
  const thinned = useMemo(() => whole && withoutTraffic(whole, look.hide), [whole, look.hide]);
  const graph = thinned?.graph;
  const home = useMemo(() => chosenNamespaces(view.q), [view.q]);
  const folded = useMemo(() => graph && fold(graph, { home, choice: look.choice }), [graph, fold, home, look]);
  const compared = useMemo(() => {
    if (before && !isKnown(before))
      return {
        changes: noChanges,
        listed: noChanges,
        sentence: `Nothing is known of ${spanText(before)} to compare with`,
      };
    if (!comparison || !before || !folded) return undefined;
    return {
      changes: changesOfLines(folded, comparison.changes),
      listed: comparison.changes,
      sentence: sentenceOf(comparison, before),
    };
  }, [comparison, before, folded]);
  return useMemo(
    () =>
      whole && thinned && folded
        ? { whole, graph: thinned.graph, hidden: thinned.sentence, folded, look, home, ...(compared && { compared }) }
        : null,
    [whole, thinned, folded, look, home, compared],
  );
}

interface Compared {
  /** By the lines that are drawn, and by the edges behind them. */
  readonly changes: ReadonlyMap<string, Change>;
  readonly listed: ReadonlyMap<string, Change>;
  readonly sentence: string;
}

/** Where nothing was seen at all, everything would be told as new. */
const isKnown = ({ graph, complete }: AskedMap): boolean => complete || graph.edges.length > 0;

const noChanges: ReadonlyMap<string, Change> = new Map();

const spanText = ({ fromMs, toMs }: AskedMap): string => `${formatClock(fromMs)} to ${formatClock(toMs)}`;

/** "Compared with 04:30:00 to 04:45:00: 3 new, 1 gone, 2 newly denied". */
function sentenceOf({ changes }: Comparison, before: AskedMap): string {
  const count = (change: Change) => [...changes.values()].filter((one) => one === change).length;
  const said = (['new', 'gone', 'denied'] as const).map(
    (change) => `${formatCount(count(change))} ${changeText[change]}`,
  );
  return `Compared with ${spanText(before)}: ${said.join(', ')}${before.complete ? '' : '. Not all of that span is known'}`;
}

/** How the link has the map. */
function useLook(): MapLook {
  const { fold, layout, pins, places, reach, label, cards, against, only, hide } = useView().view;
  const choice = useMemo(() => readFoldChoice(fold), [fold]);
  const placed = useMemo(() => readPins(pins), [pins]);
  const given = useMemo(() => readGiven(places), [places]);
  return useMemo(
    () => ({
      choice,
      pins: placed,
      given,
      reach,
      only,
      hide,
      figure: label,
      cards,
      against,
      layout: layouts.find((known) => known === layout) ?? 'calls',
    }),
    [choice, placed, given, reach, label, cards, layout, against, only, hide],
  );
}

/** The same as a change of the link. */
export function viewOf({
  choice,
  layout,
  pins,
  given,
  reach,
  figure,
  cards,
  against,
  only,
  hide,
}: Partial<MapLook>): Partial<View> {
  return {
    ...(choice && { fold: writeFoldChoice(choice) }),
    // Places that were given are those of the layout they were given in.
    ...(layout && { layout: layout === 'calls' ? null : layout, places: null }),
    ...(pins && { pins: writePins(pins) }),
    ...(given !== undefined && { places: given?.text ?? null }),
    ...(reach && { reach }),
    ...(only && { only }),
    ...(hide && { hide }),
    ...(figure && { label: figure }),
    ...(cards && { cards }),
    ...(against !== undefined && { against }),
  };
}
