// The one place that holds a cytoscape instance: made once, patched from then on, destroyed at the end.
import cytoscape, { type Core, type EventObject } from 'cytoscape';
import type { Point } from '@/lib/graph/geometry';
import type { Level } from './level';
import { type PatchCounts, patchCanvas } from './patch';
import { emptyPicture, type Picture } from './picture';
import type { MapSelection } from './selection';
import { canvasStyle } from './style';
import type { MapTheme } from './theme';
import { type Viewport, zoomLimits } from './viewport';

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
}

export interface MapCanvas {
  show(picture: Picture): PatchCounts;
  paint(theme: MapTheme, level: Level): void;
  look(viewport: Viewport): void;
  viewport(): Viewport;
  resized(): void;
  close(): void;
}

/** `crowded`: too many lines to draw anew for every step of a movement, so a picture of them is moved. */
export function openCanvas(container: HTMLElement, events: CanvasEvents, crowded: boolean): MapCanvas {
  const cy = cytoscape({
    container,
    minZoom: zoomLimits.least,
    maxZoom: zoomLimits.most,
    boxSelectionEnabled: false,
    autounselectify: true,
    hideLabelsOnViewport: crowded,
    textureOnViewport: crowded,
    pixelRatio: 'auto',
    style: [],
  });
  listen(cy, container, events);
  let shown = emptyPicture;
  return {
    show(picture) {
      const counts = patchCanvas(cy, shown, picture);
      shown = picture;
      return counts;
    },
    paint(theme, level) {
      cy.style(canvasStyle(theme, level));
    },
    look(viewport) {
      cy.viewport({ zoom: viewport.zoom, pan: { ...viewport.pan } });
    },
    viewport: () => viewportOf(cy),
    resized: () => cy.resize(),
    close: () => cy.destroy(),
  };
}

function listen(cy: Core, container: HTMLElement, events: CanvasEvents): void {
  cy.on('tap', (event) => events.onTap(targetOf(event)));
  cy.on('dbltap', 'node', (event) => events.onDoubleTap(event.target.id()));
  cy.on('cxttap', 'node', (event) => events.onMenu(event.target.id(), { ...event.renderedPosition }));
  cy.on('viewport', () => events.onViewport(viewportOf(cy)));
  cy.on('mouseover', 'node, edge', (event) => {
    container.style.cursor = 'pointer';
    events.onHover(targetOf(event), event.renderedPosition);
  });
  cy.on('mouseout', 'node, edge', (event) => {
    container.style.cursor = '';
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
