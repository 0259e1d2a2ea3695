// An opened capture as a store: read once, then queried like a cluster that has come to rest.
import { captureCodec } from '@/lib/capture/codec';
import { readCapture } from '@/lib/capture/read-capture';
import type { EpochMs } from '@/lib/flow/flow';
import { countOf } from '@/lib/flow/format';
import { type CaptureCounts, createCaptureReader } from '@/lib/live/at-rest/capture-reader';
import { LiveError } from '@/lib/live/error';
import type { CaptureReport, ClusterStatus } from '@/lib/live/live';
import { toRfc3339OrNull } from '@/lib/live/rfc3339';
import type { AtRest } from '@/lib/live/scope';
import { nextTurn } from '@/lib/live/slices';
import { heldSource } from '@/lib/live/store/source';
import { createStore, type Store } from '@/lib/live/store/store';
import { compileCelOnJson } from '@/lib/relay/cel';

export interface CaptureSource extends AtRest {
  readonly id: string;
  readonly owner: string | null;
  readonly report: CaptureReport;
  status(): ClusterStatus;
  bytes(): number;
}

export interface CaptureOptions {
  readonly id: string;
  /** File name, shown and nothing else. */
  readonly name: string;
  readonly owner: string | null;
  readonly openedMs: EpochMs;
  readonly mostFileBytes: number;
  /** Of flows and index; a file that needs more is refused, not cut. */
  readonly mostLogBytes: number;
  readonly maxConversations: number;
  readonly showSecrets?: boolean | undefined;
}

const sliceMs = 8;

/** Lines of flows. Rejects with `capture-too-large` or, when not one line is an event, `capture-empty`. */
export async function openLines(bytes: AsyncIterable<Uint8Array>, options: CaptureOptions): Promise<CaptureSource> {
  const store = createStore({
    cluster: `capture:${options.id}`,
    codec: { ...captureCodec, cel: compileCelOnJson },
    log: { bytes: options.mostLogBytes, flows: Number.POSITIVE_INFINITY, slabBytes: 256 * 1024 },
    retentionMs: Number.POSITIVE_INFINITY,
    maxConversations: options.maxConversations,
    showSecrets: options.showSecrets ?? false,
    epoch: options.id,
  });
  const reader = createCaptureReader(store, options.openedMs);
  const checkSize = () => {
    if (store.log.firstSeq() > 0)
      throw tooLarge(options.mostLogBytes, 'of flows', 'open a part of it, or raise EYEPIECE_MEMORY');
  };
  let startedMs = performance.now();
  for await (const record of readCapture(bytes, options.openedMs)) {
    reader.take(record);
    checkSize();
    if (performance.now() - startedMs < sliceMs) continue;
    await nextTurn();
    startedMs = performance.now();
  }
  reader.end();
  checkSize();
  store.listensSince(Number.NEGATIVE_INFINITY);
  const counts = reader.counts();
  if (isEmpty(counts)) throw emptyError(counts);
  return finished(store, counts, options);
}

/** Ends with `capture-too-large` what is longer than `most` bytes. */
export async function* limited(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of chunks) {
    read += chunk.length;
    if (read > most) throw tooLarge(most, 'long', 'open a part of it');
    yield chunk;
  }
}

function tooLarge(bytes: number, what: string, cure: string): LiveError {
  const size = `${Math.floor(bytes / 2 ** 20)} MiB`;
  return new LiveError('capture-too-large', `The capture is more than ${size} ${what}; ${cure}.`);
}

function isEmpty({ flows, lostEvents, nodeEvents, otherEvents }: CaptureCounts): boolean {
  return flows + lostEvents + nodeEvents + otherEvents === 0;
}

function emptyError({ badLineCount, badLines, unknownKinds }: CaptureCounts): LiveError {
  const [first] = badLines;
  const why = first
    ? `line ${first.line}: ${first.message}`
    : unknownKinds > 0
      ? 'its lines hold other JSON'
      : 'it has no lines';
  const read = countOf(badLineCount + unknownKinds, 'line');
  const none = `The capture holds no Hubble event (${read} read; ${why.replace(/\.$/, '')})`;
  return new LiveError('capture-empty', `${none}; write one with \`hubble observe -o jsonpb\`.`);
}

function finished(store: Store, counts: CaptureCounts, { id, name, owner, openedMs }: CaptureOptions): CaptureSource {
  const { span, repeats: _, ...counted } = counts;
  const status = () => statusOf(store, counts, name);
  return {
    id,
    owner,
    sources: [{ ...heldSource(store), status }],
    // The last moment is part of it.
    span: { fromMs: span?.fromMs ?? openedMs, toMs: (span?.toMs ?? openedMs) + 1 },
    report: {
      id,
      cluster: store.cluster,
      ...counted,
      from: toRfc3339OrNull(span?.fromMs ?? null),
      to: toRfc3339OrNull(span?.toMs ?? null),
    },
    status,
    bytes: () => store.log.figures().bytes + store.shared.rollup.bytes(),
  };
}

function statusOf(store: Store, counts: CaptureCounts, name: string): ClusterStatus {
  const log = store.log.figures();
  const { rollup } = store.shared;
  const nodes = store.nodes.infos();
  return {
    cluster: store.cluster,
    source: 'capture',
    address: name,
    connection: { state: 'idle' },
    relayVersion: '',
    // A node whose stream broke was connected: its error is told with it.
    nodesConnected: nodes.filter(({ state }) => state === 'connected' || state === 'error').length,
    nodesUnavailable: nodes.filter(({ state }) => state === 'unavailable').length,
    nodes,
    flowsPerSecond: 0,
    flowsReceived: counts.flows,
    repeatsDropped: counts.repeats,
    unknownResponses: counts.unknownKinds,
    malformedMessages: counts.badLineCount,
    lostEvents: store.gaps.lostEvents(),
    lostEventsUnknown: store.gaps.lostEventsUnknown(),
    flowsSince: toRfc3339OrNull(log.oldestMs),
    rollupSince: toRfc3339OrNull(rollup.sinceMs()),
    lastFlow: toRfc3339OrNull(log.newestMs),
    lagMs: null,
    held: { flows: log.flows, bytes: log.bytes + rollup.bytes(), rows: rollup.size() },
    badLines: counts.badLines,
  };
}
