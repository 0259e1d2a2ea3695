// When views are computed: one at a time, each at most four times a second, and less often when that costs too much.
import type { EpochMs } from '@/lib/flow/flow';
import { nextTurn } from '@/lib/live/slices';

/** Something computed again and again; long work in slices. Never rejects. */
export interface Ticking {
  tick(nowMs: EpochMs): Promise<void>;
}

export interface Scheduler {
  start(ticking: Ticking): void;
  stop(ticking: Ticking): void;
  close(): void;
}

/** The least time between two ticks of one view. */
export const leastIntervalMs = 250;
/** Ticks together may take this part of the time. */
const share = 1 / 3;

export function createScheduler(now: () => EpochMs): Scheduler {
  const active = new Set<Ticking>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let running = false;

  async function round() {
    timer = null;
    running = true;
    let spentMs = 0;
    for (const ticking of [...active]) {
      if (!active.has(ticking)) continue;
      const startedMs = performance.now();
      await ticking.tick(now());
      spentMs += performance.now() - startedMs;
      await nextTurn();
    }
    running = false;
    wind(Math.max(leastIntervalMs, spentMs / share) - spentMs);
  }

  function wind(inMs: number) {
    if (closed || timer || running || active.size === 0) return;
    timer = setTimeout(() => void round(), inMs);
  }

  return {
    start(ticking) {
      active.add(ticking);
      wind(0);
    },
    stop: (ticking) => void active.delete(ticking),
    close() {
      closed = true;
      active.clear();
      if (timer) clearTimeout(timer);
    },
  };
}
