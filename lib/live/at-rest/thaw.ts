// A frozen view as sources: read once, then asked like clusters that have come to rest.
import { captureBytes } from '@/lib/capture/codec';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { FrozenError } from '@/lib/frozen/error';
import { readFrozen } from '@/lib/frozen/file';
import type { FrozenEnd, FrozenHead, FrozenStore, ReadPart, Since } from '@/lib/frozen/frozen';
import type { Level } from '@/lib/graph/level';
import { bytesPerCount, bytesPerFlow, bytesPerRow } from '@/lib/live/at-rest/frozen-size';
import type { ClusterStatus, Gap } from '@/lib/live/live';
import type { AtRest } from '@/lib/live/scope';
import { nextTurn } from '@/lib/live/slices';
import { filterKey } from '@/lib/live/store/filter-cover';
import { fingerprint } from '@/lib/live/store/fingerprint';
import type { FlowCodec } from '@/lib/live/store/flow-log';
import type { SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Source } from '@/lib/live/store/source';
import { createStore, type FrozenWhole, type Store } from '@/lib/live/store/store';
import { compileCelOnJson } from '@/lib/relay/cel';
import type { EndNames } from '@/lib/rollup/end-names';
import { createPodBook, type PodBook } from '@/lib/rollup/pod-book';
import { createStillRollup, type StillBucket, type StillDims } from '@/lib/rollup/still-rollup';

export interface ThawOptions {
  /** Tells its stores from all others. */
  readonly id: string;
  /** Of flows and rows; a file that needs more is refused, not cut. */
  readonly mostBytes: number;
  readonly maxConversations: number;
  readonly showSecrets?: boolean | undefined;
  readonly mostFileBytes?: number;
}

interface BadLine {
  readonly line: number;
  readonly message: string;
}

export interface Thawed extends AtRest {
  readonly head: FrozenHead;
  readonly end: FrozenEnd;
  /** The first hundred. */
  readonly badLines: readonly BadLine[];
  readonly badLineCount: number;
  bytes(): number;
}

