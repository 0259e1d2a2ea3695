// React's end of the canvas: opened with the pane, fed pictures, closed with the component.
import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { contains, type Rect, type Size } from '@/lib/graph/geometry';
import { type CanvasEvents, type MapCanvas, openCanvas } from './canvas';
import type { Picture } from './picture';
import { onThemeChange, readTheme } from './theme';
import { centredOn, fitTo, type Viewport, visible, zoomedBy } from './viewport';

/** From here on a movement is drawn with less detail. */
export const manyStrokes = 150;

/** A map that has just been opened may still be filling up; later it does not move by itself. */
const settlingMs = 10_000;

export interface CanvasControls {
  zoomBy(factor: number): void;
  showAll(): void;
  /** Brings a place of the picture into view, if it is not. */
  reveal(rect: Rect): void;
}

/**
 * `bounds` is what a fit shows; `looksAt` names what is looked at: something new is fitted afresh. Until the reader
 * moves the map, it is also fitted to a pane that changes its size.
 */
export function useCanvas(
  pane: RefObject<HTMLDivElement | null>,
  picture: Picture,
  bounds: Rect | null,
  looksAt: string,
  on: CanvasEvents,
): CanvasControls {
  const canvas = useRef<MapCanvas | null>(null);
  const touched = useRef(false);
  const fittedAt = useRef(0);
  const emit = useEffectEvent((tell: (events: CanvasEvents) => void) => tell(on));
  const isCrowded = useEffectEvent(() => picture.strokes.size > manyStrokes);
  const paint = useEffectEvent(() => canvas.current?.paint(readTheme(), picture.level));
  const change = (next: (viewport: Viewport, size: Size) => Viewport) => {
    if (canvas.current && pane.current) canvas.current.look(next(canvas.current.viewport(), sizeOf(pane.current)));
  };
  const showAll = () => bounds && change((_, size) => fitTo(bounds, size));
  const fitUnlessTouched = useEffectEvent(() => touched.current || showAll());
  const fitUnlessSeen = useEffectEvent((rect: Rect) => {
    const seen = canvas.current && pane.current && visible(canvas.current.viewport(), sizeOf(pane.current));
    if (seen && !contains(seen, rect)) fitUnlessTouched();
  });

  useLayoutEffect(() => {
    if (!pane.current) return;
    const element = pane.current;
    const opened = openCanvas(element, relayed(emit), isCrowded());
    canvas.current = opened;
    const undo = [
      onThemeChange(paint),
      onHandled(element, () => {
        touched.current = true;
      }),
      onResize(element, () => {
        opened.resized();
        fitUnlessTouched();
      }),
    ];
    return () => {
      for (const stop of undo) stop();
      opened.close();
      canvas.current = null;
    };
  }, [pane]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each level has its own style
  useLayoutEffect(() => {
    paint();
  }, [picture.level]);

  useLayoutEffect(() => {
    canvas.current?.show(picture);
  }, [picture]);

  const begun = bounds !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked at is fitted once, when there is something
  useLayoutEffect(() => {
    touched.current = false;
    fittedAt.current = performance.now();
    fitUnlessTouched();
  }, [looksAt, begun]);

  useLayoutEffect(() => {
    if (bounds && performance.now() - fittedAt.current < settlingMs) fitUnlessSeen(bounds);
  }, [bounds]);

  return {
    showAll() {
      touched.current = false;
      showAll();
    },
    zoomBy(factor) {
      touched.current = true;
      change((viewport, size) => zoomedBy(viewport, factor, size));
    },
    reveal(rect) {
      change((viewport, size) => {
        if (contains(visible(viewport, size), rect)) return viewport;
        touched.current = true;
        return centredOn(rect, viewport, size);
      });
    },
  };
}

function relayed(emit: (tell: (events: CanvasEvents) => void) => void): CanvasEvents {
  return {
    onTap: (target) => emit((on) => on.onTap(target)),
    onHover: (target, at) => emit((on) => on.onHover(target, at)),
    onViewport: (viewport) => emit((on) => on.onViewport(viewport)),
    onDrag: (id, middle) => emit((on) => on.onDrag(id, middle)),
    onDrop: (id, middle) => emit((on) => on.onDrop(id, middle)),
  };
}

function sizeOf(element: HTMLElement): Size {
  return { width: element.clientWidth, height: element.clientHeight };
}

function onHandled(element: HTMLElement, listener: () => void): () => void {
  const kinds = ['wheel', 'pointerdown'] as const;
  for (const kind of kinds) element.addEventListener(kind, listener, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) element.removeEventListener(kind, listener, { capture: true });
  };
}

function onResize(element: HTMLElement, listener: () => void): () => void {
  const observer = new ResizeObserver(listener);
  observer.observe(element);
  return () => observer.disconnect();
}
