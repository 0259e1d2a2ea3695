// The library asks the browser for every frame, 60 a second, to see whether there is something to draw. A page that is
// asked for a frame goes through all its layers for it, so a map at which nothing changes lets the browser rest.
import type { Core } from 'cytoscape';
import { rendererOf } from './renderer';

/** Frames without a drawing after which it dozes off. In some of them names are drawn finer, which tells 100 ms later. */
const idleFrames = 12;
const last = -1;

/** From now on the canvas wakes by being drawn and dozes off by itself. */
export function doze(cy: Core): void {
  const renderer = rendererOf(cy);
  const redraw = renderer.redraw.bind(renderer);
  let idle = 0;
  renderer.redraw = (options) => {
    idle = 0;
    renderer.startRenderLoop();
    redraw(options);
  };
  renderer.beforeRender((willDraw) => {
    idle = willDraw ? 0 : idle + 1;
    if (idle === idleFrames) stop();
  }, last);

  /** The loop has no end but that of the renderer. It is told so for as long as it takes to look once. */
  function stop() {
    let told = false;
    requestAnimationFrame(() => {
      told = idle >= idleFrames && !renderer.destroyed;
      if (told) renderer.destroyed = true;
    });
    // Behind the loop's own request, which follows when this look is over.
    queueMicrotask(() =>
      requestAnimationFrame(() => {
        if (!told) return;
        renderer.destroyed = false;
        renderer.renderLoopStarted = false;
      }),
    );
  }
}
