// The picture of the map: canvas, layers, pointer and keyboard. Its twin in words is twin.tsx.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { boundsOf, centre, type Point } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import type { CardFacts } from './card';
import { focusOf } from './focus';
import { HoverNote } from './hover-note';
import { Layers } from './layers';
import { type Level, levelOf } from './level';
import { emptyPicture, type Picture, type PictureInput, pictureOf } from './picture';
import type { MapSelection } from './selection';
import { ZoomTools } from './tools';
import { manyStrokes, useCanvas } from './use-canvas';
import { useLayers } from './use-layers';
import { type Direction, neighboursOf, stepFrom } from './walk';

export interface StageProps {
  readonly graph: Graph;
  readonly cards: ReadonlyMap<string, CardFacts>;
  readonly positions: Positions;
  readonly selection: MapSelection | null;
  /** Names what is looked at; the map is fitted anew when it changes. */
  readonly looksAt: string;
  readonly onSelect: (selection: MapSelection | null) => void;
  readonly onMove: (id: string, corner: Point) => void;
  readonly onTidy: () => void;
  readonly onDropsOnly: () => void;
  /** Stands beside the zoom tools. */
  readonly children?: ReactNode;
}

export function Stage(props: StageProps) {
  const { graph, cards, positions, selection, looksAt, onSelect, onMove, onTidy, onDropsOnly, children } = props;
  const pane = useRef<HTMLDivElement>(null);
  const [level, setLevel] = useState<Level>('card');
  const [cursor, setCursor] = useState<string | null>(null);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const layers = useLayers();
  const optionId = useId();

  const standing = useMemo(() => withDragged(positions, dragged), [positions, dragged]);
  const focus = useMemo(() => focusOf(selection, graph), [selection, graph]);
  const selected = selection?.kind === 'node' ? selection.id : null;
  const picture = usePicture({ graph, cards, positions: standing, level, focus, cursor, selected });
  const bounds = useMemo(() => boundsOf([...Object.values(positions.nodes), ...positions.boxes]), [positions]);
  const neighbours = useMemo(() => neighboursOf(graph), [graph]);

  const placeOf = (id: string, middle: Point) => cornerAt(middle, id, picture, standing);
  const controls = useCanvas(pane, picture, bounds, looksAt, {
    onTap: onSelect,
    onHover: (target, at) => setHovered(target?.kind === 'edge' ? { edge: target.id, at } : null),
    onViewport(viewport) {
      layers.move(viewport);
      setLevel(levelOf(viewport.zoom));
      setHovered(null);
    },
    onDrag: (id, middle) => setDragged({ id, corner: placeOf(id, middle) }),
    onDrop(id, middle) {
      onMove(id, placeOf(id, middle));
      setDragged(null);
    },
  });

  const walk = (direction: Direction) => {
    const next = stepFrom(cursor ?? selected, direction, picture.shapes, neighbours);
    setCursor(next);
    const shape = next === null ? undefined : picture.shapes.get(next);
    if (shape) controls.reveal(shape.rect);
  };
  const run = (command: Command) => {
    switch (command) {
      case 'open':
        return cursor !== null && onSelect({ kind: 'node', id: cursor });
      case 'release':
        return selection ? onSelect(null) : setCursor(null);
      case 'closer':
        return controls.zoomBy(zoomStep);
      case 'further':
        return controls.zoomBy(1 / zoomStep);
      case 'fit':
        return controls.showAll();
      case 'drops':
        return onDropsOnly();
      default:
        return walk(command);
    }
  };

  return (
    <>
      <div
        aria-activedescendant={cursor !== null && picture.shapes.has(cursor) ? `${optionId}${cursor}` : undefined}
        aria-label="Service map. Arrow keys walk along connections, Enter opens, Escape releases, plus and minus zoom, F fits."
        className="group/map absolute inset-0 overflow-hidden focus-visible:-outline-offset-2"
        data-crowded={picture.strokes.size > manyStrokes || undefined}
        onKeyDown={(event) => obey(event, run)}
        // The canvas takes the focus away when it is pressed; the keys should go on working.
        onPointerUp={() => layers.root.current?.focus({ preventScroll: true })}
        ref={layers.root}
        role="listbox"
        tabIndex={0}
      >
        <Layers focus={focus} graph={graph} hovered={hovered?.edge ?? null} picture={picture} positions={standing}>
          <div className="absolute inset-0">
            <div className="size-full" ref={pane} />
          </div>
        </Layers>
        {hovered && !dragged && <HoverNote at={hovered.at} edge={hovered.edge} graph={graph} />}
        {[...picture.shapes.values()].map(({ id, card }) => (
          <span
            aria-selected={id === selected}
            className="sr-only"
            id={`${optionId}${id}`}
            key={id}
            role="option"
            tabIndex={-1}
          >
            {`${card.name}, ${card.kindLine}${card.refusing ? ', with drops' : ''}`}
          </span>
        ))}
      </div>
      <ZoomTools controls={controls} onTidy={onTidy} readout={layers.readout} step={zoomStep}>
        {children}
      </ZoomTools>
    </>
  );
}

const zoomStep = 1.25;

interface Hovered {
  readonly edge: string;
  readonly at: Point;
}

interface Dragged {
  readonly id: string;
  readonly corner: Point;
}

/** The picture of now, sharing with the one before whatever did not change. */
function usePicture(input: PictureInput): Picture {
  const last = useRef(emptyPicture);
  const { graph, cards, positions, level, focus, cursor, selected } = input;
  const picture = useMemo(
    () => pictureOf({ graph, cards, positions, level, focus, cursor, selected }, last.current),
    [graph, cards, positions, level, focus, cursor, selected],
  );
  useEffect(() => {
    last.current = picture;
  }, [picture]);
  return picture;
}

function withDragged(positions: Positions, dragged: Dragged | null): Positions {
  const slot = dragged && positions.nodes[dragged.id];
  if (!slot) return positions;
  return { ...positions, nodes: { ...positions.nodes, [dragged.id]: { ...slot, ...dragged.corner } } };
}

/** The corner of a card's slot while the middle of its shape is at `middle`. */
function cornerAt(middle: Point, id: string, picture: Picture, positions: Positions): Point {
  const [shape, slot] = [picture.shapes.get(id), positions.nodes[id]];
  if (!shape || !slot) return middle;
  const from = centre(shape.rect);
  return { x: slot.x + middle.x - from.x, y: slot.y + middle.y - from.y };
}

type Command = Direction | 'open' | 'release' | 'closer' | 'further' | 'fit' | 'drops';

const commands = new Map<string, Command>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Enter', 'open'],
  ['Escape', 'release'],
  ['+', 'closer'],
  ['=', 'closer'],
  ['-', 'further'],
  ['f', 'fit'],
  ['F', 'fit'],
  ['x', 'drops'],
  ['X', 'drops'],
]);

function obey(event: KeyboardEvent, run: (command: Command) => void): void {
  const command = commands.get(event.key);
  if (!command || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  run(command);
}
