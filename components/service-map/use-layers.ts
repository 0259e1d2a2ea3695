// Moves the HTML layers along with the canvas, one transform per step and outside of React's rendering.
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { contains, type Rect } from '@/lib/graph/geometry';
import { type Viewport, visible } from './viewport';

export interface MovingLayers {
  /** The element around the layers, each of which carries `data-layer`. */
  readonly root: RefObject<HTMLDivElement | null>;
  /** Where the zoom is written. */
  readonly readout: RefObject<HTMLSpanElement | null>;
  /** The frame of the minimap. */
  readonly frame: RefObject<SVGRectElement | null>;
  /** `bounds` is the whole map: while not all of it is seen, `data-partly` is set on the root. */
  move(viewport: Viewport, bounds: Rect | null): void;
}

const restMs = 100;

/** While the map moves, `data-moving` is set on the root; styles leave out detail by it. `onRest`: it moves no more. */
export function useLayers(onRest: (zoom: number, seen: Rect) => void): MovingLayers {
  const rested = useEffectEvent(onRest);
  const root = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const frame = useRef<SVGRectElement>(null);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);
  return {
    root,
    readout,
    frame,
    move(viewport, bounds) {
      const { zoom, pan } = viewport;
      const element = root.current;
      if (!element) return;
      // Read before anything is written: a size asked for in between has the browser lay out the page for every step.
      const seen = visible(viewport, { width: element.clientWidth, height: element.clientHeight });
      write(readout.current, `${Math.round(zoom * 100)}%`);
      for (const layer of element.querySelectorAll<HTMLElement>('[data-layer]')) {
        layer.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
      }
      for (const [side, length] of Object.entries(seen)) frame.current?.setAttribute(side, String(length));
      element.toggleAttribute('data-partly', bounds !== null && !contains(seen, bounds));
      element.dataset.moving = '';
      element.dataset.zoom = zoom.toFixed(3);
      clearTimeout(resting.current);
      resting.current = setTimeout(() => {
        delete element.dataset.moving;
        rested(zoom, seen);
      }, restMs);
    },
  };
}

/** The same text written again would be laid out again. */
function write(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
