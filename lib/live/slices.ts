// Long walks in short slices, so that flows are taken and others answered meanwhile.
import type { Steps } from '@/lib/rollup/steps';

const sliceMs = 4;
const itemsPerLook = 32;

/**
 * Visits items until they end, `visit` returns false or `signal` aborts; lets others run every few ms. null is an item
 * that was passed over. Resolves to true when the walk came to its end.
 */
export async function inSlices<T>(
  items: Iterable<T | null>,
  visit: (item: T) => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  let count = 0;
  let startedMs = performance.now();
  for (const item of items) {
    if (item !== null && !visit(item)) return false;
    count += 1;
    if (count % itemsPerLook !== 0 || performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    if (signal?.aborted) return false;
    startedMs = performance.now();
  }
  return true;
}

/** Runs work in steps; lets others run every few ms. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let startedMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    startedMs = performance.now();
  }
}

/** Resolves after pending input and output had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
