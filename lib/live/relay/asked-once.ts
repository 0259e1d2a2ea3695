// Questions that ended with their answer, kept for a moment: pages go on from it, and its rows can be looked at.
import type { Filter } from '@/lib/filter/filter';
import { everything } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import type { AskedStore } from '@/lib/live/relay/asked-store';
import { askOnce, type Once } from '@/lib/live/relay/once';
import { filterKey } from '@/lib/live/store/filter-cover';
import type { Lease, Question } from '@/lib/live/store/source';
import type { RelayClient } from '@/lib/relay/client';

export interface Kept extends AskedStore {
  readonly once: Once;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly askedMs: EpochMs;
  users: number;
  timer: NodeJS.Timeout | null;
}

export interface AskedOnce {
  /** An answer that is at hand for the same question, or one that is asked for now. */
  lease(question: Question): Lease;
  all(): readonly Kept[];
  close(): void;
}

export interface AskedOnceOptions {
  readonly client: RelayClient;
  readonly now: () => EpochMs;
  readonly seenCapacity: number;
  /** Opens a store; `reachMs` is how long ago its oldest flows may be. */
  open(filter: Filter, reachMs: number): AskedStore;
  onChange(): void;
}

/** How long an answer is kept once nobody holds it, and how many of them. */
const keptMs = 30_000;
const mostKept = 8;
/** Relay itself is a second late. */
const freshMs = 1_000;
/** Questions under way at once; each makes every node look through its ring. */
const mostUnderWay = 4;

export function createAskedOnce({ client, now, seenCapacity, open, onChange }: AskedOnceOptions): AskedOnce {
  const answers: Kept[] = [];
  const turns = createTurns(mostUnderWay);

  function ask({ filter, fromMs, toMs }: Question): Kept {
    const asked = open(filter, now() - fromMs);
    const { store, matches, circumstances } = asked;
    const turn = turns.take();
    const once = askOnce({
      ...{ client, store, seenCapacity, now, matches, fromMs, toMs },
      async circumstances() {
        await turn.mine;
        return circumstances();
      },
    });
    void once.answered.catch(() => {}).finally(turn.over);
    const kept = { ...asked, once, fromMs, toMs, askedMs: now(), users: 0, timer: null };
    answers.push(kept);
    makeRoom();
    onChange();
    return kept;
  }

  function leaseOf(kept: Kept): Lease {
    kept.users += 1;
    if (kept.timer) clearTimeout(kept.timer);
    kept.timer = null;
    let isHeld = true;
    const close = () => {
      if (isHeld) kept.users -= 1;
      if (isHeld && kept.users === 0) kept.timer = setTimeout(() => drop(kept), keptMs);
      isHeld = false;
    };
    return { store: kept.store, rest: everything, ready: kept.once.answered, close };
  }

  function makeRoom() {
    const idle = answers.filter(({ users }) => users === 0);
    for (const kept of idle.slice(0, Math.max(0, answers.length - mostKept))) drop(kept);
  }

  function drop(kept: Kept) {
    const at = answers.indexOf(kept);
    if (at < 0) return;
    if (kept.timer) clearTimeout(kept.timer);
    answers.splice(at, 1);
    kept.once.close();
    onChange();
  }

  function atHand({ filter, fromMs, toMs, epoch }: Question): Kept | undefined {
    const key = filterKey(filter);
    const same = answers.filter((kept) => kept.key === key);
    if (epoch !== undefined) return same.find(({ store }) => store.epoch === epoch) ?? same.at(-1);
    return same.findLast(
      (kept) => now() - kept.askedMs < freshMs && isNear(kept.fromMs, fromMs) && isNear(kept.toMs, toMs),
    );
  }

  return {
    lease: (question) => leaseOf(atHand(question) ?? ask(question)),
    all: () => answers,
    close() {
      for (const kept of [...answers]) drop(kept);
    },
  };
}

/** Relative times move on between two questions of one page. */
function isNear(a: EpochMs, b: EpochMs): boolean {
  return a === b || Math.abs(a - b) < freshMs;
}

/** Lets so many go at once, the others in the order they came. */
function createTurns(most: number) {
  const waiting = new Set<() => void>();
  let busy = 0;

  function take() {
    let go = () => {};
    const mine = new Promise<void>((resolve) => {
      go = resolve;
    });
    waiting.add(go);
    next();
    return { mine, over: () => over(go) };
  }

  function next() {
    for (const go of waiting) {
      if (busy === most) return;
      busy += 1;
      waiting.delete(go);
      go();
    }
  }

  /** One that never had its turn leaves the row and gives way to nobody. */
  function over(go: () => void) {
    if (!waiting.delete(go)) busy -= 1;
    next();
  }

  return { take };
}
