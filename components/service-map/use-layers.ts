// Moves the HTML layers along with the canvas, one transform per step and outside of React's rendering.
import { type RefObject, useRef } from 'react';
import type { Viewport } from './viewport';

export interface MovingLayers {
  /** The element around the layers, each of which carries `data-layer`. */
  readonly root: RefObject<HTMLDivElement | null>;
  /** Where the zoom is written. */
  readonly readout: RefObject<HTMLSpanElement | null>;
  move(viewport: Viewport): void;
}

const restMs = 150;

/** While the map moves, `data-moving` is set on the root; styles leave out detail by it. */
export function useLayers(): MovingLayers {
  const root = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  return {
    root,
    readout,
    move({ zoom, pan }) {
      if (readout.current) readout.current.textContent = `${Math.round(zoom * 100)}%`;
      const element = root.current;
      if (!element) return;
      for (const layer of element.querySelectorAll<HTMLElement>('[data-layer]')) {
        layer.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
      }
      element.dataset.moving = '';
      element.dataset.zoom = zoom.toFixed(3);
      clearTimeout(resting.current);
      resting.current = setTimeout(() => delete element.dataset.moving, restMs);
    },
  };
}
