// The one place that holds a cytoscape instance: made once, patched from then on, destroyed at the end.
import cytoscape, { type Core, type EventObject } from 'cytoscape';
import { emptyPicture, type Picture } from '@/components/service-map/picture/picture';
import type { MapSelection } from '@/components/service-map/selection';
import { type Viewport, zoomLimits } from '@/components/service-map/viewport';
import type { Point, Size } from '@/lib/graph/geometry';
import { type Breathing, breathe, workingOut } from './breathe';
import { doze } from './doze';
import { glide } from './glide';
import { hasGraphicsCard } from './graphics-card';
import { patching } from './patch';
import { rendererOf } from './renderer';
import { canvasStyle } from './style';
import type { MapTheme } from './theme';

export interface CanvasEvents {
  /** A node, an edge, or null for the ground. */
  onTap(target: MapSelection | null): void;
  /** A node pressed twice. */
  onDoubleTap(id: string): void;
  /** A node pressed with the other button, and where in the pane. */
  onMenu(id: string, at: Point): void;
  /** What the pointer is over, and where in the pane. */
  onHover(target: MapSelection | null, at: Point): void;
  onViewport(viewport: Viewport): void;
  /** A node under way, by the middle of its shape, and the same once it is let go. */
  onDrag(id: string, middle: Point): void;
  onDrop(id: string, middle: Point): void;
  /** The graphics card was taken away; nothing is drawn from now on. */
  onLost(): void;
  /** A picture could not be brought to the canvas. What it shows is neither that one nor the one before. */
  onFailed(error: unknown): void;
}

export interface MapCanvas {
  show(picture: Picture): void;
  /** The same as soon as it is time: what takes long to draw is not drawn for every figure that changes. */
  follow(picture: Picture): void;
  paint(theme: MapTheme): void;
  /** Shows that part at once. */
  look(viewport: Viewport): void;
  viewport(): Viewport;
  size(): Size;
  resized(size: Size): void;
  close(): void;
}

/** `byCard`: drawn by the graphics card, where there is one. The container says by `data-drawn` that something stands there. */
export function openCanvas(container: HTMLElement, events: CanvasEvents, byCard: boolean): MapCanvas {
  const webgl = byCard && hasGraphicsCard();
  const cy = cytoscape({
    container,
    minZoom: zoomLimits.least,
    maxZoom: zoomLimits.most,
    boxSelectionEnabled: false,
    autounselectify: true,
    pixelRatio: 'auto',
    style: [],
    ...(webgl && { renderer: byGraphicsCard }),
  });
  listen(cy, container, events);
  doze(cy);
  tellDrawn(cy, () => {
    // Once: the library takes every attribute that is written for a new size, and draws all of it anew.
    if (shown.shapes.size > 0 && container.dataset.drawn === undefined) container.dataset.drawn = '';
  });
  const gliding = webgl ? null : glide(cy);
  let shown = emptyPicture;
  let level = shown.level;
  let theme: MapTheme | null = null;
  let size: Size | null = null;
  let following: ReturnType<typeof setTimeout> | undefined;
  let breathing: Breathing | null = null;
  /** What is to be shown next while a picture is on its way to the canvas. */
  let awaited: Picture | null = null;
  function show(picture: Picture) {
    clearTimeout(following);
    following = undefined;
    const isUnderWay = awaited !== null;
    awaited = picture;
    if (isUnderWay) return;
    breathing?.end();
    breathing = breathe(cy, bringing(), {
      later: picture.strokes.size - shown.strokes.size >= manyElements,
      onFailed: events.onFailed,
    });
  }
  function* bringing(): Generator<void, void> {
    let changed = 0;
    try {
      while (awaited) {
        const picture = awaited;
        if (theme && picture.level !== level) cy.style(canvasStyle(theme, picture.level, webgl));
        level = picture.level;
        const { added, updated } = yield* patching(cy, shown, picture);
        changed += added + updated;
        shown = picture;
        if (awaited === picture) awaited = null;
      }
    } finally {
      awaited = null;
    }
    if (changed >= manyElements) yield* workingOut(cy);
  }
  return {
    show,
    follow(picture) {
      clearTimeout(following);
      following = setTimeout(() => show(picture), gliding?.restMs() ?? 0);
    },
    paint(colours) {
      theme = colours;
      cy.style(canvasStyle(theme, level, webgl));
    },
    look(viewport) {
      gliding?.hurry();
      cy.viewport({ zoom: viewport.zoom, pan: { ...viewport.pan } });
    },
    viewport: () => viewportOf(cy),
    size: () => size ?? { width: container.clientWidth, height: container.clientHeight },
    resized(now) {
      size = { width: now.width, height: now.height };
      cy.resize();
    },
    close() {
      clearTimeout(following);
      breathing?.end();
      gliding?.close();
      cy.destroy();
    },
  };
}

/** From so many elements on, what they look like takes longer to work out than the page may stand still. */
const manyElements = 100;

/** Its own event of that is told of by one of its two ways to draw only. */
function tellDrawn(cy: Core, tell: () => void): void {
  const renderer = rendererOf(cy);
  const draw = renderer.render.bind(renderer);
  renderer.render = (options) => {
    draw(options);
    if (!options?.forcedContext) tell();
  };
}

/** Documented, but missing in the library's types. */
const byGraphicsCard = { name: 'canvas', webgl: true } as { name: 'canvas' };

function listen(cy: Core, container: HTMLElement, events: CanvasEvents): void {
  cy.on('tap', (event) => events.onTap(targetOf(event)));
  cy.on('dbltap', 'node', (event) => events.onDoubleTap(event.target.id()));
  cy.on('cxttap', 'node', (event) => events.onMenu(event.target.id(), { ...event.renderedPosition }));
  // It is told to the element that was drawn on, which is within.
  container.addEventListener('webglcontextlost', () => events.onLost(), { capture: true, once: true });
  cy.on('viewport', () => events.onViewport(viewportOf(cy)));
  const { style } = rendererOf(cy).data.canvasContainer;
  cy.on('mouseover', 'node, edge', (event) => {
    style.cursor = 'pointer';
    events.onHover(targetOf(event), event.renderedPosition);
  });
  cy.on('mouseout', 'node, edge', (event) => {
    style.cursor = '';
    events.onHover(null, event.renderedPosition);
  });
  cy.on('drag', 'node', (event) => events.onDrag(event.target.id(), event.target.position()));
  cy.on('dragfree', 'node', (event) => events.onDrop(event.target.id(), event.target.position()));
}

function targetOf(event: EventObject): MapSelection | null {
  if (event.target === event.cy) return null;
  return event.target.isNode()
    ? { kind: 'node', id: event.target.id() }
    : { kind: 'edge', id: String(event.target.data('edge')) };
}

function viewportOf(cy: Core): Viewport {
  return { zoom: cy.zoom(), pan: { ...cy.pan() } };
}
