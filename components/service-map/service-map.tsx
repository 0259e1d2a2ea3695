// The service map: the picture, its tools, and its twin in words.
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { TextButton } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { countOf } from '@/lib/flow/format';
import { emptyGraph } from '@/lib/graph/diff';
import type { Served } from '@/lib/graph/exchanges';
import { withFolded } from '@/lib/graph/fold-choice';
import type { Folded } from '@/lib/graph/folding';
import type { Point } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import { neighbourhoodOf } from '@/lib/graph/neighbourhood';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { useThrottled } from './canvas/use-throttled';
import { entityFilter, hidingFilter } from './filters';
import { cardsOf, isRefusing, sizeIn } from './picture/card';
import type { Figures } from './picture/labels';
import { undrawnSentence } from './picture/undrawn';
import { pinName } from './places/pins';
import type { Places } from './places/places';
import { usePlaces } from './places/use-places';
import type { MapSelection } from './selection';
import { Stage } from './stage';
import { ExportControl } from './tools/export-control';
import { FindOnMap } from './tools/find-on-map';
import type { MapLook } from './tools/look';
import type { Drawing } from './tools/look-choices';
import { LookControl } from './tools/look-control';
import type { MapMenuProps } from './tools/map-menu';
import type { Span } from './tools/span-form';
import { DropsOnly, Legend, Notice, Shown } from './tools/tools';
import { Twin, type TwinProps } from './twin/twin';
import { useNarrow } from './use-narrow';

