// A moment for the page's own work in which no key waits behind it: right after a key was drawn, or once typing stopped.
import type { Clock } from './system-clock';

export interface KeyGap {
  /** To be told of each key that goes down. */
  readonly pressed: () => void;
  /** Runs at once where nobody types, else in the next gap, at most 250 ms later. Returns what cancels it, null once run. */
  readonly inGap: (run: () => void) => (() => void) | null;
}

/** Whoever types presses the next key within this time, in milliseconds. */
const typingMs = 250;

/** `drawn` calls back once the frame that shows what a key did is drawn. */
export function createKeyGap({ now, after }: Pick<Clock, 'now' | 'after'>, drawn: (run: () => void) => void): KeyGap {
  const waiting = new Set<() => void>();
  let pressedMs = Number.NEGATIVE_INFINITY;

  function pressed() {
    pressedMs = now();
    if (waiting.size > 0) drawn(runAll);
  }

  function runAll() {
    for (const run of [...waiting]) run();
  }

  function inGap(run: () => void) {
    const restMs = pressedMs + typingMs - now();
    if (restMs <= 0) return atOnce(run);
    const cancelTimer = after(restMs, once);
    const cancel = () => {
      waiting.delete(once);
      cancelTimer();
    };
    function once() {
      cancel();
      run();
    }
    waiting.add(once);
    return cancel;
  }

  return { pressed, inGap };
}

/** For worlds in which nobody types. */
export const atOnce: KeyGap['inGap'] = (run) => {
  run();
  return null;
};
