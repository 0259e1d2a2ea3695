// An opened capture as a store: read once, then queried like a cluster that has come to rest.
import type { CaptureRecord } from '@/lib/capture/capture';
import { captureBytes, captureCodec } from '@/lib/capture/codec';
import { readCapture } from '@/lib/capture/read-capture';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import { fingerprint } from '@/lib/live/fingerprint';
import type { CaptureReport, ClusterStatus } from '@/lib/live/live';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import { nextTurn } from '@/lib/live/slices';
import { createStore, type Store } from '@/lib/live/store';
import type { NodeState } from '@/lib/relay/relay';

export interface CaptureSource {
  readonly id: string;
  readonly store: Store;
  /** First and last time of what it holds. */
  readonly span: { readonly fromMs: EpochMs; readonly toMs: EpochMs };
  readonly report: CaptureReport;
  status(): ClusterStatus;
  bytes(): number;
}

export interface CaptureOptions {
  readonly id: string;
  /** File name, shown and nothing else. */
  readonly name: string;
  readonly openedMs: EpochMs;
  readonly mostFileBytes: number;
  /** Of flows and index; a file that needs more is refused, not cut. */
  readonly mostLogBytes: number;
  readonly maxConversations: number;
}

interface Counters {
  flows: number;
  repeats: number;
  lostEvents: number;
  nodeEvents: number;
  otherEvents: number;
  unknownKinds: number;
  badLineCount: number;
  readonly badLines: { readonly line: number; readonly message: string }[];
  fromMs: EpochMs;
  toMs: EpochMs;
}

const badLinesKept = 100;
const sliceMs = 8;

/** Rejects with `capture-too-large` or, when not one line is an event, `capture-empty`. */
export async function openCaptureSource(
  chunks: AsyncIterable<Uint8Array>,
  options: CaptureOptions,
): Promise<CaptureSource> {
  const store = createStore({
    cluster: `capture:${options.id}`,
    codec: captureCodec,
    log: { bytes: options.mostLogBytes, flows: Number.POSITIVE_INFINITY, slabBytes: 256 * 1024 },
    retentionMs: Number.POSITIVE_INFINITY,
    maxConversations: options.maxConversations,
    epoch: options.id,
  });
  const reader = createReader(store, options.openedMs);
  const checkSize = () => {
    if (store.log.firstSeq() > 0) throw tooLarge(options.mostLogBytes, 'of flows');
  };
  let startedMs = performance.now();
  for await (const record of readCapture(limited(chunks, options.mostFileBytes), options.openedMs)) {
    reader.take(record);
    checkSize();
    if (performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    startedMs = performance.now();
  }
  reader.end();
  checkSize();
  store.listensSince(Number.NEGATIVE_INFINITY);
  if (isEmpty(reader.counters)) throw emptyError(reader.counters);
  return finished(store, reader.counters, options);
}

async function* limited(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of chunks) {
    read += chunk.length;
    if (read > most) throw tooLarge(most, 'long');
    yield chunk;
  }
}

function tooLarge(bytes: number, what: string): LiveError {
  const size = `${Math.floor(bytes / 2 ** 20)} MiB`;
  return new LiveError(
    'capture-too-large',
    `The capture is more than ${size} ${what}; open a part of it, or raise EYEPIECE_MEMORY.`,
  );
}

function isEmpty({ flows, lostEvents, nodeEvents, otherEvents }: Counters): boolean {
  return flows + lostEvents + nodeEvents + otherEvents === 0;
}

function emptyError({ badLineCount, badLines, unknownKinds }: Counters): LiveError {
  const [first] = badLines;
  const why = first
    ? `line ${first.line}: ${first.message}`
    : unknownKinds > 0
      ? 'its lines hold other JSON'
      : 'it has no lines';
  const none = `The capture holds no Hubble event (${badLineCount + unknownKinds} lines read; ${why.replace(/\.$/, '')})`;
  return new LiveError('capture-empty', `${none}; write one with \`hubble observe -o jsonpb\`.`);
}

interface Reader {
  readonly counters: Counters;
  take(record: CaptureRecord): void;
  end(): void;
}

/** Flows at the head that wait for the first believable time of the file. */
const mostWaiting = 10_000;

