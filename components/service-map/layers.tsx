// The HTML around the canvas: namespace boxes under it, walls, labels and cards over it.
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { overlaps, type Rect } from '@/lib/graph/geometry';
import type { Graph } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import { Card, FoldButton, Label, Mark, NamespaceBox, Wall } from './cards';
import { figuresOfBoxes } from './picture/box-figures';
import { foldButtonOf, isCovered, labelsButtonOf, openedOf } from './picture/covered';
import type { Focus } from './picture/focus';
import { type EdgeLabel, type Figures, labelsOf, marksOf } from './picture/labels';
import { type Picture, wallMarkOf, wallScale } from './picture/picture';
import { kept } from './picture/same';

export interface LayersProps {
  readonly graph: Graph;
  readonly picture: Picture;
  readonly positions: Positions;
  readonly focus: Focus | null;
  /** Cards and labels are drawn as far as they reach into it; null: all. */
  readonly near: Rect | null;
  /** The edge under the pointer. */
  readonly hovered: string | null;
  readonly figures: Figures;
  readonly onFold: (group: string, closed: boolean) => void;
  /** Opens or closes the labels of a card. */
  readonly onLabels: (id: string) => void;
  /** The canvas. */
  readonly children: ReactNode;
}

const layer = 'absolute top-0 left-0 size-0 origin-top-left group-data-[moving]/map:will-change-transform';

export function Layers({
  graph,
  picture,
  positions,
  focus,
  near,
  hovered,
  figures,
  onFold,
  onLabels,
  children,
}: LayersProps) {
  const boxes = useMemo(() => figuresOfBoxes(graph, positions), [graph, positions]);
  const labels = useLabels(picture, graph, focus, hovered, figures);
  const opened = useMemo(() => openedOf(picture.shapes.values()), [picture.shapes]);
  const isNear = (rect: Rect) => near === null || overlaps(near, rect);
  return (
    <div aria-hidden="true" className="contents">
      <div className={layer} data-layer="">
        {boxes.map(({ box, ...figures }) => (
          <NamespaceBox box={box} key={box.id} level={picture.level} {...figures} />
        ))}
      </div>
      {children}
      <div className={`${layer} pointer-events-none`} data-layer="">
        {boxes.map(
          ({ box }) =>
            !(picture.level === 'card' && isCovered(foldButtonOf(box), opened)) && (
              <FoldButton box={box} key={box.id} level={picture.level} onFold={onFold} />
            ),
        )}
        <Walls picture={picture} />
        {picture.level === 'card' &&
          [...picture.shapes.values()].map(
            (shape) =>
              isNear(shape.rect) && (
                <Card
                  covered={isCovered(labelsButtonOf(shape.rect), opened, shape)}
                  key={shape.id}
                  onLabels={onLabels}
                  shape={shape}
                />
              ),
          )}
        {labels.map((label) => isNear({ ...label.at, width: 0, height: 0 }) && <Label key={label.id} label={label} />)}
      </div>
    </div>
  );
}

function Walls({ picture }: { picture: Picture }) {
  return (
    <svg aria-hidden="true" className="absolute size-px overflow-visible">
      {[...picture.strokes.values()].map((stroke) => {
        const mark = wallMarkOf(stroke, picture.level);
        return mark && <Wall key={stroke.id} scale={wallScale(picture.level)} {...mark} />;
      })}
      {marksOf(picture).map((mark) => (
        <Mark key={mark.id} scale={wallScale(picture.level)} {...mark} />
      ))}
    </svg>
  );
}

function useLabels(
  picture: Picture,
  graph: Graph,
  focus: Focus | null,
  hovered: string | null,
  figures: Figures,
): EdgeLabel[] {
  const last = useRef(new Map<string, EdgeLabel>());
  const labels = useMemo(() => {
    const edges = new Map(graph.edges.map((edge) => [edge.id, edge]));
    const inFocus = (id: string) => id === hovered || (focus?.edges.has(id) ?? false);
    return labelsOf(picture, edges, inFocus, figures).map((label) => kept(last.current.get(label.id), label));
  }, [picture, graph, focus, hovered, figures]);
  useEffect(() => {
    last.current = new Map(labels.map((label) => [label.id, label]));
  }, [labels]);
  return labels;
}
