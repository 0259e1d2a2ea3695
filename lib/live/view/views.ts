// Views by what they show: readers of the same view share one, and it is kept for a while after the last has left.
import type { DropMark } from '@/lib/drops/mark';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { NamespaceRow, SerialFrame, Status, WatchQuery } from '@/lib/live/live';
import type { ResolvedScope } from '@/lib/live/scope';
import { readerKey } from '@/lib/live/sight/for-reader';
import { type Leases, leaseAll } from '@/lib/live/store/source';
import type { Store } from '@/lib/live/store/store';
import { createScheduler } from '@/lib/live/view/scheduler';
import { createView, type View } from '@/lib/live/view/view';
import type { Reader } from '@/lib/sight/reader';

/** A query with its scope resolved. */
export type ViewRequest = WatchQuery & ResolvedScope;

export interface Views {
  /** Throws `too-many-views`. */
  watch(request: ViewRequest, signal: AbortSignal, lastId?: string): AsyncIterableIterator<SerialFrame>;
  readers(): number;
  count(): number;
  /** Estimates of memory used by all views. */
  frameBytes(): number;
  stateBytes(): number;
  /** Closes those that nobody looks at, the one used longest ago first, until `isEnough`. */
  dropIdle(isEnough: () => boolean): void;
  close(): void;
}

export interface ViewsOptions {
  readonly lanes: Lanes;
  readonly now: () => EpochMs;
  namespaces(stores: readonly Store[]): Promise<readonly NamespaceRow[]>;
  status(reader: Reader | undefined): Promise<Status>;
  marks(reader: Reader | undefined): readonly DropMark[];
  stateVersion(): number;
  /** Whether there is memory for another view. */
  hasRoom(): boolean;
  /** Bytes of frames that all views together may hold. */
  readonly frameBytes: number;
  /** How long a view is kept after its last reader; long enough to reload the page or to reconnect unless given. */
  readonly graceMs?: number;
}

const usualGraceMs = 30_000;
/** Views kept without a reader; whoever tries many filters must not fill the memory with them. */
const mostIdle = 8;
const mostStatusTexts = 256;

interface Entry {
  readonly view: View;
  readonly leases: Leases;
  grace: NodeJS.Timeout | null;
}

export function createViews(options: ViewsOptions): Views {
  const entries = new Map<string, Entry>();
  const scheduler = createScheduler(options.now);
  const statusTexts = new Map<string, () => Promise<string>>();
  const { graceMs = usualGraceMs } = options;
  let made = 0;

  const mostFrameBytes = () => options.frameBytes / entries.size;

  /** Once a second for all views of those who are told the same. */
  function statusFor(reader: Reader | undefined): () => Promise<string> {
    const key = readerKey(reader);
    const text =
      statusTexts.get(key) ?? oncePerSecond(options.now, async () => JSON.stringify(await options.status(reader)));
    if (statusTexts.size >= mostStatusTexts) statusTexts.clear();
    statusTexts.set(key, text);
    return text;
  }

  function open(key: string, { sources, ...request }: ViewRequest): Entry {
    if (entries.size > 0 && !options.hasRoom()) throw tooMany();
    made += 1;
    const leases = leaseAll(sources, { ...request, goesOn: true });
    const { stores, rest: filter, ready } = leases;
    // Neither has a filter of its own, so that nothing of them is known to be within a token's.
    const isWithin = request.reader?.within !== undefined;
    const namespaces = async () => (isWithin ? '[]' : JSON.stringify(await options.namespaces(stores)));
    const view = createView(
      `v${made.toString(36)}${startId}`,
      { ...request, stores, filter, ready },
      {
        ...options,
        scheduler,
        texts: {
          status: statusFor(request.reader),
          namespaces,
          marks: () => (isWithin ? '[]' : JSON.stringify(options.marks(request.reader))),
        },
        onReaders: (count) => onReaders(key, count),
        mostFrameBytes,
      },
    );
    const entry = { view, leases, grace: null };
    entries.set(key, entry);
    return entry;
  }

  function onReaders(key: string, count: number) {
    const entry = entries.get(key);
    if (!entry) return;
    if (entry.grace) clearTimeout(entry.grace);
    entry.grace = count === 0 ? setTimeout(() => drop(key), graceMs) : null;
    if (count > 0) return;
    const idle = [...entries].filter(([, { grace }]) => grace !== null);
    // The map is in the order of last use.
    for (const [oldest] of idle.slice(0, Math.max(0, idle.length - mostIdle))) drop(oldest);
  }

  function drop(key: string) {
    const entry = entries.get(key);
    if (!entry) return;
    if (entry.grace) clearTimeout(entry.grace);
    entries.delete(key);
    entry.view.close();
    entry.leases.close();
  }

  return {
    watch(request, signal, lastId) {
      const key = keyOf(request);
      if (entries.get(key)?.view.isClosed()) drop(key);
      const entry = entries.get(key) ?? open(key, request);
      entries.delete(key);
      entries.set(key, entry);
      return entry.view.watch(signal, lastId);
    },
    readers: () => [...entries.values()].reduce((sum, { view }) => sum + view.readers(), 0),
    count: () => entries.size,
    frameBytes: () => [...entries.values()].reduce((sum, { view }) => sum + view.frameBytes(), 0),
    stateBytes: () => [...entries.values()].reduce((sum, { view }) => sum + view.stateBytes(), 0),
    dropIdle(isEnough) {
      for (const [key, { grace }] of [...entries]) {
        if (isEnough()) return;
        if (grace !== null) drop(key);
      }
    },
    close() {
      for (const key of [...entries.keys()]) drop(key);
      scheduler.close();
    },
  };
}

function tooMany(): LiveError {
  return new LiveError(
    'too-many-views',
    'More is being looked at than fits into the memory of this server; close some views, or raise EYEPIECE_MEMORY.',
  );
}

/** Tells the views of this process from those of the one before it, whose frames a reader may name. */
const startId = Date.now().toString(36);

function keyOf({ sources, filter, reader, fromMs, toMs, wants, group, windowMs, rows }: ViewRequest): string {
  const clusters = sources.map(({ cluster, key = cluster }) => key);
  return JSON.stringify([
    clusters,
    printFilter(filter),
    String(fromMs),
    String(toMs),
    [...wants].sort(),
    group,
    windowMs,
    rows,
    readerKey(reader),
  ]);
}

function oncePerSecond(now: () => EpochMs, make: () => Promise<string>): () => Promise<string> {
  let madeMs = Number.NEGATIVE_INFINITY;
  let text = Promise.resolve('');
  return () => {
    const nowMs = now();
    if (nowMs - madeMs >= 500) {
      madeMs = nowMs;
      text = make();
    }
    return text;
  };
}
