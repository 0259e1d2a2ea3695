// One question put to a Relay that ends with its answer: what the nodes' rings still hold of a filter and a span.
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { LiveError } from '@/lib/live/error';
import { createIntake, type Intake } from '@/lib/live/relay/intake';
import { createReadBack } from '@/lib/live/relay/read-back';
import { backlogPerNode, type Circumstances, isRefused } from '@/lib/live/relay/relay-stream';
import type { FlowCodec } from '@/lib/live/store/flow-log';
import type { Matcher } from '@/lib/live/store/matcher';
import type { Store } from '@/lib/live/store/store';
import type { RelayClient } from '@/lib/relay/client';
import { RelayError } from '@/lib/relay/error';
import { mayBeRefused, plainly } from '@/lib/relay/refusal';
import type { RelayEvent } from '@/lib/relay/relay';
import type { ObserveRequest } from '@/lib/relay/request';

export interface OnceOptions {
  readonly client: RelayClient;
  /** Where the answer goes. */
  readonly store: Store;
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
  readonly matches: Matcher;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  circumstances(signal: AbortSignal): Promise<Circumstances>;
}

export interface Once {
  readonly intake: Pick<Intake, 'counts' | 'bytes'>;
  /** Resolves when the answer is in the store. Rejects with `relay-failed`; the store then has a gap that says why. */
  readonly answered: Promise<void>;
  close(): void;
}

/** Whoever asks is waiting; a ring is read in far less. */
const mostMs = 15_000;

export function askOnce(options: OnceOptions): Once {
  const { client, store, now } = options;
  // Pictures are of whole buckets.
  const { fromMs, toMs } = store.shared.rollup.align(options.fromMs, options.toMs);
  const abort = new AbortController();
  const readBack = createReadBack({ store, now });
  const intake = createIntake({ ...options, readBack });
  const oldest = createOldest();

  async function answer() {
    const timer = setTimeout(() => abort.abort(tooLong), mostMs);
    try {
      const [reachMs, { asked = {}, nodes, upSinceMs }] = await Promise.all([
        ringsReachTo(client, abort.signal),
        options.circumstances(abort.signal),
      ]);
      readBack.nodesUpSince(upSinceMs);
      const request = { follow: false, ...asked, ...spanOf(fromMs, toMs, nodes) };
      if (await read(request)) await read(plainly(request));
      if (abort.signal.aborted) throw abort.signal.reason;
      store.coversSince(Math.max(reachMs, Math.min(fromMs, now()), oldest.cutAt(request.number)));
    } catch (cause) {
      throw failed(cause);
    } finally {
      clearTimeout(timer);
      readBack.close();
    }
  }

  /** True when an agent does not take the field mask or the CEL expression. */
  async function read(request: ObserveRequest): Promise<boolean> {
    readBack.begin(false);
    for await (const events of client.observe(request, abort.signal)) {
      if (mayBeRefused(request) && events.some(isRefused)) return true;
      oldest.note(events);
      await intake.takeAll(events);
    }
    return false;
  }

  function failed(cause: unknown): LiveError {
    const { message } = cause === tooLong ? { message: tooLong } : RelayError.from(cause, during(client));
    store.gaps.unread(Math.max(fromMs, now() - store.retentionMs), Math.min(toMs, now()), message);
    return new LiveError('relay-failed', message);
  }

  const answered = answer();
  answered.catch(() => {});
  return { intake, answered, close: () => abort.abort(new DOMException('Nobody waits any more.', 'AbortError')) };
}

const tooLong = `Relay has not answered in full within ${mostMs / 1000} s; ask for a shorter span or a narrower filter.`;

function during({ target }: RelayClient) {
  return { target, during: 'observe' } as const;
}

/** Rings are not quite in the order of time, and a node ends its answer at the first flow beyond the span. */
const overlapMs = 2_000;

/** `since` makes `number` count from the oldest, so they are not used together. */
function spanOf(fromMs: EpochMs, toMs: EpochMs, nodes: number): Pick<ObserveRequest, 'sinceMs' | 'untilMs' | 'number'> {
  return {
    ...(Number.isFinite(toMs) && { untilMs: toMs + overlapMs }),
    ...(Number.isFinite(fromMs) ? { sinceMs: fromMs - overlapMs } : { number: backlogPerNode(nodes) }),
  };
}

/**
 * From when on all nodes' rings hold their flows, by the oldest flow of each. `now` ends at once when there is none:
 * nothing was ever recorded, so nothing is missing.
 */
export async function ringsReachTo(client: RelayClient, signal: AbortSignal): Promise<EpochMs> {
  const oldest = createOldest();
  const request = { follow: false, first: true, number: 1, fieldMask: ['time', 'node_name', 'uuid'] };
  for await (const events of client.observe(request, signal)) oldest.note(events);
  return oldest.latest();
}

/** The flow with this uuid and all its fields as the codec shows them, as long as a node's ring holds it. */
export async function askWhole(
  client: RelayClient,
  codec: FlowCodec,
  uuid: string,
  nowMs: EpochMs,
): Promise<Flow | undefined> {
  const request = { follow: false, number: 1, whitelist: [{ uuid: [uuid] }] };
  for await (const events of client.observe(request, AbortSignal.timeout(wholeMs))) {
    for (const event of events) {
      if (event.kind === 'flow' && event.facts.uuid === uuid) return codec.flow(event.bytes, uuid, nowMs);
    }
  }
  return undefined;
}

const wholeMs = 3_000;

/** The oldest flow of each node, and how many came from it. */
function createOldest() {
  const nodes = new Map<string, { timeMs: EpochMs; count: number }>();
  return {
    note(events: readonly RelayEvent[]) {
      for (const event of events) {
        if (event.kind !== 'flow' || event.facts.timeMs === undefined) continue;
        const node = nodes.get(event.node) ?? { timeMs: event.facts.timeMs, count: 0 };
        node.timeMs = Math.min(node.timeMs, event.facts.timeMs);
        node.count += 1;
        nodes.set(event.node, node);
      }
    },
    latest: () => Math.max(Number.NEGATIVE_INFINITY, ...[...nodes.values()].map(({ timeMs }) => timeMs)),
    /** Nodes that sent as many as were asked for may hold older ones. */
    cutAt(number = Number.POSITIVE_INFINITY): EpochMs {
      const cut = [...nodes.values()].filter(({ count }) => count >= number);
      return Math.max(Number.NEGATIVE_INFINITY, ...cut.map(({ timeMs }) => timeMs));
    },
  };
}