export interface ServiceMapProps {
  /** All there is. Nodes and edges that did not change keep their identity from one graph to the next. */
  readonly graph: Graph;
  /** What of all there is was taken off `graph`, in a sentence. */
  readonly hidden?: string;
  /** The same as it is drawn. */
  readonly folded: Folded;
  readonly look: MapLook;
  readonly onLook: (part: Partial<MapLook>) => void;
  /** What the figure on the lines needs, by the ids of edges as they are drawn. */
  readonly extras?: Pick<Figures, 'latencies'>;
  /** What another span had otherwise: by the ids of edges as they are drawn, of all edges, and in a sentence. */
  readonly compared?: {
    readonly changes: NonNullable<Figures['changes']>;
    readonly listed: NonNullable<Figures['changes']>;
    readonly sentence: string;
  };
  /** What servers are asked over HTTP, by the ids of nodes of the whole graph, where cards tell of it. */
  readonly served?: ReadonlyMap<string, Served>;
  /** The pods that were seen behind the nodes of the whole graph, by their ids. */
  readonly pods?: ReadonlyMap<string, SeenPods>;
  /** The span that is shown, at the moment of asking. */
  readonly span?: () => Span;
  /** Names what is seen, and when, for pictures that leave the page; at the moment of asking. */
  readonly caption?: () => string;
  /** Stands under the map, before its tools. */
  readonly player?: ReactNode;
  readonly selection: MapSelection | null;
  readonly onSelect: (selection: MapSelection | null) => void;
  /** Adds filter text to what is seen: a namespace pressed in the table. */
  readonly onNarrow?: (text: string) => void;
  /** What draws it, where the reader can choose. */
  readonly drawing?: Drawing;
  /** Positions are kept under this name. */
  readonly storageKey: string;
  /** Names what is looked at; the map is fitted anew when it changes. */
  readonly looksAt: string;
  /** Sentences about what is missing in the window. */
  readonly incomplete?: readonly string[];
  /** Stands in for a map without nodes. */
  readonly emptyState?: ReactNode;
  /** The picture alone, at any size: without tools and legend. */
  readonly bare?: boolean;
  /** Tools of the page, before those of the map. */
  readonly actions?: ReactNode;
}

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
  const { places, move, tidy } = usePlaces(folded.graph, (node) => sizeIn(cards, node), { storageKey, ...look });
  const positions = useMemo(() => positionsText(places.positions.nodes), [places.positions]);
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
    onLook({ pins: new Map() });
  }
  function menuOf(id: string): MapMenuProps['items'] {
    const node = folded.graph.nodes.find((one) => one.id === id);
    if (!node) return [];
    const group = folded.groups.get(id);
    const pin = pinName(id);
    return [
      { label: 'Open', act: () => onSelect({ kind: 'node', id }) },
      ...(onNarrow
        ? [
            { label: 'Only this', act: () => onNarrow(entityFilter(node)) },
            { label: 'Hide', act: () => onNarrow(hidingFilter(node)) },
          ]
        : []),
      ...(cards.get(id)?.labels
        ? [{ label: opened.has(id) ? 'Hide its labels' : 'Show its labels', act: () => toggleLabels(id) }]
        : []),
      ...(group ? [{ label: `Open ${group.name} on the map`, act: () => fold(group.name, false) }] : []),
      ...(!group && node.namespace ? [{ label: `Fold ${node.namespace}`, act: () => fold(node.namespace, true) }] : []),
      {
        label: 'Direct neighbours only',
        act() {
          onSelect({ kind: 'node', id });
          onLook({ reach: '1' });
        },
      },
      ...(look.pins.has(pin)
        ? [{ label: 'Let the map place it', act: () => onLook({ pins: without(look.pins, pin) }) }]
        : []),
    ];
  }

  if (graph.nodes.length === 0 && emptyState !== undefined && !props.hidden)
    return <Nothing emptyState={emptyState} undrawn={undrawn} />;
  const notices = (
    <Notices incomplete={props.incomplete} none={dropsOnly && shown.edges.length === 0}>
      {view === 'map' && folded.notice && (
        <Notice
          action={
            <TextButton onClick={() => onLook({ choice: { others: 'open', folded: [], opened: [] } })}>
              Open all
            </TextButton>
          }
        >
          {folded.notice}
        </Notice>
      )}
      {view === 'map' && near !== folded.graph && (
        <Notice action={<TextButton onClick={() => onLook({ reach: 'all' })}>Show all</TextButton>}>
          {furtherAway(folded.graph.nodes.length - near.nodes.length)}
        </Notice>
      )}
      {props.hidden && (
        <Notice action={<TextButton onClick={() => onLook({ hide: [] })}>Show all</TextButton>}>{props.hidden}</Notice>
      )}
      {compared && (
        <Notice action={<TextButton onClick={() => onLook({ against: null })}>End</TextButton>}>
          {compared.sentence}
        </Notice>
      )}
      {view === 'map' && <Newcomers count={places.newcomers.size} onTidy={tidyUp} />}
    </Notices>
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

/** What it is a map of, and all that is not drawn. */
function captionOf(
  { caption, incomplete = [], hidden, compared, folded, graph }: ServiceMapProps,
  near: Graph,
): string[] {
  const further = folded.graph.nodes.length - near.nodes.length;
  return [
    caption?.() ?? '',
    folded.notice,
    further > 0 ? furtherAway(further) : '',
    hidden ?? '',
    compared?.sentence ?? '',
    ...incomplete,
    undrawnSentence(graph),
  ].filter(Boolean);
}

const furtherAway = (count: number): string => `${countOf(count, 'node')} further away not drawn`;

function Nothing({ emptyState, undrawn }: { emptyState: ReactNode; undrawn: string }) {
  return (
    <>
      {emptyState}
      {undrawn && <p className="px-4 text-12 text-subtle">{undrawn}</p>}
    </>
  );
}

interface NoticesProps {
  readonly incomplete?: readonly string[];
  /** Only drops were asked for, and there are none. */
  readonly none: boolean;
  readonly children: ReactNode;
}

function Notices({ incomplete = [], none, children }: NoticesProps) {
  return (
    <div className="flex flex-col items-start gap-2">
      {incomplete.map((sentence) => (
        <Notice key={sentence} tone="warn">
          {sentence}
        </Notice>
      ))}
      {none && <Notice>Nothing is denied in this view</Notice>}
      {children}
    </div>
  );
}

const byProcessor: Drawing = { webgl: false, onWebgl() {} };

const noExtras = { latencies: new Map() };

/** What is around the selected node, as far as the reader wants to see. */
function nearTo(selection: MapSelection | null, { reach }: MapLook, graph: Graph): Graph {
  return selection?.kind === 'node' && reach !== 'all' ? neighbourhoodOf(graph, selection.id, Number(reach)) : graph;
}

function without(pins: MapLook['pins'], pin: string): MapLook['pins'] {
  return new Map([...pins].filter(([name]) => name !== pin));
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

function Newcomers({ count, onTidy }: { count: number; onTidy: () => void }) {
  if (count === 0) return null;
  return (
    <Notice action={<TextButton onClick={onTidy}>Tidy up</TextButton>}>
      {`${countOf(count, 'new workload')} on the map`}
    </Notice>
  );
}

/** Figures are read at most twice a second. */
const readEveryMs = 500;

/** Tables that nobody sees need not keep up with the eye: renewing all rows may take the hundredth part of the time. */
const unseenMsPerRow = 8;
const unseenAtMostMs = 8_000;

function unseenEveryMs({ nodes, edges }: Graph): number {
  return Math.min(unseenAtMostMs, Math.max(readEveryMs, unseenMsPerRow * (nodes.length + edges.length)));
}

function Listed({ unseen = false, ...props }: TwinProps & { readonly unseen?: boolean }) {
  const everyMs = unseen ? unseenEveryMs(props.graph) : readEveryMs;
  // The picture comes first.
  return <Twin {...props} graph={useThrottled(props.graph, everyMs, unseen ? emptyGraph : props.graph)} />;
}

/**
 * The twin while the picture is shown: for screen readers only, and nothing in it takes the focus. Out of sight, the
 * browser need not lay out its thousands of cells; who reads it aloud finds them all the same.
 */
function ReadAloud(props: TwinProps) {
  return (
    <div className="absolute top-0 -left-[9999px] size-px overflow-hidden [content-visibility:auto]">
      <Listed {...props} unseen />
    </div>
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
