// The picture of the map: canvas, layers, pointer and keyboard. Its twin in words is twin.tsx.
import {
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  startTransition,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { TextButton } from '@/components/ui/button';
import type { FoldedGroup } from '@/lib/graph/folding';
import { boundsOf, contains, grown, type Point, type Rect } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import type { Reach } from '@/lib/view/parameters';
import { type Sights, useCanvas } from './canvas/use-canvas';
import { type Keys, obey, zoomSteps } from './keys';
import { Layers } from './layers';
import { Options } from './options';
import type { CardFacts } from './picture/card';
import { focusOf } from './picture/focus';
import type { Figures } from './picture/labels';
import { cardsFrom, type Level, levelOf } from './picture/level';
import { usePicture } from './picture/use-picture';
import type { MapSelection } from './selection';
import type { MapMenuProps } from './tools/map-menu';
import { Minimap } from './tools/minimap';
import { Notice, ZoomTools } from './tools/tools';
import { useCursor } from './use-cursor';
import { useDragging } from './use-dragging';
import { useLayers } from './use-layers';
import { usePointed } from './use-pointed';
import { fitAround } from './viewport';
import { neighboursOf, stepFrom } from './walk';

export interface StageProps {
  readonly graph: Graph;
  readonly cards: ReadonlyMap<string, CardFacts>;
  readonly positions: Positions;
  readonly selection: MapSelection | null;
  /** Names what is looked at; the map is fitted anew when it changes. */
  readonly looksAt: string;
  /** No tools stand over it. */
  readonly bare?: boolean;
  readonly onSelect: (selection: MapSelection | null) => void;
  readonly onMove: (id: string, corner: Point) => void;
  readonly onTidy: () => void;
  /** What a press with the other button offers for a node. */
  readonly menuOf: (id: string) => MapMenuProps['items'];
  /** A node to be found, by the id it is drawn with: an object of its own for each search. */
  readonly sought: { readonly id: string } | null;
  readonly onFind: () => void;
  readonly onReach: (reach: Reach) => void;
  readonly figures: Figures;
  /** The nodes that stand for several. */
  readonly groups: ReadonlyMap<string, FoldedGroup>;
  /** By which of them a node is drawn that is folded away. */
  readonly standsFor: ReadonlyMap<string, string>;
  readonly onFold: (group: string, closed: boolean) => void;
  readonly onLabels: (id: string) => void;
  /** Drawn by the graphics card. */
  readonly webgl: boolean;
  /** The graphics card was taken away. */
  readonly onLost: () => void;
  /** Cards tell of endpoints. */
  readonly detailed: boolean;
  /** Stands beside the zoom tools. */
  readonly children?: ReactNode;
}

export function Stage(props: StageProps) {
  const { graph, cards, positions, selection, looksAt, onSelect, onMove, onTidy, children } = props;
  const { bare = false } = props;
  const { onFold, onLabels, menuOf, sought, onFind, onReach, figures, webgl, onLost, detailed } = props;
  const pane = useRef<HTMLDivElement>(null);
  const [level, setLevel] = useState<Level | null>(null);
  const { cursor, setCursor, selected, here, unfold, ...acts } = useCursor(props);
  const { hovered, menu, ...pointed } = usePointed();
  const dragging = useDragging(positions, onMove);
  const [near, setNear] = useState<Rect | null>(null);
  const layers = useLayers((zoom, seen) => {
    setLevel(levelOf(zoom));
    setNear((old) => nearTo(seen, old));
  });
  const idPrefix = useId();

  const focus = useMemo(() => focusOf(selection, graph), [selection, graph]);
  const picture = usePicture({ graph, cards, positions: dragging.positions, level, focus, cursor, selected });
  const crowded = picture.strokes.size > manyStrokes;
  const bounds = useMemo(() => boundsOf([...Object.values(positions.nodes), ...positions.boxes]), [positions]);
  const neighbours = useMemo(() => neighboursOf(graph), [graph]);

  const attended = useMemo(() => attendedIn(selection, positions, graph), [selection, positions, graph]);

  const controls = useCanvas(
    pane,
    picture,
    {
      asked: [dragging.positions, picture.level, cursor, selection, graph.nodes.length],
      bounds,
      looksAt,
      attended,
      bare,
    },
    {
      onTap(target) {
        pointed.leave();
        onSelect(target);
      },
      onMenu: pointed.openMenu,
      onDoubleTap: unfold,
      onHover: pointed.hover,
      onViewport(viewport) {
        pointed.closeMenu();
        pointed.leave();
        layers.move(viewport, bounds);
        // What is many takes a while to be shown otherwise, so that waits until the map rests.
        if (!crowded) setLevel(levelOf(viewport.zoom));
      },
      onDrag: (id, middle) => dragging.drag(id, middle, picture),
      onDrop: (id, middle) => dragging.drop(id, middle, picture),
      onLost,
    },
    webgl,
  );

  useFirstLevel(pane, bounds && { bounds, attended }, level, setLevel);

  useSought(sought, (id) => {
    const shape = picture.shapes.get(id);
    setCursor(id);
    if (shape) controls.reveal(shape.rect);
  });

  function openMenu() {
    const shape = picture.shapes.get(here ?? '');
    if (shape) pointed.openMenu(shape.id, controls.whereIs({ x: shape.rect.x + 20, y: shape.rect.y + 30 }));
  }

  // A card says all there is to its name.
  const noted = hovered?.target.kind === 'node' && level === 'card' ? null : hovered;

  const walk: Keys['walk'] = (direction) => {
    const next = stepFrom(here, direction, picture.shapes, neighbours);
    const shape = next === null ? undefined : picture.shapes.get(next);
    setCursor(next);
    if (shape) controls.reveal(shape.rect);
  };

  return (
    <>
      <div
        aria-activedescendant={cursor !== null && picture.shapes.has(cursor) ? `${idPrefix}${cursor}` : undefined}
        aria-label={name}
        className="group/map absolute inset-0 overflow-hidden focus-visible:-outline-offset-2 data-[pointed]:outline-none"
        data-crowded={crowded || undefined}
        onContextMenu={(event) => event.preventDefault()}
        onBlur={(event) => delete event.currentTarget.dataset.pointed}
        onKeyDown={(event) => {
          delete event.currentTarget.dataset.pointed;
          obey(event, { ...controls, ...acts, walk, openMenu, onFind, onReach });
        }}
        // The canvas takes the focus away when it is pressed; the keys should go on working. Who points needs no ring.
        onPointerUp={({ currentTarget }) => {
          currentTarget.dataset.pointed = '';
          currentTarget.focus({ preventScroll: true });
        }}
        ref={layers.root}
        role="listbox"
        tabIndex={0}
      >
        <Layers
          focus={focus}
          graph={graph}
          near={picture.shapes.size > manyCards ? near : null}
          hovered={hovered?.target.kind === 'edge' ? hovered.target.id : null}
          figures={figures}
          onFold={onFold}
          onLabels={onLabels}
          picture={picture}
          positions={dragging.positions}
        >
          <div className="absolute inset-0">
            <div className="size-full" ref={pane} />
          </div>
        </Layers>
        <Suspense fallback={null}>
          {noted && !dragging.active && <HoverNote at={noted.at} graph={graph} target={noted.target} />}
        </Suspense>
        {bounds && (
          <Minimap
            bounds={bounds}
            frame={layers.frame}
            onGo={controls.centreOn}
            positions={positions}
            shapes={picture.shapes}
          />
        )}
        <Options idPrefix={idPrefix} selected={selected} shapes={picture.shapes} />
      </div>
      <Suspense fallback={null}>
        {menu && (
          <MapMenu
            at={menu.at}
            items={menuOf(menu.id)}
            name={cards.get(menu.id)?.name ?? ''}
            onClose={pointed.closeMenu}
          />
        )}
      </Suspense>
      <ZoomTools controls={controls} onTidy={onTidy} readout={layers.readout} steps={zoomSteps}>
        {children}
        {detailed && level !== 'card' && (
          <Notice action={<TextButton onClick={() => controls.zoomTo(cardsFrom)}>Zoom in to endpoints</TextButton>}>
            Endpoints stand on the cards from {cardsFrom * 100}% on
          </Notice>
        )}
      </ZoomTools>
    </>
  );
}

/** Loaded with the first that is asked for. */
const HoverNote = lazy(() => import('./hover-note').then((module) => ({ default: module.HoverNote })));
const MapMenu = lazy(() => import('./tools/map-menu').then((module) => ({ default: module.MapMenu })));

const name =
  'Service map. Arrow keys walk along connections, Enter opens, Escape releases, Z folds or opens a namespace, the menu key shows what can be done, digits show so many steps around what is selected, plus and minus zoom, F fits.';

/** From here on only cards near to what is seen are kept ready. */
const manyCards = 60;

/** From here on a movement is drawn with less detail. */
const manyStrokes = 150;

/** Some way around what is seen, and the same as long as it is that. */
function nearTo(seen: Rect, old: Rect | null): Rect {
  const way = Math.max(seen.width, seen.height);
  return old && contains(old, seen) && old.width < 4 * way ? old : grown(seen, way);
}

/** The card that is chosen, or the two ends of the line. */
function attendedIn(selection: MapSelection | null, { nodes }: Positions, graph: Graph): Rect | null {
  if (!selection) return null;
  const edge = selection.kind === 'edge' && graph.edges.find(({ id }) => id === selection.id);
  const ends = edge ? [edge.source, edge.destination] : [selection.id];
  return boundsOf(ends.flatMap((id) => nodes[id] ?? []));
}

/** Nothing is drawn until it is known how large: what is drawn otherwise at once would be drawn twice. */
function useFirstLevel(
  pane: RefObject<HTMLDivElement | null>,
  sights: (Pick<Sights, 'attended'> & { readonly bounds: Rect }) | null,
  level: Level | null,
  setLevel: (level: Level) => void,
): void {
  useLayoutEffect(() => {
    if (level !== null || sights === null || !pane.current) return;
    const { clientWidth: width, clientHeight: height } = pane.current;
    const { zoom } = fitAround(sights.attended, sights.bounds, { width, height });
    startTransition(() => setLevel(levelOf(zoom)));
  }, [pane, sights, level, setLevel]);
}

/** Shows what is sought, once for each search. */
function useSought(sought: StageProps['sought'], show: (id: string) => void): void {
  const showIt = useEffectEvent(show);
  useEffect(() => {
    if (sought) showIt(sought.id);
  }, [sought]);
}
