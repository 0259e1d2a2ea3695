// Much that changes at once on the canvas is done in slices, with room for the page between them, and drawn after the last.
import type { Core } from 'cytoscape';

/** ms */
const slice = 8;

export interface Breathing {
  /** Draws with what has been done so far; the rest is left. */
  end(): void;
}

interface Breath {
  /** The first slice waits as well: the page has enough to do as it is. */
  readonly later?: boolean;
  /** ms */
  readonly now?: () => number;
  /** A step threw, in a timer or at once; nothing more is done, and it is thrown to nobody else. */
  readonly onFailed?: (error: unknown) => void;
}

/** Does the steps; until the last nothing is drawn. Nobody else may batch meanwhile. */
export function breathe(
  cy: Core,
  steps: Iterator<void>,
  { later = false, now = () => performance.now(), onFailed }: Breath = {},
): Breathing {
  // While it is batching, the library does not draw: it would work out all the rest first.
  cy.startBatch();
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (later) timer = setTimeout(go);
  else go();
  return { end };

  function go() {
    try {
      const endAt = now() + slice;
      while (now() < endAt) if (steps.next().done) return end();
      timer = setTimeout(go);
    } catch (error) {
      onFailed?.(error);
      // Held for ever, the canvas would stand still.
      end();
      if (!onFailed) throw error;
    }
  }

  function end() {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    cy.endBatch();
  }
}

/** Styles, curves and widths of names: asked for the box around an element, the library works out all of these and keeps them. */
export function* workingOut(cy: Core): Generator<void, void> {
  // Within a batch nothing is known yet of what has changed in it: the boxes would be those of before.
  cy.endBatch();
  cy.startBatch();
  for (const element of cy.elements().toArray()) {
    element.boundingBox();
    yield;
  }
}
