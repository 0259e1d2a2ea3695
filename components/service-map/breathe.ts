// Much that changes at once on the canvas is worked out in slices, with room for the page between them, and drawn then.
import type { Core } from 'cytoscape';

/** From so many elements on, what they look like takes longer to work out than the page may stand still. */
export const manyElements = 100;

/** ms */
const slice = 8;

/**
 * Works out styles, curves and widths of names of all elements; until that is done nothing is drawn. Returns what gives
 * it up. Asked for the box around an element, the library works out all of these and keeps them.
 */
export function breathe(cy: Core, now: () => number = () => performance.now()): () => void {
  // While it is batching, the library does not draw: it would work out all the rest first.
  cy.startBatch();
  const elements = cy.elements().toArray();
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  step();
  return end;

  function step() {
    const endAt = now() + slice;
    while (at < elements.length && now() < endAt) {
      elements[at]?.boundingBox();
      at += 1;
    }
    if (at < elements.length) timer = setTimeout(step);
    else end();
  }

  function end() {
    if (at === Number.POSITIVE_INFINITY) return;
    at = Number.POSITIVE_INFINITY;
    clearTimeout(timer);
    cy.endBatch();
  }
}
