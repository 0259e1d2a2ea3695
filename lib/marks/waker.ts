// Makes acknowledged groups loud again when they rise or return. It looks at drop groups only while there are such.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DropGroup } from '@/lib/drops/group';
import { type DropMark, loudAgain } from '@/lib/drops/mark';
import type { EpochMs } from '@/lib/flow/flow';
import type { MarkStore } from '@/lib/marks/marks';

export interface WakerOptions {
  readonly marks: MarkStore;
  /** Drop groups of the last 15 minutes that changed, all of them first. */
  readonly groups: (signal: AbortSignal) => AsyncIterable<readonly DropGroup[]>;
  /** Milliseconds between two looks, and before looking again after that failed. */
  readonly lookMs?: number;
  readonly againMs?: number;
  readonly now?: () => EpochMs;
}

export interface Waker {
  close(): Promise<void>;
}

export function startWaker({ marks, groups, lookMs = 2_000, againMs = 10_000, now = Date.now }: WakerOptions): Waker {
  const ending = new AbortController();
  const startedMs = now();
  /** Newest denial of each acknowledged group. */
  let seen = new Map<string, EpochMs>();
  let watching: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;

  const quiet = (all: readonly DropMark[]) => all.filter(({ kind, loud }) => kind === 'acknowledged' && !loud);

  function look(all: readonly DropMark[]): void {
    const ids = new Set(quiet(all).map(({ group }) => group));
    seen = new Map([...seen].filter(([group]) => ids.has(group)));
    if (ids.size === 0) {
      watching?.stop.abort();
      watching = null;
    } else if (!watching && !ending.signal.aborted) {
      const stop = new AbortController();
      watching = { stop, done: watch(AbortSignal.any([stop.signal, ending.signal])) };
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted) {
      try {
        for await (const changed of groups(signal)) {
          if (signal.aborted) return;
          await wake(changed);
          await pause(lookMs);
        }
      } catch {
        // Nothing to look at, for now: it is tried again.
      }
      await pause(againMs);
    }
  }

  async function wake(changed: readonly DropGroup[]): Promise<void> {
    const acknowledged = new Map(quiet(marks.all()).map((mark) => [mark.group, mark]));
    for (const group of changed) {
      const mark = acknowledged.get(group.id);
      if (!mark) continue;
      // What happened while nobody looked is not known: silence counts from when somebody did.
      const seenMs = seen.get(group.id) ?? Math.max(mark.atMs, startedMs);
      const why = loudAgain(mark, group, seenMs);
      if (why) await marks.wake(group.id, why);
      else seen.set(group.id, Math.max(seenMs, Math.min(group.lastMs, now())));
    }
  }

  const stopListening = marks.listen(look);
  return {
    async close() {
      stopListening();
      ending.abort();
      await watching?.done;
    },
  };
}