/** Rejects with FrozenError. */
export async function thaw(chunks: AsyncIterable<Uint8Array>, options: ThawOptions): Promise<Thawed> {
  // Texts of rows may be long: no more is read than what is counted could be of.
  const mostFileBytes = Math.min(options.mostFileBytes ?? Number.POSITIVE_INFINITY, mostUnfolded(options.mostBytes));
  const { head, parts } = await readFrozen(chunks, mostFileBytes);
  const filters = { asked: filterIn(head.filter), rest: filterIn(head.rest) };
  const read = createGathering(head, options);
  let startedMs = performance.now();
  for await (const part of parts) {
    read.take(part);
    if (performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    startedMs = performance.now();
  }
  const { stores, ...rest } = await read.finished();
  return {
    head,
    ...rest,
    span: head,
    sources: stores.map((store, at) => frozenSource(store, filters, head.stores[at]?.status)),
  };
}

const sliceMs = 8;

const mostUnfolded = (mostBytes: number): number => Math.max(2 ** 20, 3 * mostBytes);
const badLinesKept = 100;

interface Filters {
  readonly asked: Filter;
  readonly rest: Filter;
}

function filterIn(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  throw new FrozenError('not-frozen', `The filter of the file cannot be read: ${parsed.error.message}`);
}

/** To the filter it was frozen by it answers as the cluster did. */
function frozenSource(store: Store, { asked, rest }: Filters, status: ClusterStatus | undefined): Source {
  const key = filterKey(asked);
  return {
    cluster: store.cluster,
    key: `frozen:${store.epoch}`,
    stores: () => [store],
    ...(status && { status: () => status }),
    lease: ({ filter }) => ({
      store,
      rest: filterKey(filter) === key ? rest : filter,
      ready: Promise.resolve(),
      close() {},
    }),
  };
}

interface RollupParts {
  readonly store: number | null;
  readonly level: Level;
  readonly rows: StillDims[];
  readonly buckets: StillBucket[];
}

interface HeldFlow {
  readonly bytes: Uint8Array;
  readonly atMs: EpochMs;
  readonly flow: Pick<Flow, 'id' | 'arrivedMs'>;
}

/** The parts of a file put where they belong, and counted. */
function createGathering(head: FrozenHead, options: ThawOptions) {
  const rollups: RollupParts[] = [];
  const flows = head.stores.map((): HeldFlow[] => []);
  const pods = head.stores.map(() => createPodBook());
  const names = { service: new Map<string, Entity>(), client: new Map<string, Entity>() };
  const bad = createBadLines();
  const size = createSize(options.mostBytes);
  let end: FrozenEnd = { flows: 0, flowsLeftOut: 0, rows: 0 };

  function take(part: ReadPart) {
    switch (part.kind) {
      case 'rollup':
        rollups.push({ store: part.store, level: part.level, rows: [], buckets: [] });
        return;
      case 'row':
        size.grow(bytesPerRow);
        rollups.at(-1)?.rows.push(part.row);
        return;
      case 'bucket':
        size.grow(part.bucket.counts.length * bytesPerCount);
        rollups.at(-1)?.buckets.push(part.bucket);
        return;
      case 'name':
        names[part.of].set(part.key, part.entity);
        return;
      case 'flow':
        return takeFlow(part);
      case 'end':
        end = part.end;
        return;
      case 'bad':
        return bad.note({ line: part.line, message: part.message });
      case 'head':
        throw new TypeError('A file has one head.');
    }
  }

  function takeFlow({ store, atMs, flow }: ReadPart & { kind: 'flow' }) {
    const kept = encoder.encode(JSON.stringify(flow));
    size.grow(kept.length + bytesPerFlow);
    flows[store]?.push({ bytes: kept, atMs, flow: { id: flow.id, arrivedMs: flow.arrivedMs } });
    pods[store]?.see(flow, atMs);
  }

  async function finished() {
    const known = namesFrom(names);
    const stores = head.stores.map((store, at) =>
      openStore({ store, at, head, end, options, names: known, pods: pods[at], rollups, flows: flows[at] ?? [] }),
    );
    return { stores, end, ...bad.told(), bytes: size.bytes };
  }

  return { take, finished };
}

function createSize(mostBytes: number) {
  let bytes = 0;
  return {
    bytes: () => bytes,
    grow(by: number) {
      bytes += by;
      if (bytes <= mostBytes) return;
      const size = `${Math.floor(mostBytes / 2 ** 20)} MiB`;
      throw new FrozenError('too-large', `The file holds more than ${size} of flows and rows; raise EYEPIECE_MEMORY.`);
    },
  };
}

function createBadLines() {
  const badLines: BadLine[] = [];
  let badLineCount = 0;
  return {
    told: () => ({ badLines, badLineCount }),
    note(line: BadLine) {
      badLineCount += 1;
      if (badLines.length < badLinesKept) badLines.push(line);
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface OpenStore {
  readonly store: FrozenStore;
  readonly at: number;
  readonly head: FrozenHead;
  readonly end: FrozenEnd;
  readonly options: ThawOptions;
  readonly names: Store['names'];
  readonly pods: PodBook | undefined;
  readonly rollups: readonly RollupParts[];
  /** Newest first. */
  readonly flows: readonly HeldFlow[];
}

function openStore({ store, at, head, end, options, names, pods, rollups, flows }: OpenStore): Store {
  const { bucketMs } = head;
  const base = createStore({
    cluster: store.cluster,
    codec: frozenCodec,
    log: { bytes: Number.POSITIVE_INFINITY, flows: Number.POSITIVE_INFINITY, slabBytes: 256 * 1024 },
    retentionMs: Number.POSITIVE_INFINITY,
    maxConversations: options.maxConversations,
    showSecrets: options.showSecrets ?? false,
    epoch: head.stores.length === 1 ? options.id : `${options.id}-${at}`,
    named: new Set(store.named),
    ...(pods && { pods }),
  });
  for (const { bytes, atMs, flow } of flows.toReversed()) base.log.append(bytes, atMs, flow.arrivedMs, hashOf(flow.id));
  const shared = still(
    bucketMs,
    rollups.find((each) => each.store === at),
  );
  const oldestMs = end.flowsLeftOut > 0 ? (flows.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const [rowsMs, countsMs] = [Math.max(msOf(store.rowsSince), oldestMs), msOf(store.countsSince)];
  return {
    ...base,
    names,
    shared,
    whole: wholeOf(head, rollups, shared),
    frozenMs: head.atMs,
    gaps: { ...base.gaps, touching: (fromMs, toMs) => store.gaps.filter((gap) => touches(gap, fromMs, toMs)) },
    find: (id) => {
      const entry = base.log.find(hashOf(id), ({ bytes }) => flowIn(bytes).id === id);
      return entry && base.flowOf(entry);
    },
    rowsSinceMs: () => rowsMs,
    countsSinceMs: () => countsMs,
  };
}

/** Each on its level; what one store counted is all there is where there is one. */
function wholeOf(head: FrozenHead, rollups: readonly RollupParts[], own: SharedRollup): FrozenWhole {
  const found = rollups
    .filter(({ store }) => store === null)
    .map((parts) => [parts.level, still(head.bucketMs, parts)] as const);
  const alone = head.stores.length === 1 ? [['workload', own] as const] : [];
  return { stores: head.stores.length, filter: filterKey(filterIn(head.rest)), at: new Map([...alone, ...found]) };
}

function still(bucketMs: number, parts: RollupParts | undefined): SharedRollup {
  const rollup = createStillRollup(bucketMs, parts?.rows ?? [], parts?.buckets ?? []);
  return {
    rollup,
    fold() {},
    listen: () => () => false,
    drain() {},
    forget() {},
    shrink() {},
    floorMs: () => Number.NEGATIVE_INFINITY,
    version: () => 0,
  };
}

function namesFrom({ service, client }: Record<'service' | 'client', ReadonlyMap<string, Entity>>): Store['names'] {
  const names: EndNames = {
    backendOf: (id) => service.get(id) ?? null,
    clientOf: (conversation) => client.get(conversation) ?? null,
    version: () => 0,
  };
  return { ...names, bytes: () => (service.size + client.size) * bytesPerName };
}

const bytesPerName = 420;

function touches({ from, to }: Gap, fromMs: EpochMs, toMs: EpochMs): boolean {
  return Date.parse(from) <= toMs && (to === undefined || Date.parse(to) >= fromMs);
}

function msOf(since: Since): EpochMs {
  if (since === 'always') return Number.NEGATIVE_INFINITY;
  return since === 'never' ? Number.POSITIVE_INFINITY : since;
}

const hashOf = (id: string): number => fingerprint(id, { high: 0, low: 0 }).low;

/** Of bytes that were checked when the file was read. */
const flowIn = (bytes: Uint8Array): Flow => JSON.parse(decoder.decode(bytes)) as Flow;

/** Flows lie in the log as the API tells them, their ids with them. */
const frozenCodec: FlowCodec = {
  facts: flowIn,
  flow: flowIn,
  cel(expression, masked) {
    const test = compileCelOnJson(expression, masked);
    return (bytes) => test(captureBytes(flowIn(bytes)));
  },
};
