// The positions with the card under way where the pointer has it.
import { useMemo, useState } from 'react';
import { centre, type Point } from '@/lib/graph/geometry';
import type { Positions } from '@/lib/graph/positions';
import type { Picture } from './picture/picture';

interface Dragged {
  readonly id: string;
  readonly corner: Point;
}

/** `onMove` is told where it was let go. */
export function useDragging(positions: Positions, onMove: (id: string, corner: Point) => void) {
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const standing = useMemo(() => withDragged(positions, dragged), [positions, dragged]);
  return {
    active: dragged !== null,
    positions: standing,
    drag(id: string, middle: Point, picture: Picture) {
      setDragged({ id, corner: cornerAt(middle, id, picture, standing) });
    },
    drop(id: string, middle: Point, picture: Picture) {
      onMove(id, cornerAt(middle, id, picture, standing));
      setDragged(null);
    },
  };
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
