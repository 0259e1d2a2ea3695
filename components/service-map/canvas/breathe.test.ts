import cytoscape, { type Core } from 'cytoscape';
import { describe, expect, it, vi } from 'vitest';
import { breathe, workingOut } from './breathe';

const canvasWith = (count: number) =>
  cytoscape({
    headless: true,
    styleEnabled: true,
    elements: Array.from({ length: count }, (_, id) => ({ data: { id: String(id) } })),
  });

/** Not among the library's types. */
const isHeld = (cy: Core) => (cy as unknown as { batching(): boolean }).batching();

/** A clock on which every look takes a millisecond. */
const slowly = () => {
  let nowMs = 0;
  return () => {
    nowMs += 1;
    return nowMs;
  };
};

describe('much that changes at once', () => {
  it('is worked out in several slices, and drawn after the last', () => {
    vi.useFakeTimers();
    const cy = canvasWith(40);
    breathe(cy, workingOut(cy), { now: slowly() });
    let slices = 1;
    for (; isHeld(cy); slices += 1) vi.advanceTimersToNextTimer();
    expect(slices).toBeGreaterThan(3);
    vi.useRealTimers();
    cy.destroy();
  });

  it('is drawn at once when it is given up, once', () => {
    const cy = canvasWith(40);
    const { end } = breathe(cy, workingOut(cy), { now: slowly() });
    expect(isHeld(cy)).toBe(true);
    end();
    expect(isHeld(cy)).toBe(false);
    cy.startBatch();
    end();
    expect(isHeld(cy)).toBe(true);
    cy.destroy();
  });

  it('is begun later where that is asked', () => {
    vi.useFakeTimers();
    const cy = canvasWith(3);
    const steps = { next: vi.fn(() => ({ done: true as const, value: undefined })) };
    breathe(cy, steps, { later: true });
    expect(steps.next).not.toHaveBeenCalled();
    vi.runOnlyPendingTimers();
    expect(steps.next).toHaveBeenCalledTimes(1);
    expect(isHeld(cy)).toBe(false);
    vi.useRealTimers();
    cy.destroy();
  });

  it('is worked out as it is now, also what changed since drawing was held', () => {
    const cy = canvasWith(1);
    cy.style([{ selector: 'node[width]', style: { width: 'data(width)' } }]);
    const node = cy.nodes()[0];
    node?.boundingBox();
    cy.startBatch();
    node?.data('width', 500);
    for (const _ of workingOut(cy));
    expect(isHeld(cy)).toBe(true);
    expect(node?.boundingBox().w).toBeGreaterThanOrEqual(500);
    cy.destroy();
  });

  it('holds nothing any more once a step has failed, which is told', () => {
    vi.useFakeTimers();
    const cy = canvasWith(3);
    const error = new Error('no room');
    const onFailed = vi.fn();
    const steps = {
      next: vi.fn(() => {
        throw error;
      }),
    };
    for (const later of [false, true]) {
      breathe(cy, steps, { later, onFailed });
      vi.runOnlyPendingTimers();
      expect(isHeld(cy)).toBe(false);
    }
    expect(onFailed.mock.calls).toEqual([[error], [error]]);
    expect(steps.next).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
    cy.destroy();
  });

  it('is over where there is nothing', () => {
    const cy = canvasWith(0);
    breathe(cy, workingOut(cy));
    expect(isHeld(cy)).toBe(false);
    cy.destroy();
  });
});