function createReader(store: Store, openedMs: EpochMs): Reader {
  const { gaps, nodes } = store;
  const counters: Counters = {
    flows: 0,
    repeats: 0,
    lostEvents: 0,
    nodeEvents: 0,
    otherEvents: 0,
    unknownKinds: 0,
    badLineCount: 0,
    badLines: [],
    fromMs: Number.POSITIVE_INFINITY,
    toMs: Number.NEGATIVE_INFINITY,
  };
  const uuids = new Set<string>();
  const waiting: (() => void)[] = [];
  let lastMs: EpochMs | null = null;

  /**
   * The time under which a record counts: its own if it can be true, else that of the line before, so that a clock at
   * 1970 does not stretch the file over half a century. The file's first lines wait for one that knows the time.
   */
  function placed(timeMs: EpochMs | null | undefined, use: (atMs: EpochMs) => void) {
    if (isBelievable(timeMs, openedMs)) {
      lastMs = timeMs;
      release();
    }
    const run = () => {
      const atMs = isBelievable(timeMs, openedMs) ? timeMs : (lastMs ?? openedMs);
      counters.fromMs = Math.min(counters.fromMs, atMs);
      counters.toMs = Math.max(counters.toMs, atMs);
      use(atMs);
    };
    if (lastMs !== null) return run();
    waiting.push(run);
    if (waiting.length > mostWaiting) release();
  }

  function release() {
    lastMs ??= openedMs;
    for (const run of waiting.splice(0)) run();
  }

  function takeFlow(flow: Flow) {
    if (flow.uuid && uuids.has(flow.uuid)) {
      counters.repeats += 1;
      return;
    }
    if (flow.uuid) uuids.add(flow.uuid);
    counters.flows += 1;
    const hash = flow.uuid ? fingerprint(flow.uuid, { high: 0, low: 0 }).low : 0;
    placed(flow.timeMs, (atMs) => {
      if (flow.node) nodes.saw(nodes.of(flow.node), flow.timeMs, atMs);
      store.keep(flow, captureBytes(flow), { atMs, counts: true }, openedMs, hash);
    });
  }

  function takeLoss(record: CaptureRecord & { kind: 'lost' }) {
    counters.lostEvents += 1;
    const atHead = counters.flows === 0;
    placed(record.lastMs ?? record.timeMs, (toMs) => {
      const fromMs = isBelievable(record.firstMs, openedMs) ? Math.min(record.firstMs, toMs) : toMs;
      gaps.lost({ ...record, fromMs, toMs, atHead });
    });
  }

  function takeNodes({ state, names, message, timeMs }: CaptureRecord & { kind: 'nodes' }) {
    counters.nodeEvents += 1;
    placed(timeMs, (atMs) => nodes.told(nodeStates[state] ?? 'unknown', state, names, message, atMs));
  }

  function take(record: CaptureRecord) {
    switch (record.kind) {
      case 'flow':
        return takeFlow(record.flow);
      case 'lost':
        return takeLoss(record);
      case 'nodes':
        return takeNodes(record);
      case 'agent':
      case 'debug':
        counters.otherEvents += 1;
        return;
      case 'unknown':
        counters.unknownKinds += 1;
        return;
      case 'bad':
        counters.badLineCount += 1;
        if (counters.badLines.length < badLinesKept)
          counters.badLines.push({ line: record.line, message: record.message });
    }
  }

  return { counters, take, end: release };
}

const nodeStates: Readonly<Record<string, NodeState>> = {
  NODE_CONNECTED: 'connected',
  NODE_UNAVAILABLE: 'unavailable',
  NODE_GONE: 'gone',
  NODE_ERROR: 'error',
};

/** Hubble is of 2019. */
const firstMs = Date.UTC(2019, 0, 1);
const dayMs = 86_400_000;

function isBelievable(timeMs: EpochMs | null | undefined, openedMs: EpochMs): timeMs is EpochMs {
  return timeMs !== null && timeMs !== undefined && timeMs >= firstMs && timeMs <= openedMs + dayMs;
}

function finished(store: Store, counters: Counters, { id, name, openedMs }: CaptureOptions): CaptureSource {
  const held = counters.toMs >= counters.fromMs;
  const span = held ? { fromMs: counters.fromMs, toMs: counters.toMs } : { fromMs: openedMs, toMs: openedMs };
  const { flows, lostEvents, nodeEvents, otherEvents, unknownKinds, badLines, badLineCount } = counters;
  return {
    id,
    store,
    span,
    report: {
      id,
      cluster: store.cluster,
      flows,
      lostEvents,
      nodeEvents,
      otherEvents,
      unknownKinds,
      badLines,
      badLineCount,
      from: toRfc3339OrNull(held ? span.fromMs : null),
      to: toRfc3339OrNull(held ? span.toMs : null),
    },
    status: () => statusOf(store, counters, name),
    bytes: () => store.log.figures().bytes + store.shared.rollup.bytes(),
  };
}

function statusOf(store: Store, counters: Counters, name: string): ClusterStatus {
  const log = store.log.figures();
  const { rollup } = store.shared;
  const nodes = store.nodes.infos();
  return {
    cluster: store.cluster,
    source: 'capture',
    address: name,
    connection: { state: 'idle' },
    relayVersion: '',
    nodesConnected: nodes.filter(({ state }) => state === 'connected').length,
    nodesUnavailable: nodes.filter(({ state }) => state === 'unavailable' || state === 'error').length,
    nodes,
    flowsPerSecond: 0,
    flowsReceived: counters.flows,
    repeatsDropped: counters.repeats,
    unknownResponses: counters.unknownKinds,
    malformedMessages: counters.badLineCount,
    lostEvents: store.gaps.lostEvents(),
    lostEventsUnknown: store.gaps.lostEventsUnknown(),
    flowsSince: toRfc3339OrNull(log.oldestMs),
    rollupSince: toRfc3339OrNull(rollup.sinceMs()),
    lastFlow: toRfc3339OrNull(log.newestMs),
    lagMs: null,
    held: { flows: log.flows, bytes: log.bytes + rollup.bytes(), rows: rollup.size() },
    badLines: counters.badLines,
  };
}
