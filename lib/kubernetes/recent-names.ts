// Names that were told of lately: what is quiet for a while is not forgotten at once.
import type { EpochMs } from '@/lib/flow/flow';

export interface RecentNames {
  /** Takes names that are known at this moment; gives all that were within `keptMs` before it. */
  readonly add: (names: Iterable<string>, nowMs: EpochMs) => readonly string[];
}

/** Holds at most `most`: whoever was told of longest ago goes first. */
export function createRecentNames(keptMs: number, most: number): RecentNames {
  // In the order in which they were last told of.
  const toldMs = new Map<string, EpochMs>();
  return {
    add(names, nowMs) {
      for (const name of names) {
        toldMs.delete(name);
        toldMs.set(name, nowMs);
      }
      for (const [name, ms] of toldMs) {
        if (toldMs.size <= most && nowMs - ms <= keptMs) break;
        toldMs.delete(name);
      }
      return [...toldMs.keys()].sort();
    },
  };
}
