// While the map is moved, its last drawing is shifted and scaled by the browser, which costs next to nothing; it is
// drawn anew when it rests, and now and then before that.
import type { Core } from 'cytoscape';
import type { Viewport } from '@/components/service-map/viewport';
import { type RenderOptions, rendererOf } from './renderer';

export interface Glide {
  /** The next drawing does not wait: the map was sent somewhere and not dragged there. */
  hurry(): void;
  /** For how long nothing that can wait should be drawn, ms. */
  restMs(): number;
  close(): void;
}

/** A map that is drawn within so short a time is drawn for every step. */
const cheapMs = 6;
/** Drawing takes at most so large a part of the time of a movement, */
const mostOfTheTime = 1 / 5;
/** and so large a part of the time in which only figures change. Those wait no longer than this, ms. */
const restShare = 1 / 25;
const longestRestMs = 1_000;
const restMs = 120;

/** Stands between the canvas and its drawing from now on. `now` in ms. */
export function glide(cy: Core, now: () => number = () => performance.now()): Glide {
  const renderer = rendererOf(cy);
  const draw = renderer.render.bind(renderer);
  const { style } = renderer.data.canvasContainer;
  style.transformOrigin = '0 0';
  let drawn: Viewport | null = null;
  let tookMs = 0;
  let doneAt = Number.NEGATIVE_INFINITY;
  /** When the first step after the last drawing was made. */
  let leftAt: number | null = null;
  let hurried = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function render(options: RenderOptions = {}) {
    if (options.forcedContext) return draw(options);
    const seen = viewportOf(cy);
    if (drawn && !isSameViewport(seen, drawn) && !isDue()) return shift(drawn, seen);
    const startedAt = now();
    draw(options);
    doneAt = now();
    tookMs = doneAt - startedAt;
    [drawn, leftAt, hurried] = [seen, null, false];
    clearTimeout(timer);
    style.transform = '';
  }

  function isDue() {
    leftAt ??= now();
    return hurried || tookMs <= cheapMs || now() - leftAt >= tookMs / mostOfTheTime;
  }

  function shift(from: Viewport, to: Viewport) {
    const scale = to.zoom / from.zoom;
    style.transform = `translate(${to.pan.x - from.pan.x * scale}px, ${to.pan.y - from.pan.y * scale}px) scale(${scale})`;
    clearTimeout(timer);
    timer = setTimeout(drawAnew, restMs);
  }

  function drawAnew() {
    hurried = true;
    for (const group of ['eles', 'drag'] as const) renderer.redrawHint(group, true);
    renderer.redraw();
  }

  renderer.render = render;
  return {
    hurry() {
      hurried = true;
    },
    restMs: () => Math.max(0, doneAt + Math.min(longestRestMs, tookMs / restShare) - now()),
    close: () => clearTimeout(timer),
  };
}

const viewportOf = (cy: Core): Viewport => ({ zoom: cy.zoom(), pan: { ...cy.pan() } });

function isSameViewport(a: Viewport, b: Viewport): boolean {
  return a.zoom === b.zoom && a.pan.x === b.pan.x && a.pan.y === b.pan.y;
}
