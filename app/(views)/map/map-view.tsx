'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useCarry } from '@/app/workspace/share/carried';
import { usePreference } from '@/app/workspace/use-preference';
import { besides, useView } from '@/app/workspace/use-view';
import { loadCanvas } from '@/components/service-map/canvas/load-canvas';
import { writeGiven } from '@/components/service-map/places/given';
import type { MapSelection } from '@/components/service-map/selection';
import { ServiceMap } from '@/components/service-map/service-map';
import { GroupControl } from '@/components/shell/group-control';
import { SidePanel } from '@/components/shell/panels';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed, useFeedStore } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { formatDateTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Graph } from '@/lib/graph/graph';
import type { View } from '@/lib/view/parameters';
import type { Selection } from '@/lib/view/selection';
import { Empty, Waiting } from '../pane';
import { SelectedFlow } from '../selected-flow';
import { shownSpan, spanOf } from './ask-map';
import { placesKey } from './places-key';
import { Player } from './player';
import { SelectionFlows } from './selection-flows';
import { useAnswersAbout, useCardEndpoints, useLatencies } from './use-answers';
import { type ShownMap, useMap, viewOf } from './use-map';
import { type SeenPodsById, usePods } from './use-pods';
import { type Replay, replayedMs, useReplay } from './use-replay';

/** Loaded with the first thing that is selected. */
const SelectionPanel = dynamic(
  () => import('@/components/service-map/panel/selection-panel').then((module) => module.SelectionPanel),
  { ssr: false },
);

/** The service map, what the page has below it, and what is selected at the right. */
export function MapView({ below, bare = false }: { below?: ReactNode; bare?: boolean }) {
  const replay = useReplay();
  const map = useMap(replay.graph);
  const pods = usePods(replay.tape);
  useEffect(() => {
    // Beside the first data. Who draws waits for it again, and hears of a failure.
    loadCanvas().catch(() => {});
  }, []);
  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1">
          {map ? <ConnectedMap bare={bare} map={map} pods={pods} replay={replay} /> : <Waiting />}
        </div>
        {below}
      </div>
      <SelectedFlow />
      {map && <MapSelectionPanel map={map} pods={pods} />}
    </div>
  );
}

/** What is selected on the map, at the right. */
function MapSelectionPanel({ map, pods }: { map: ShownMap; pods: SeenPodsById }) {
  const router = useRouter();
  const { view, select, narrow, href } = useView();
  const selection = mapSelection(view.sel);
  const { served, latencies } = useAnswersAbout(selection, map);
  if (!selection) return null;
  return (
    <SidePanel label="Selection" slim>
      <SelectionPanel
        graph={holding(selection, map)}
        flowsOf={(text) => <SelectionFlows filter={text} onOpen={(id) => select({ kind: 'flow', id })} />}
        latencies={latencies}
        onClose={() => select(null)}
        onNarrow={narrow}
        onOpenFlows={(text) => router.push(href('flows', { q: besides(view.q, text) }))}
        onOpenDrops={(text) => router.push(href('drops', { q: besides(view.q, text) }))}
        onSelect={select}
        pods={pods}
        selection={selection}
        served={served}
      />
    </SidePanel>
  );
}

/** The graph that has it: what the table lists may be folded in the picture, and a fold is not in the table. */
function holding({ id }: MapSelection, { whole, folded }: ShownMap): Graph {
  const isIt = (thing: { readonly id: string }) => thing.id === id;
  return folded.graph.nodes.some(isIt) || folded.graph.edges.some(isIt) ? folded.graph : whole;
}

interface ConnectedMapProps {
  readonly map: ShownMap;
  readonly pods: SeenPodsById;
  readonly replay: Replay;
  readonly bare: boolean;
}

function ConnectedMap({ map, pods, replay, bare }: ConnectedMapProps) {
  const { view, select, change, narrow } = useView();
  const feed = useFeedStore();
  const incomplete = useFeed(brokenOff);
  const { graph, hidden, folded, look, home } = map;
  useShortcuts({ refused: () => change({ only: look.only === 'drops' ? 'all' : 'drops' }) });
  const carry = useCarry();
  const [webgl, setWebgl] = usePreference('map.webgl', false, isBoolean);
  const latencies = useLatencies(map);
  const served = useCardEndpoints(map);
  const extras = useMemo(() => ({ latencies }), [latencies]);
  return (
    <ServiceMap
      bare={bare}
      actions={<GroupControl group={view.group} onChange={(group) => change({ group, sel: null })} />}
      // A minute in which nothing was seen is no reason to end the replay.
      emptyState={replay.tape ? undefined : <Empty what="traffic" />}
      folded={folded}
      graph={graph}
      hidden={hidden}
      incomplete={incomplete === '' ? [] : incomplete.split('\n')}
      compared={map.compared}
      drawing={{ webgl, onWebgl: setWebgl }}
      caption={() => captionOf(view, replay, feed.getSnapshot())}
      player={<Player replay={replay} />}
      pods={pods}
      served={served}
      span={() => spanOf(view, Date.now())}
      looksAt={[view.cluster ?? '', view.group, ...[...home].sort()].join('|')}
      extras={extras}
      look={look}
      onLook={(part) => change(viewOf(part))}
      onNarrow={narrow}
      onSelect={select}
      selection={mapSelection(view.sel)}
      onPlaces={(positions) => carry(() => ({ places: writeGiven(positions) }))}
      storageKey={placesKey(view)}
    />
  );
}

/** "Map by workload of ns:shop, 2026-11-26 12:00:00 to 12:15:00 UTC". */
function captionOf(view: View, { tape }: Replay, { content }: FeedSnapshot): string {
  const { fromMs, toMs } = tape
    ? { fromMs: tape.atMs - replayedMs, toMs: tape.atMs }
    : shownSpan(view, content, Date.now());
  const where = view.cluster === null ? '' : ` in ${visible(view.cluster)}`;
  const what = printFilter(view.q) || 'everything';
  return `Map by ${view.group} of ${visible(what)}${where}, ${formatDateTime(fromMs)} to ${formatDateTime(toMs)} UTC`;
}

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

const mapSelection = (sel: Selection | null): MapSelection | null =>
  sel?.kind === 'node' || sel?.kind === 'edge' ? { kind: sel.kind, id: sel.id } : null;

/**
 * Lost events and silent nodes have a banner; spans in which nothing was received are told on the map. As one text, a
 * line for each: every frame brings its gaps anew, and the same text is no reason to render the map.
 */
function brokenOff({ content, pausedAtMs }: FeedSnapshot): string {
  if (!content || pausedAtMs !== null) return '';
  const unseen = content.gaps.filter(
    ({ kind, quiet }) => !quiet && (kind === 'reconnect' || kind === 'relay-replay-skipped'),
  );
  return [...new Set(unseen.map(({ message }) => message))].slice(-2).join('\n');
}
