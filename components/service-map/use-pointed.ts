// What the pointer is over, and the menu that it or the menu key opened.
import { useCallback, useState } from 'react';
import type { Point } from '@/lib/graph/geometry';
import type { MapSelection } from './selection';

interface Hovered {
  readonly target: MapSelection;
  readonly at: Point;
}

export function usePointed() {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [menu, setMenu] = useState<{ readonly id: string; readonly at: Point } | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  return {
    hovered,
    menu,
    closeMenu,
    hover: (target: MapSelection | null, at: Point) => setHovered(target && { target, at }),
    leave: () => setHovered(null),
    openMenu(id: string, at: Point) {
      setHovered(null);
      setMenu({ id, at });
    },
  };
}
