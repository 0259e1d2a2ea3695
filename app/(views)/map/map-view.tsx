'use client';

import { useRouter } from 'next/navigation';
import { contentOf, graphOf, pausedOf } from '@/app/workspace/parts';
import { narrowed, useView } from '@/app/workspace/use-view';
import type { MapSelection } from '@/components/service-map/selection';
import { SelectionPanel } from '@/components/service-map/selection-panel';
import { ServiceMap } from '@/components/service-map/service-map';
import { GroupControl } from '@/components/shell/group-control';
import { SidePanel } from '@/components/shell/panels';
import { useFeed } from '@/lib/feed/use-feed';
import { chosenNamespaces } from '@/lib/filter/edit';
import type { Selection } from '@/lib/view/selection';
import type { Gap } from '@/lib/wire/frame';
import { Empty, Waiting } from '../pane';
import { SelectedFlow } from '../selected-flow';
import { MapPanel } from './map-panel';

/** The service map, the flows and drops behind it in a panel below, the selected flow at the right. */
export function MapView() {
  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1">
          <ConnectedMap />
        </div>
        <MapPanel />
      </div>
      <SelectedFlow />
      <MapSelectionPanel />
    </div>
  );
}

/** What is selected on the map, at the right. */
function MapSelectionPanel() {
  const router = useRouter();
  const { view, select, narrow, href } = useView();
  const graph = useFeed(graphOf);
  const selection = mapSelection(view.sel);
  if (!graph || !selection) return null;
  return (
    <SidePanel label="Selection">
      <SelectionPanel
        graph={graph}
        onClose={() => select(null)}
        onNarrow={narrow}
        onOpenFlows={(text) => router.push(href('flows', { q: narrowed(view.q, text) }))}
        onSelect={select}
        selection={selection}
      />
    </SidePanel>
  );
}

function ConnectedMap() {
  const { view, select, change, narrow } = useView();
  const graph = useFeed(graphOf);
  const gaps = useFeed(contentOf)?.gaps ?? [];
  const paused = useFeed(pausedOf) !== null;
  if (!graph) return <Waiting />;
  const home = chosenNamespaces(view.q);
  return (
    <ServiceMap
      actions={<GroupControl group={view.group} onChange={(group) => change({ group, sel: null })} />}
      emptyState={<Empty what="traffic" />}
      graph={graph}
      home={home}
      incomplete={paused ? [] : brokenOff(gaps)}
      onNarrow={narrow}
      onSelect={select}
      selection={mapSelection(view.sel)}
      storageKey={[view.cluster ?? '', view.group, ...[...home].sort()].join('|')}
    />
  );
}

const mapSelection = (sel: Selection | null): MapSelection | null =>
  sel?.kind === 'node' || sel?.kind === 'edge' ? { kind: sel.kind, id: sel.id } : null;

/** Lost events and silent nodes have a banner; spans in which nothing was received are told on the map. */
function brokenOff(gaps: readonly Gap[]): readonly string[] {
  const unseen = gaps.filter(({ kind, quiet }) => !quiet && (kind === 'reconnect' || kind === 'relay-replay-skipped'));
  return [...new Set(unseen.map(({ message }) => message))].slice(-2);
}
