// The filtered streams that are open: one for each distinct filter, for as long as a view is held up by it.
import type { Filter } from '@/lib/filter/filter';
import { everything } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import type { EpochMs } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import type { UpstreamStream } from '@/lib/live/live';
import type { AskedStore } from '@/lib/live/relay/asked-store';
import type { IntakeCounts } from '@/lib/live/relay/intake';
import { heldBy } from '@/lib/live/relay/relay-source';
import { createRelayStream, type RelayStream } from '@/lib/live/relay/relay-stream';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import { covers, filterKey } from '@/lib/live/store/filter-cover';
import type { Lease, Question } from '@/lib/live/store/source';
import type { RelayClient } from '@/lib/relay/client';

export interface OpenStream extends AskedStore {
  readonly stream: RelayStream;
  users: number;
}

export interface AskedStreams {
  /** Holds the stream of the question's filter, opened for the first who asks. Throws `too-many-views`. */
  join(question: Question): Lease;
  /** Holds an open stream that has what is asked for; null when there is none. */
  borrow(question: Question): Lease | null;
  all(): readonly OpenStream[];
  /** What streams that are closed have counted. */
  past(): Pick<IntakeCounts, 'received' | 'repeats' | 'unknown' | 'malformed'>;
  version(): number;
  close(): Promise<void>;
}

export interface AskedStreamsOptions {
  readonly client: RelayClient;
  readonly now: () => EpochMs;
  readonly seenCapacity: number;
  open(filter: Filter): AskedStore;
  /** The number of streams has changed. */
  onChange(): void;
}

/** Each makes every node look at all of its flows. */
const mostStreams = 64;

export function createAskedStreams({ client, now, seenCapacity, open, onChange }: AskedStreamsOptions): AskedStreams {
  const streams = new Map<string, OpenStream>();
  const closing = new Set<Promise<void>>();
  const past = { received: 0, repeats: 0, unknown: 0, malformed: 0 };
  let version = 0;

  function begin(filter: Filter): OpenStream {
    if (streams.size >= mostStreams) throw tooMany();
    const asked = open(filter);
    const { store, matches, circumstances } = asked;
    const stream = createRelayStream({ client, store, seenCapacity, now, matches, circumstances });
    const entry = { ...asked, stream, users: 0 };
    streams.set(asked.key, entry);
    onChange();
    return entry;
  }

  function leaseOf(entry: OpenStream, rest: Filter): Lease {
    entry.users += 1;
    let isHeld = true;
    const close = () => {
      if (!isHeld) return;
      isHeld = false;
      entry.users -= 1;
      if (entry.users === 0) end(entry);
    };
    return { store: entry.store, rest, ready: entry.stream.begun, close };
  }

  function end({ key, stream }: OpenStream) {
    streams.delete(key);
    version += stream.version() + 1;
    const counts = stream.intake.counts();
    for (const name of ['received', 'repeats', 'unknown', 'malformed'] as const) past[name] += counts[name];
    const closed = stream.close().finally(() => closing.delete(closed));
    closing.add(closed);
    onChange();
  }

  return {
    join: ({ filter }) => leaseOf(streams.get(filterKey(filter)) ?? begin(filter), everything),
    borrow(question) {
      const found = [...streams.values()]
        .filter((entry) => has(entry, question))
        .sort(byWidth)
        .at(-1);
      return found ? leaseOf(found, question.filter) : null;
    },
    all: () => [...streams.values()],
    past: () => past,
    version: () => [...streams.values()].reduce((sum, { stream }) => sum + stream.version(), version + streams.size),
    async close() {
      for (const entry of [...streams.values()]) end(entry);
      await Promise.all(closing);
    },
  };
}

/** Whether an open stream brings all flows of the question and has since its span began. */
function has({ filter, store, stream }: OpenStream, { filter: asked, fromMs, epoch }: Question): boolean {
  if (!covers(filter, asked)) return false;
  if (epoch !== undefined) return store.epoch === epoch;
  if (stream.connection().state !== 'live') return false;
  return fromMs === Number.NEGATIVE_INFINITY || fromMs >= Math.max(store.countsSinceMs(), store.rowsSinceMs());
}

/** Of several the one with the most to say: it leaves the least to look through. */
function byWidth(a: OpenStream, b: OpenStream): number {
  return a.filter.tokens.length - b.filter.tokens.length;
}

function tooMany(): LiveError {
  return new LiveError(
    'too-many-views',
    `${mostStreams} filters are being watched at once, which is as many as one Relay is asked for; close some views.`,
  );
}

export function asUpstream(
  { filter, lists, store, stream, users, isMasked }: OpenStream,
  nowMs: EpochMs,
): UpstreamStream {
  const counts = stream.intake.counts();
  return {
    filter: printFilter(filter),
    whitelist: lists.whitelist,
    blacklist: lists.blacklist,
    masked: isMasked(),
    connection: stream.connection(),
    views: users,
    flowsReceived: counts.received,
    flowsPerSecond: stream.intake.perSecond(nowMs),
    flowsBeside: counts.beside,
    flowsSince: toRfc3339OrNull(store.log.figures().oldestMs),
    held: heldBy([store], stream.intake.bytes()),
  };
}
