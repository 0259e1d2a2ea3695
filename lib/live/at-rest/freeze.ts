// Freezes what a view is made of: rows and gaps of its span, and the newest flows that match.
import type { Filter } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import type { FrozenAbout } from '@/lib/frozen/about';
import type { FrozenEnd, FrozenHead, FrozenPart, FrozenStore, Since } from '@/lib/frozen/frozen';
import type { Grouping } from '@/lib/graph/graph';
import { type Level, levelOf } from '@/lib/graph/level';
import { bytesPerCount, bytesPerFlow, bytesPerRow } from '@/lib/live/at-rest/frozen-size';
import { LiveError } from '@/lib/live/error';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { ClusterStatus } from '@/lib/live/live';
import { answering } from '@/lib/live/picture/answering';
import { newestOfAll } from '@/lib/live/query/page';
import type { HeldScope } from '@/lib/live/scope';
import { nextTurn } from '@/lib/live/slices';
import { compileMatcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import { namesOf } from '@/lib/live/store/stores';
import type { EndNames } from '@/lib/rollup/end-names';
import type { RollupBucket } from '@/lib/rollup/rollup';
import type { RowDims } from '@/lib/rollup/row';
import { conversationId } from '@/lib/rollup/row-table';
import type { StillCount } from '@/lib/rollup/still-rollup';

export interface FreezeOptions {
  /** Both ends of its time are known. */
  readonly held: HeldScope;
  /** What the scope was asked for, and what of it the stores' flows must still be asked. */
  readonly asked: Filter;
  readonly filter: Filter;
  readonly group: Grouping;
  readonly about: FrozenAbout;
  readonly statuses: readonly ClusterStatus[];
  readonly lanes: Lanes;
  readonly nowMs: EpochMs;
  /** Flows frozen at most. */
  readonly mostFlows?: number;
  /** What all of it may take once it is opened; rows that need more are refused, flows are left out. */
  readonly mostBytes: number;
}

/** What a reader looks through, and a browser still takes as one file. */
const usualFlows = 50_000;

/** The parts in the order of their file. Throws `capture-too-large`. */
export async function* freeze(options: FreezeOptions): AsyncGenerator<FrozenPart> {
  const { held, filter, group } = options;
  yield { kind: 'head', head: headOf(options) };
  const seen = createSeen();
  let rows = 0;
  let bytes = 0;
  for (const { store, stores, level } of rollupsOf(held.stores, group)) {
    yield { kind: 'rollup', store, level };
    for await (const part of freezeRows({ ...options, stores, level })) {
      if (part.kind === 'row') {
        rows += 1;
        seen.add(part.row);
      }
      bytes += part.kind === 'row' ? bytesPerRow : part.bucket.counts.length * bytesPerCount;
      if (bytes > options.mostBytes) throw tooManyRows();
      yield part;
    }
  }
  yield* seen.names(namesOf(held.stores));
  const flows = { flows: 0, flowsLeftOut: 0 };
  yield* freezeFlows({ ...options, mostBytes: options.mostBytes - bytes }, filter, flows);
  yield { kind: 'end', end: { ...flows, rows } };
}

function tooManyRows(): LiveError {
  const message =
    'The view has more conversations than a snapshot may hold here; narrow the filter, or raise EYEPIECE_MEMORY.';
  return new LiveError('capture-too-large', message);
}

function headOf({ held, asked, filter, about, statuses, nowMs }: FreezeOptions): FrozenHead {
  const { stores, fromMs, toMs } = held;
  const bucketMs = stores[0]?.shared.rollup.bucketMs ?? 15_000;
  const span = spanOf(held);
  return {
    ...about,
    atMs: nowMs,
    filter: printFilter(asked),
    rest: printFilter(filter),
    fromMs,
    toMs,
    bucketMs,
    stores: stores.map((store, at): FrozenStore => {
      const status = statuses[at] ?? statuses[0];
      if (!status) throw new TypeError('There is no status of what is frozen.');
      return {
        cluster: store.cluster,
        gaps: store.gaps.touching(span.fromMs, span.toMs),
        named: [...store.named],
        rowsSince: sinceOf(store.rowsSinceMs()),
        countsSince: sinceOf(store.countsSinceMs()),
        status,
      };
    }),
  };
}

function sinceOf(atMs: EpochMs): Since {
  if (Number.isFinite(atMs)) return atMs;
  return atMs < 0 ? 'always' : 'never';
}

/** Pictures are of whole buckets. */
function spanOf({ stores, fromMs, toMs }: HeldScope): { readonly fromMs: EpochMs; readonly toMs: EpochMs } {
  return stores[0]?.shared.rollup.align(fromMs, toMs) ?? { fromMs, toMs };
}

interface Rolled {
  readonly store: number | null;
  readonly stores: readonly Store[];
  readonly level: Level;
}

/** Of each store what its own rollup tells; and what the view shows, where several stores or a finer level tell that. */
function rollupsOf(stores: readonly Store[], group: Grouping): readonly Rolled[] {
  const level = levelOf(group);
  const own = stores.map((store, at): Rolled => ({ store: at, stores: [store], level: 'workload' }));
  return level === 'workload' && stores.length === 1 ? own : [...own, { store: null, stores, level }];
}

const countsPerLine = 500;

async function* freezeRows({
  stores,
  level,
  held,
  filter,
  lanes,
}: FreezeOptions & Omit<Rolled, 'store'>): AsyncGenerator<FrozenPart & { kind: 'row' | 'bucket' }> {
  const source = answering({ stores, filter, group: level }, lanes);
  try {
    await source.lanes?.searched;
    source.shared.drain();
    const places = new Map<RowDims, number>();
    for (const bucket of [...source.shared.rollup.buckets(held.fromMs, held.toMs)]) {
      yield* freezeBucket(bucket, source.keep, places);
      await nextTurn();
    }
  } finally {
    source.lanes?.close();
  }
}

function* freezeBucket(
  { startMs, rows }: RollupBucket,
  keep: (dims: RowDims) => boolean,
  places: Map<RowDims, number>,
): Generator<FrozenPart & { kind: 'row' | 'bucket' }> {
  let counts: StillCount[] = [];
  for (const { dims, events, firstMs, lastMs, request } of rows.values()) {
    if (!keep(dims)) continue;
    const known = places.get(dims);
    const row = known ?? places.size;
    if (known === undefined) {
      places.set(dims, row);
      const { index: _, conversation: __, ...told } = dims;
      yield { kind: 'row', row: told };
    }
    counts.push({ row, events, firstMs, lastMs, request });
    if (counts.length < countsPerLine) continue;
    yield { kind: 'bucket', bucket: { startMs, counts } };
    counts = [];
  }
  if (counts.length > 0) yield { kind: 'bucket', bucket: { startMs, counts } };
}

/** Ends of the rows, of which names may have been learnt. */
function createSeen() {
  const services = new Set<EntityId>();
  const conversations = new Set<string>();
  return {
    add({ client, server, protocol, port }: Pick<RowDims, 'client' | 'server' | 'protocol' | 'port'>) {
      for (const { kind, id } of [client, server]) if (kind === 'service') services.add(id);
      conversations.add(conversationId(client, server, protocol, port));
    },
    *names({ backendOf, clientOf }: EndNames): Generator<FrozenPart> {
      yield* namesIn('service', services, backendOf);
      yield* namesIn('client', conversations, clientOf);
    },
  };
}

function* namesIn(
  of: 'service' | 'client',
  keys: Iterable<string>,
  known: (key: string) => Entity | null,
): Generator<FrozenPart> {
  for (const key of keys) {
    const entity = known(key);
    if (entity) yield { kind: 'name', of, key, entity };
  }
}

const flowsPerTurn = 256;

async function* freezeFlows(
  { held, mostFlows = usualFlows, mostBytes }: FreezeOptions,
  filter: Filter,
  count: { -readonly [Key in keyof Omit<FrozenEnd, 'rows'>]: number },
): AsyncGenerator<FrozenPart> {
  const { stores } = held;
  const { fromMs, toMs } = spanOf(held);
  const matchers = new Map(stores.map((store) => [store, compileMatcher(filter, store.codec)]));
  const starts = stores.map(() => ({ atMs: toMs, seq: Number.POSITIVE_INFINITY }));
  let looked = 0;
  let kept = 0;
  let bytes = 0;
  for (const found of newestOfAll(stores, starts)) {
    looked += 1;
    if (looked % flowsPerTurn === 0) await nextTurn();
    if (!found) continue;
    const { store, entry } = found;
    if (entry.atMs < fromMs) return;
    if (!matchers.get(store)?.(store.codec.facts(entry.bytes), entry.bytes)) continue;
    // Flows of the first and last bucket that lie beside the asked time are frozen for pictures, and not counted.
    const isShown = Number(entry.atMs >= held.fromMs && entry.atMs <= held.toMs);
    const flow = kept < mostFlows && bytes <= mostBytes ? store.flowOf(entry) : null;
    if (flow) bytes += Buffer.byteLength(JSON.stringify(flow)) + bytesPerFlow;
    if (!flow || bytes > mostBytes) {
      count.flowsLeftOut += isShown;
      continue;
    }
    kept += 1;
    count.flows += isShown;
    yield { kind: 'flow', store: stores.indexOf(store), atMs: entry.atMs, flow };
  }
}
