// Which drop groups are new: those that began after we did, and those that come back after they were quiet.
import type { DropGroup } from '@/lib/drops/group';
import type { EpochMs } from '@/lib/flow/flow';

export interface GroupMemory {
  /** The new ones of these, each once until it is quiet. Noise is never new. */
  take(groups: readonly DropGroup[], nowMs: EpochMs): readonly DropGroup[];
  /** Groups remembered. */
  size(): number;
}

export interface MemoryOptions {
  /** What began before is not new: a restart tells nothing again. */
  readonly startedMs: EpochMs;
  readonly quietMs: number;
  /** Groups remembered at most; the one seen longest ago is forgotten first. */
  readonly most?: number;
}

/** A group that is still in a live view is remembered longer than it may be quiet there. */
const graceMs = 5 * 60_000;

export function createGroupMemory({ startedMs, quietMs, most = 20_000 }: MemoryOptions): GroupMemory {
  /** When each was refused last, in the order in which they were seen. */
  const known = new Map<string, EpochMs>();

  function isNew({ id, firstMs }: DropGroup): boolean {
    const lastMs = known.get(id);
    return lastMs === undefined ? firstMs >= startedMs : firstMs - lastMs >= quietMs;
  }

  /** A clock that is ahead must not keep its group from ever being new again. */
  function remember({ id, lastMs }: DropGroup, nowMs: EpochMs): void {
    const seenMs = Math.max(known.get(id) ?? 0, Math.min(lastMs, nowMs));
    known.delete(id);
    known.set(id, seenMs);
  }

  function forget(nowMs: EpochMs): void {
    for (const [id, lastMs] of known) if (nowMs - lastMs >= quietMs + graceMs) known.delete(id);
    for (const oldest of known.keys()) {
      if (known.size <= most) return;
      known.delete(oldest);
    }
  }

  return {
    take(groups, nowMs) {
      const told = groups.filter((group) => group.class !== 'noise');
      const fresh = told.filter(isNew);
      for (const group of told) remember(group, nowMs);
      forget(nowMs);
      return fresh;
    },
    size: () => known.size,
  };
}
