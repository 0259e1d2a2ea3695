// One page of flows, newest first, over one or several logs; its cursor stays right while newer flows arrive.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { Span } from '@/lib/live/live';
import type { HeldScope } from '@/lib/live/scope';
import { inSlices } from '@/lib/live/slices';
import type { LogEntry, Position } from '@/lib/live/store/flow-log';
import { compileMatcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import { spanOf } from '@/lib/live/store/stores';

interface Page {
  readonly flows: readonly Flow[];
  /** Null when there are no more. */
  readonly next: string | null;
}

interface Found {
  readonly store: Store;
  readonly entry: LogEntry;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** Rejects with `bad-cursor`. The span is the scope's; where that is open, it begins with the oldest flow held. */
export async function answerFlows(
  scope: HeldScope,
  filter: Filter,
  request: PageRequest,
  nowMs: EpochMs,
): Promise<Span & Page> {
  const { stores, fromMs, toMs } = scope;
  const page = await readPage(scope, filter, request);
  const oldestMs = Math.min(...stores.map(({ log }) => log.figures().oldestMs ?? nowMs));
  const from = Number.isFinite(fromMs) ? fromMs : oldestMs;
  return { ...spanOf(stores, from, Math.max(from, Math.min(toMs, nowMs)), { searchedToMs: 0, rows: true }), ...page };
}

async function readPage(scope: HeldScope, filter: Filter, { limit, cursor }: PageRequest): Promise<Page> {
  const flows: Flow[] = [];
  let next: string | null = null;
  const matchers = new Map(scope.stores.map((store) => [store, compileMatcher(filter, store.codec)]));
  await inSlices(newestOfAll(scope.stores, startsOf(scope, cursor)), ({ store, entry }) => {
    if (entry.atMs < scope.fromMs) return false;
    if (!matchers.get(store)?.(store.codec.facts(entry.bytes), entry.bytes)) return true;
    flows.push(store.flowOf(entry));
    if (flows.length < limit) return true;
    next = `${entry.atMs}~${store.epoch}~${store.nameOf(entry.seq)}`;
    return false;
  });
  return { flows, next };
}

/** Where to go on in each log. Flows of the same moment stand in the order of the stores. */
function startsOf({ stores, toMs }: HeldScope, cursor: string | undefined): readonly (Position | null)[] {
  if (cursor === undefined) {
    return stores.map(() => (Number.isFinite(toMs) ? { atMs: toMs, seq: Number.POSITIVE_INFINITY } : null));
  }
  const { atMs, seq, index } = readCursor(stores, cursor);
  return stores.map((_, each) => {
    if (each === index) return { atMs, seq };
    return { atMs, seq: each < index ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  });
}

/** Which store a cursor goes on in; undefined for what is no cursor. */
export function epochOf(cursor: string): string | undefined {
  return cursorPattern.exec(cursor)?.[2];
}

const cursorPattern = /^(-?\d{1,15}(?:\.\d{1,12})?)~([\w-]{1,40})~([\w-]{1,40})$/;

function readCursor(stores: readonly Store[], cursor: string): { atMs: EpochMs; seq: number; index: number } {
  const found = cursorPattern.exec(cursor);
  const index = stores.findIndex(({ epoch }) => epoch === found?.[2]);
  const seq = stores[index]?.seqOf(found?.[3] ?? '');
  if (!found || seq === undefined) {
    throw new LiveError(
      'bad-cursor',
      'The cursor is not one of this server and cluster; ask for the first page again.',
    );
  }
  return { atMs: Number(found[1]), seq, index };
}

/** Entries of several logs, newest first; each log begins at its start, or with its newest. null is one passed over. */
export function* newestOfAll(stores: readonly Store[], starts: readonly (Position | null)[]): Generator<Found | null> {
  const heads = stores.flatMap((store, index) => {
    const entries = store.log.newestFirst(starts[index] ?? null)[Symbol.iterator]();
    const first = entries.next();
    return first.done ? [] : [{ store, entries, entry: first.value }];
  });
  const step = (head: (typeof heads)[number]) => {
    const following = head.entries.next();
    if (following.done) heads.splice(heads.indexOf(head), 1);
    else head.entry = following.value;
  };
  try {
    while (heads.length > 0) {
      const next = heads.find(({ entry }) => entry === null) ?? heads.reduce(newer);
      const { store, entry } = next;
      yield entry && { store, entry };
      step(next);
    }
  } finally {
    for (const { entries } of heads) entries.return?.();
  }
}

function newer<Head extends { readonly entry: LogEntry | null }>(best: Head, head: Head): Head {
  return (head.entry?.atMs ?? 0) > (best.entry?.atMs ?? 0) ? head : best;
}
