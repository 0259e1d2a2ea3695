// The part of cytoscape's renderer that is reached for here. It is public by `cy.renderer()` and missing in the types.
import type { Core } from 'cytoscape';

export interface Renderer {
  render(options?: RenderOptions): void;
  /** Asks for a drawing in the next frame. */
  redraw(options?: RenderOptions): void;
  /** Works out styles, curves and names of whatever has changed; there is none where nothing is drawn. */
  flushRenderedStyleQueue?(): void;
  redrawHint(group: 'eles' | 'drag', needed: boolean): void;
  /** Asks the browser for every frame from now on, unless that is done already. */
  startRenderLoop(): void;
  /** Is called in every frame, those of high priority first. */
  beforeRender(look: (willDraw: boolean) => void, priority: number): void;
  renderLoopStarted?: boolean;
  /** The loop ends when it comes upon this. */
  destroyed?: boolean;
  readonly data: {
    readonly canvasContainer: HTMLElement;
    /** Pictures of shapes and of names, and of all of them in layers, which are made between drawings. */
    readonly eleTxrCache?: PictureCache;
    readonly lblTxrCache?: PictureCache;
    readonly slbTxrCache?: PictureCache;
    readonly tlbTxrCache?: PictureCache;
    readonly lyrTxrCache?: LayerCache;
  };
}

export interface PictureCache {
  /** What is still to be made. */
  getElementQueue(): { size(): number };
}

export interface LayerCache {
  readonly layersQueue: { size(): number };
  queueLayer(layer: unknown, element?: unknown): void;
}

export interface RenderOptions {
  /** A drawing for somebody else: a picture that is exported, say. */
  readonly forcedContext?: unknown;
}

export function rendererOf(cy: Core): Renderer {
  return (cy as unknown as { renderer(): Renderer }).renderer();
}
