// The library asks the browser for every frame, 60 a second, to see whether there is something to draw. A page that is
// asked for a frame goes through all its layers for it, so a map at which nothing changes lets the browser rest.
import type { Core } from 'cytoscape';
import { type Renderer, rendererOf } from './renderer';

/** Frames without a drawing after which it dozes off, whatever still waits to be made. */
const mostIdleFrames = 12;
const last = -1;

/** From now on the canvas wakes by being drawn, or by something to be made for it, and dozes off by itself. */
export function doze(cy: Core): void {
  const renderer = rendererOf(cy);
  const redraw = renderer.redraw.bind(renderer);
  let idle = 0;
  let stopping = false;
  function wake() {
    idle = 0;
    stopping = false;
    renderer.startRenderLoop();
  }
  renderer.redraw = (options) => {
    wake();
    redraw(options);
  };
  wakeByLayers(renderer, wake);
  renderer.beforeRender((willDraw) => {
    idle = willDraw ? 0 : idle + 1;
    const isDone = idle >= mostIdleFrames || (idle > 0 && !hasWork(renderer));
    if (isDone && !stopping) stop();
    stopping = isDone;
  }, last);

  /** The loop has no end but that of the renderer. It is told so for as long as it takes to look once. */
  function stop() {
    let told = false;
    requestAnimationFrame(() => {
      told = idle > 0 && !renderer.destroyed;
      if (told) renderer.destroyed = true;
    });
    // Behind the loop's own request, which follows when this look is over.
    queueMicrotask(() =>
      requestAnimationFrame(() => {
        if (!told) return;
        renderer.destroyed = false;
        renderer.renderLoopStarted = false;
        stopping = false;
        if (idle === 0) renderer.startRenderLoop();
      }),
    );
  }
}

/** Names are drawn finer a moment after they were drawn first, and layers are made of them in frames of their own. */
function wakeByLayers({ data: { lyrTxrCache: layers } }: Renderer, wake: () => void): void {
  if (!layers) return;
  const queue = layers.queueLayer.bind(layers);
  layers.queueLayer = (layer, element) => {
    wake();
    queue(layer, element);
  };
}

function hasWork({ data: { lyrTxrCache, ...data } }: Renderer): boolean {
  const pictures = [data.eleTxrCache, data.lblTxrCache, data.slbTxrCache, data.tlbTxrCache];
  if (pictures.some((cache) => cache !== undefined && cache.getElementQueue().size() > 0)) return true;
  return lyrTxrCache !== undefined && lyrTxrCache.layersQueue.size() > 0;
}
