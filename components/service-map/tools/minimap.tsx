// The whole map in small, with what is seen of it; pressing it goes there. Shown while not all is in sight.
import { memo, type PointerEvent, type RefObject } from 'react';
import type { Shape } from '@/components/service-map/picture/picture';
import { grown, type Point, type Rect } from '@/lib/graph/geometry';
import type { Positions } from '@/lib/graph/positions';

export interface MinimapProps {
  readonly bounds: Rect;
  readonly positions: Positions;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The frame around what is seen, moved from outside. */
  readonly frame: RefObject<SVGRectElement | null>;
  readonly onGo: (point: Point) => void;
}

export function Minimap({ bounds, positions, shapes, frame, onGo }: MinimapProps) {
  const view = grown(bounds, Math.max(bounds.width, bounds.height) / 40);
  const go = (event: PointerEvent<SVGSVGElement>) => {
    event.stopPropagation();
    const matrix = event.currentTarget.getScreenCTM();
    if (!matrix || event.buttons !== 1) return;
    // A DOM point has its numbers from its prototype, and whoever copies it copies none.
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    onGo({ x, y });
  };
  return (
    <svg
      aria-hidden="true"
      className="absolute bottom-12 left-3 z-10 hidden h-24 w-40 cursor-pointer touch-none rounded-2 border border-line-strong bg-surface @min-[900px]:group-data-[partly]/map:block"
      data-testid="minimap"
      onPointerDown={go}
      onPointerMove={go}
      preserveAspectRatio="xMidYMid meet"
      viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
    >
      <Contents positions={positions} shapes={shapes} />
      <rect className="fill-fg/10 stroke-muted" ref={frame} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

type ContentsProps = Pick<MinimapProps, 'positions' | 'shapes'>;

const Contents = memo(function Contents({ positions, shapes }: ContentsProps) {
  return (
    <>
      {positions.boxes.map(({ id, ...box }) => (
        <rect
          className="fill-none stroke-line-strong"
          height={box.height}
          key={id}
          vectorEffect="non-scaling-stroke"
          width={box.width}
          x={box.x}
          y={box.y}
        />
      ))}
      {[...shapes.keys()].map((id) => {
        const slot = positions.nodes[id];
        const refusing = shapes.get(id)?.card.refusing;
        return (
          slot && (
            <rect
              className={refusing ? 'fill-dropped' : 'fill-muted'}
              height={slot.height}
              key={id}
              width={slot.width}
              x={slot.x}
              y={slot.y}
            />
          )
        );
      })}
    </>
  );
}, lookSame);

function lookSame(a: ContentsProps, b: ContentsProps): boolean {
  if (a.positions !== b.positions || a.shapes.size !== b.shapes.size) return false;
  return [...b.shapes].every(([id, { card }]) => a.shapes.get(id)?.card.refusing === card.refusing);
}
