// React's end of the canvas: opened with the pane, fed pictures, closed with the component.
import { type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { Picture } from '@/components/service-map/picture/picture';
import {
  bareRoom,
  centredOn,
  fitAround,
  fitTo,
  shiftedTo,
  toolRoom,
  type Viewport,
  visible,
  zoomedBy,
} from '@/components/service-map/viewport';
import { contains, type Point, type Rect, type Size } from '@/lib/graph/geometry';
import type { CanvasEvents, MapCanvas } from './canvas';
import { loadCanvas } from './load-canvas';
import { onThemeChange, readTheme } from './theme';

/** A map that has just been opened may still be filling up; later it does not move by itself. */
const settlingMs = 10_000;

export interface CanvasControls {
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  showAll(): void;
  /** Brings a place of the picture into view, if it is not. */
  reveal(rect: Rect): void;
  /** Where in the pane a point of the picture is. */
  whereIs(point: Point): Point;
  /** Moves a point of the picture to the middle of the pane. */
  centreOn(point: Point): void;
}

export interface Sights {
  /** What the reader changes. Pictures in which these are the same differ by what the feed told, which may wait. */
  readonly asked: readonly unknown[];
  readonly bounds: Rect | null;
  readonly looksAt: string;
  readonly attended: Rect | null;
  /** No tools stand over the map. */
  readonly bare: boolean;
}

/**
 * `bounds` is what a fit shows; `looksAt` names what is looked at: something new is fitted afresh. Until the reader
 * moves the map, it is also fitted to a pane that changes its size, but not while something is chosen: the panel that
 * tells of it takes its room from the map, and then `attended`, what was chosen, is kept in sight as large as it was.
 */
export function useCanvas(
  pane: RefObject<HTMLDivElement | null>,
  picture: Picture,
  { asked, bounds, looksAt, attended, bare }: Sights,
  on: Omit<CanvasEvents, 'onFailed'>,
  webgl: boolean,
): CanvasControls {
  const onFailed = useFailure();
  const canvas = useRef<MapCanvas | null>(null);
  const touched = useRef(false);
  const change = (next: (viewport: Viewport, size: Size) => Viewport) => {
    if (canvas.current) canvas.current.look(next(canvas.current.viewport(), canvas.current.size()));
  };
  const roomOf = (size: Size) => (bare ? bareRoom(size) : toolRoom);
  const showAll = () => bounds && change((_, size) => fitTo(bounds, size, roomOf(size)));
  const showChosen = () => bounds && change((_, size) => fitAround(attended, bounds, size, roomOf(size)));
  const fitUnlessTouched = () => touched.current || showChosen();

  const onSize = () => {
    if (attended) change((viewport, size) => shiftedTo(attended, viewport, size));
    else if (!touched.current) showAll();
  };

  const opened = useOpenCanvas({ pane, canvas, webgl }, { ...on, onFailed }, onSize, () => {
    touched.current = true;
  });
  const before = useRef(asked);
  const show = useEffectEvent(() => {
    const isAsked = asked.some((value, index) => value !== before.current[index]);
    before.current = asked;
    if (isAsked) canvas.current?.show(picture);
    else canvas.current?.follow(picture);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas that has just been opened is empty
  useLayoutEffect(() => show(), [picture, opened]);
  useFitting(opened ? bounds : null, looksAt, fitUnlessTouched, {
    forget() {
      touched.current = false;
    },
    seen() {
      if (!canvas.current) return null;
      const size = canvas.current.size();
      return visible(canvas.current.viewport(), size, roomOf(size));
    },
  });

  return {
    showAll() {
      touched.current = false;
      showAll();
    },
    zoomBy(factor) {
      touched.current = true;
      change((viewport, size) => zoomedBy(viewport, factor, size));
    },
    zoomTo(zoom) {
      touched.current = true;
      change((viewport, size) => zoomedBy(viewport, zoom / viewport.zoom, size));
    },
    whereIs({ x, y }) {
      const { zoom, pan } = canvas.current?.viewport() ?? { zoom: 1, pan: { x: 0, y: 0 } };
      return { x: x * zoom + pan.x, y: y * zoom + pan.y };
    },
    centreOn(point) {
      touched.current = true;
      change((viewport, size) => centredOn({ ...point, width: 0, height: 0 }, viewport, size));
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

interface Opening {
  readonly pane: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<MapCanvas | null>;
  readonly webgl: boolean;
}

/** Opens the canvas as soon as it is loaded and closes it with the component; paints it anew for another theme. */
function useOpenCanvas(
  { pane, canvas, webgl }: Opening,
  on: CanvasEvents,
  onSize: () => void,
  onHand: () => void,
): boolean {
  const library = useLoaded();
  const emit = useEffectEvent((tell: (events: CanvasEvents) => void) => tell(on));
  const paint = useEffectEvent(() => canvas.current?.paint(readTheme()));
  const resized = useEffectEvent(onSize);
  const handled = useEffectEvent(onHand);

  useLayoutEffect(() => {
    if (!pane.current || !library) return;
    const opened = library.openCanvas(pane.current, relayed(emit), webgl);
    canvas.current = opened;
    paint();
    const onNewSize = (size: Size) => {
      opened.resized(size);
      resized();
    };
    const undo = [onThemeChange(paint), onHandled(pane.current, handled), onResize(pane.current, onNewSize)];
    return () => {
      for (const stop of undo) stop();
      opened.close();
      canvas.current = null;
    };
  }, [pane, canvas, library, webgl]);

  return library !== null;
}

type CanvasModule = Awaited<ReturnType<typeof loadCanvas>>;

/** Null until it is there. */
function useLoaded(): CanvasModule | null {
  const [loaded, setLoaded] = useState<CanvasModule | null>(null);
  const fail = useFailure();
  useEffect(() => {
    loadCanvas().then(setLoaded, fail);
  }, [fail]);
  return loaded;
}

/** What failed where React does not hear of it, in a timer say, is thrown here, so that the page's own boundary says so. */
function useFailure(): (error: unknown) => void {
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
  if (failure) throw failure.error;
  return useCallback((error) => setFailure({ error }), []);
}

interface Looking {
  /** From now on the reader has not moved the map. */
  forget(): void;
  /** What part of the model is seen beside the tools. */
  seen(): Rect | null;
}

/** Fits what is new to look at, and for a short while what comes after it. */
function useFitting(bounds: Rect | null, looksAt: string, show: () => void, looking: Looking): void {
  const fittedAt = useRef(0);
  const fitAfresh = useEffectEvent(() => {
    fittedAt.current = performance.now();
    looking.forget();
    show();
  });
  const fitUnlessSeen = useEffectEvent((rect: Rect) => {
    const seen = looking.seen();
    if (seen && !contains(seen, rect)) show();
  });

  const begun = bounds !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked at is fitted once, when there is something
  useLayoutEffect(() => {
    fitAfresh();
  }, [looksAt, begun]);

  useLayoutEffect(() => {
    if (bounds && performance.now() - fittedAt.current < settlingMs) fitUnlessSeen(bounds);
  }, [bounds]);
}

function relayed(emit: (tell: (events: CanvasEvents) => void) => void): CanvasEvents {
  return {
    onTap: (target) => emit((on) => on.onTap(target)),
    onMenu: (id, at) => emit((on) => on.onMenu(id, at)),
    onDoubleTap: (id) => emit((on) => on.onDoubleTap(id)),
    onHover: (target, at) => emit((on) => on.onHover(target, at)),
    onViewport: (viewport) => emit((on) => on.onViewport(viewport)),
    onDrag: (id, middle) => emit((on) => on.onDrag(id, middle)),
    onDrop: (id, middle) => emit((on) => on.onDrop(id, middle)),
    onLost: () => emit((on) => on.onLost()),
    onFailed: (error) => emit((on) => on.onFailed(error)),
  };
}

function onHandled(element: HTMLElement, listener: () => void): () => void {
  const kinds = ['wheel', 'pointerdown'] as const;
  for (const kind of kinds) element.addEventListener(kind, listener, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) element.removeEventListener(kind, listener, { capture: true });
  };
}

/** Told with the layout that has been made: whoever asks the element instead has the browser make another. */
function onResize(element: HTMLElement, listener: (size: Size) => void): () => void {
  const observer = new ResizeObserver(([entry]) => entry && listener(entry.contentRect));
  observer.observe(element);
  return () => observer.disconnect();
}
