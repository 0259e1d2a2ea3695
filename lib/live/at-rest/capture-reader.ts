// Takes the records of a capture into a store, in file order.
import type { CaptureRecord } from '@/lib/capture/capture';
import { captureBytes } from '@/lib/capture/codec';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { fingerprint } from '@/lib/live/store/fingerprint';
import type { Store } from '@/lib/live/store/store';
import type { NodeState } from '@/lib/relay/relay';

export interface CaptureCounts {
  /** Flows kept; those whose uuid came before are `repeats`. */
  readonly flows: number;
  readonly repeats: number;
  readonly lostEvents: number;
  readonly nodeEvents: number;
  readonly otherEvents: number;
  readonly unknownKinds: number;
  readonly badLineCount: number;
  /** The first hundred. */
  readonly badLines: readonly { readonly line: number; readonly message: string }[];
  /** Of a table only. */
  readonly unknownColumns?: readonly string[];
  /** Times under which its records count; null without any. */
  readonly span: { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null;
}

export interface CaptureReader {
  take(record: CaptureRecord): void;
  /** To be called after the last record. */
  end(): void;
  counts(): CaptureCounts;
}

const badLinesKept = 100;

export function createCaptureReader(store: Store, openedMs: EpochMs): CaptureReader {
  const { gaps, nodes } = store;
  const counts = {
    flows: 0,
    repeats: 0,
    lostEvents: 0,
    nodeEvents: 0,
    otherEvents: 0,
    unknownKinds: 0,
    badLineCount: 0,
  };
  const badLines: { line: number; message: string }[] = [];
  let unknownColumns: readonly string[] | undefined;
  const uuids = new Set<string>();
  const placer = createPlacer(openedMs);

  function takeFlow(flow: Flow) {
    // Lines without uuid are all kept: two equal ones may be two flows, and a file is not sent twice as a stream is.
    if (flow.uuid && uuids.has(flow.uuid)) {
      counts.repeats += 1;
      return;
    }
    if (flow.uuid) uuids.add(flow.uuid);
    counts.flows += 1;
    const hash = flow.uuid ? fingerprint(flow.uuid, { high: 0, low: 0 }).low : 0;
    placer.place(flow.timeMs, (atMs) => {
      if (flow.node) nodes.saw(nodes.of(flow.node), flow.timeMs, atMs);
      store.keep(flow, captureBytes(flow), { atMs, counts: true }, openedMs, hash);
    });
  }

  function takeLoss(record: CaptureRecord & { kind: 'lost' }) {
    counts.lostEvents += 1;
    const atHead = counts.flows === 0;
    placer.place(record.lastMs ?? record.timeMs, (toMs) => {
      const fromMs = isBelievable(record.firstMs, openedMs) ? Math.min(record.firstMs, toMs) : toMs;
      gaps.lost({ ...record, fromMs, toMs, atHead });
    });
  }

  function takeNodes({ state, names, message, timeMs }: CaptureRecord & { kind: 'nodes' }) {
    counts.nodeEvents += 1;
    placer.place(timeMs, (atMs) => nodes.told(nodeStates[state] ?? 'unknown', state, names, message, atMs));
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
        counts.otherEvents += 1;
        return;
      case 'unknown':
        counts.unknownKinds += 1;
        return;
      case 'head':
        unknownColumns = record.unknown;
        return;
      case 'bad':
        counts.badLineCount += 1;
        if (badLines.length < badLinesKept) badLines.push({ line: record.line, message: record.message });
    }
  }

  return { take, end: placer.release, counts: () => ({ ...counts, badLines, unknownColumns, span: placer.span() }) };
}

const nodeStates: Readonly<Record<string, NodeState>> = {
  NODE_CONNECTED: 'connected',
  NODE_UNAVAILABLE: 'unavailable',
  NODE_GONE: 'gone',
  NODE_ERROR: 'error',
};

interface Placer {
  /** Calls `use` with the time under which a record counts, now or once it is known. */
  place(timeMs: EpochMs | null | undefined, use: (atMs: EpochMs) => void): void;
  /** Lets those go that still wait. */
  release(): void;
  span(): CaptureCounts['span'];
}

/** Records at the head that wait for the first believable time of the file. */
const mostWaiting = 10_000;

/**
 * The time under which a record counts is its own if it can be true, else that of the line before, so that a clock at
 * 1970 does not stretch the file over half a century. The file's first lines wait for one that knows the time.
 */
function createPlacer(openedMs: EpochMs): Placer {
  const waiting: (() => void)[] = [];
  let lastMs: EpochMs | null = null;
  let span: CaptureCounts['span'] = null;

  function place(timeMs: EpochMs | null | undefined, use: (atMs: EpochMs) => void) {
    if (isBelievable(timeMs, openedMs)) {
      lastMs = timeMs;
      release();
    }
    const run = () => {
      const atMs = isBelievable(timeMs, openedMs) ? timeMs : (lastMs ?? openedMs);
      span = { fromMs: Math.min(span?.fromMs ?? atMs, atMs), toMs: Math.max(span?.toMs ?? atMs, atMs) };
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

  return { place, release, span: () => span };
}

/** Hubble is of 2019. */
const firstMs = Date.UTC(2019, 0, 1);
const dayMs = 86_400_000;

function isBelievable(timeMs: EpochMs | null | undefined, openedMs: EpochMs): timeMs is EpochMs {
  return timeMs !== null && timeMs !== undefined && timeMs >= firstMs && timeMs <= openedMs + dayMs;
}
