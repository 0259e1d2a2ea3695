// Time held by a test.
import type { Clock } from './system-clock';

export interface TestClock extends Clock {
  /** Lets time go by and runs what is due, in order, each at its own time. */
  readonly pass: (ms: number) => void;
  /** Timers that are set. */
  readonly waiting: () => number;
}

export function testClock(): TestClock {
  const timers = new Set<{ readonly dueMs: number; readonly run: () => void }>();
  let nowMs = 0;
  const nextDue = (endMs: number) =>
    [...timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  return {
    now: () => nowMs,
    random: () => 0,
    after(ms, run) {
      const timer = { dueMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      const endMs = nowMs + ms;
      for (let timer = nextDue(endMs); timer; timer = nextDue(endMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.run();
      }
      nowMs = endMs;
    },
    waiting: () => timers.size,
  };
}
