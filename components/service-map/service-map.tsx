// The service map: the picture, its tools, and its twin in words.
import { type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { Segmented } from '@/components/ui/segmented';
import { withFolded } from '@/lib/graph/fold-choice';
import type { Point } from '@/lib/graph/geometry';
import { type Graph, isRefusing } from '@/lib/graph/graph';
import { neighbourhoodOf } from '@/lib/graph/neighbourhood';
import { captionOf } from './caption';
import { Notices } from './notices';
import { cardsOf, sizeIn } from './picture/card';
import { undrawnSentence } from './picture/undrawn';
import type { Places } from './places/places';
import { usePlaces } from './places/use-places';
import type { ServiceMapProps } from './props';
import type { MapSelection } from './selection';
import { Stage } from './stage';
import { ExportControl } from './tools/export-control';
import { FindOnMap } from './tools/find-on-map';
import type { MapLook } from './tools/look';
import type { Drawing } from './tools/look-choices';
import { LookControl } from './tools/look-control';
import { nodeMenu } from './tools/node-menu';
import { DropsOnly, Legend, Notice, Shown } from './tools/tools';
import { Listed, ReadAloud } from './twin/listed';
import { useNarrow } from './use-narrow';

export function ServiceMap(props: ServiceMapProps) {
  const { graph, folded, look, onLook, selection, onSelect, emptyState, actions, onNarrow, served, pods } = props;
  const { bare = false } = props;
  // Larger cards stand elsewhere, and these keep their places beside those.
  const storageKey = served ? `${props.storageKey}|endpoints` : props.storageKey;
  const dropsOnly = look.only === 'drops';
  const [view, setView] = useView(bare);
  const [opened, toggleLabels] = useToggled();
  const cards = useMemo(
    () => cardsOf(folded.graph, { groups: folded.groups, served, ...(pods && { pods }), opened }),
    [folded, served, pods, opened],
  );
  const fold = (group: string, closed: boolean) => onLook({ choice: withFolded(look.choice, group, closed) });
  const [sought, setSought] = useState<{ readonly id: string } | null>(null);
  const searched = useMemo(
    () => [...folded.graph.nodes.filter(({ id }) => folded.groups.has(id)), ...graph.nodes],
    [folded, graph],
  );
  const field = useRef<HTMLInputElement>(null);
  const { extras = noExtras, compared } = props;
  const changes = compared?.changes;
  const figures = useMemo(
    () => ({ figure: look.figure, ...extras, ...(changes && { changes }) }),
    [look.figure, extras, changes],
  );
  const near = useMemo(() => nearTo(selection, look, folded.graph), [selection, look, folded]);
  const shown = useMemo(() => (dropsOnly ? refusedPart(near) : near), [near, dropsOnly]);
  const listed = useMemo(() => (dropsOnly ? refusedPart(graph) : graph), [graph, dropsOnly]);
  const placing = { storageKey, isStored: !bare, ...look };
  const { places, move, tidy } = usePlaces(folded.graph, (node) => sizeIn(cards, node), placing);
  const positions = useMemo(() => positionsText(places.positions.nodes), [places.positions]);
  const tellPlaces = useEffectEvent(() => props.onPlaces?.(places.positions));
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when they change
  useEffect(() => tellPlaces(), [places.positions]);
  const undrawn = undrawnSentence(graph);
  const drawing = props.drawing ?? byProcessor;
  const [cardLost, setCardLost] = useState(false);
  const webgl = drawing.webgl && !cardLost;

  function moveTo(id: string, corner: Point) {
    const pins = move(id, corner);
    if (pins) onLook({ pins });
  }
  function tidyUp() {
    tidy();
    onLook({ pins: new Map(), given: null });
  }
  const menuOf = (id: string) =>
    nodeMenu(id, { folded, look, cards, opened, onLook, onSelect, onNarrow, onLabels: toggleLabels });

  if (graph.nodes.length === 0 && emptyState !== undefined && !props.hidden)
    return <Nothing emptyState={emptyState} undrawn={undrawn} />;
  const notices = (
    <Notices
      {...{ folded, onLook, compared }}
      drawn={view === 'map'}
      further={near === folded.graph ? null : folded.graph.nodes.length - near.nodes.length}
      hidden={props.hidden}
      incomplete={props.incomplete}
      newcomers={[...places.newcomers].filter((id) => !folded.groups.has(id)).length}
      none={dropsOnly && shown.edges.length === 0}
      onTidy={tidyUp}
    />
  );
  return (
    <section
      aria-label="Service map"
      className="@container group/map relative h-full min-h-0 overflow-hidden bg-canvas"
      data-bare={bare ? '' : undefined}
      data-positions={positions}
      data-testid="service-map"
    >
      {view === 'map' ? (
        <>
          <Stage
            {...{ cards, selection, onSelect }}
            bare={bare}
            detailed={served !== undefined}
            groups={folded.groups}
            standsFor={folded.standsFor}
            onFold={fold}
            onLabels={toggleLabels}
            figures={figures}
            menuOf={menuOf}
            onFind={() => field.current?.focus()}
            onReach={(reach) => onLook({ reach })}
            sought={sought}
            graph={shown}
            looksAt={props.looksAt}
            key={String(webgl)}
            onLost={() => setCardLost(true)}
            onMove={moveTo}
            onTidy={tidyUp}
            webgl={webgl}
            positions={places.positions}
          >
            {props.player}
            <ExportControl
              map={{
                ...{ graph: shown, listed, cards, positions: places.positions, figures },
                caption: () => captionOf(props, near),
              }}
            />
            {undrawn && <Notice>{undrawn}</Notice>}
          </Stage>
          {!bare && <Legend />}
          <ReadAloud changes={compared?.listed} graph={listed} pods={pods} selection={selection} served={served} />
        </>
      ) : (
        <div className="absolute inset-0 overflow-auto bg-surface pt-11">
          <div className="flex flex-col items-start gap-2 px-4">
            {notices}
            {props.player}
          </div>
          <Listed {...{ selection, onSelect, onNarrow, served, pods }} changes={compared?.listed} graph={listed} />
          {undrawn && <p className="px-4 py-3 text-12 text-subtle">{undrawn}</p>}
        </div>
      )}
      <div className="pointer-events-none absolute inset-x-3 top-2 z-10 flex flex-col-reverse items-end gap-2 *:pointer-events-auto @min-[900px]:flex-row @min-[900px]:items-start">
        <div className="min-w-0 max-w-full self-start">{view === 'map' && notices}</div>
        <span className="pointer-events-none! flex-1" />
        <div className="flex flex-none flex-wrap items-center justify-end gap-2 group-data-bare/map:hidden">
          {view === 'map' && (
            <FindOnMap
              field={field}
              nodes={searched}
              onFound={(id) => setSought({ id: folded.standsFor.get(id) ?? id })}
            />
          )}
          {actions}
          {view === 'map' && <LookControl drawing={drawing} look={look} onLook={onLook} span={props.span} />}
          <Shown look={look} onLook={onLook} />
          <ViewSwitch onChange={setView} view={view} />
          <DropsOnly on={dropsOnly} onChange={(on) => onLook({ only: on ? 'drops' : 'all' })} />
        </div>
      </div>
    </section>
  );
}

function Nothing({ emptyState, undrawn }: { emptyState: ReactNode; undrawn: string }) {
  return (
    <>
      {emptyState}
      {undrawn && <p className="px-4 text-12 text-subtle">{undrawn}</p>}
    </>
  );
}

const byProcessor: Drawing = { webgl: false, onWebgl() {} };

const noExtras = { latencies: new Map() };

/** What is around the selected node, as far as the reader wants to see. */
function nearTo(selection: MapSelection | null, { reach }: MapLook, graph: Graph): Graph {
  return selection?.kind === 'node' && reach !== 'all' ? neighbourhoodOf(graph, selection.id, Number(reach)) : graph;
}

/** Ids that are in or out. */
function useToggled(): [ReadonlySet<string>, (id: string) => void] {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set());
  const toggle = useCallback(
    (id: string) =>
      setIds((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id]))),
    [],
  );
  return [ids, toggle];
}

type View = 'map' | 'table';

/** The picture where there is room for it, until the reader chooses. */
function useView(bare: boolean): [View, (view: View) => void] {
  const narrow = useNarrow();
  const [chosen, setChosen] = useState<View | null>(null);
  return [chosen ?? (narrow && !bare ? 'table' : 'map'), setChosen];
}

function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <Segmented
      label="Show as"
      onChange={onChange}
      segments={[
        { value: 'map', label: 'Map' },
        { value: 'table', label: 'Table' },
      ]}
      size="sm"
      value={view}
    />
  );
}

/** The edges of which something is refused, and their ends. */
function refusedPart(graph: Graph): Graph {
  const edges = graph.edges.filter(isRefusing);
  const ends = new Set(edges.flatMap((edge) => [edge.source, edge.destination]));
  return { ...graph, edges, nodes: graph.nodes.filter((node) => ends.has(node.id)) };
}

/** Upper left corners in model pixels, for whoever measures the map from outside. */
function positionsText(nodes: Places['positions']['nodes']): string {
  return JSON.stringify(Object.fromEntries(Object.entries(nodes).map(([id, { x, y }]) => [id, [x, y]])));
}
