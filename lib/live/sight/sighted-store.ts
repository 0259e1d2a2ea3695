// A store as readers of one sight have it: flows and conversations out of their sight are not in it, and of the others
// there is what they may know. All answers are made from stores, so that none needs to know of this.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { captureBytes } from '@/lib/capture/codec';
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Flow, FlowFacts } from '@/lib/flow/flow';
import { createSightedRollup, type SightedRollup } from '@/lib/live/sight/sighted-rollup';
import type { FlowCodec, FlowLog, LogEntry, Position } from '@/lib/live/store/flow-log';
import type { Gaps } from '@/lib/live/store/gaps';
import type { KeptListener, Store } from '@/lib/live/store/store';
import { compileCelOnJson } from '@/lib/relay/cel';
import type { FlowBytes } from '@/lib/relay/relay';
import type { PodBook } from '@/lib/rollup/pod-book';
import type { Lens } from '@/lib/sight/lens';

export interface SightedStore extends Store {
  readonly shared: SightedRollup;
  readonly isSighted: true;
  close(): void;
}

/** `key` is equal for lenses that show the same. */
export function createSightedStore(store: Store, lens: Lens, key: string): SightedStore {
  const epoch = sightedEpoch(store, key);
  const codec = sightedCodec(store.codec, lens);
  const listeners = createListeners(store, lens);
  let shared: SightedRollup | null = null;

  // One by one: what else a store may come to hold is not for everybody.
  return {
    cluster: store.cluster,
    retentionMs: store.retentionMs,
    maxConversations: store.maxConversations,
    epoch,
    codec,
    log: sightedLog(store.log, codec),
    /** Made for the first who asks for it: to find a flow it is not needed. */
    get shared() {
      shared ??= createSightedRollup(store.shared, lens);
      return shared;
    },
    names: sightedNames(store.names, lens),
    pods: sightedPods(store.pods, lens),
    gaps: sightedGaps(store.gaps),
    nodes: store.nodes,
    keep: store.keep,
    get named() {
      return new Set([...store.named].filter(lens.namespace));
    },
    listen: listeners.listen,
    ...createFinding(store, codec, epoch),
    rowsSinceMs: store.rowsSinceMs,
    countsSinceMs: store.countsSinceMs,
    listensSince: store.listensSince,
    coversSince: store.coversSince,
    version: store.version,
    ...(store.frozenMs !== undefined && { frozenMs: store.frozenMs }),
    isSighted: true,
    close() {
      listeners.close();
      shared?.close();
    },
  };
}

/** Flows found by their names and places, if they are in sight; those without a uuid have names that only this sight knows. */
function createFinding(store: Store, codec: SightedCodec, epoch: string) {
  const seqOf = (name: string) => readSeq(name, epoch);
  const nameOf = (seq: number) => writeSeq(seq, epoch);

  function flowOf({ bytes, seq, arrivedMs }: LogEntry): Flow {
    const flow = codec.flow(bytes, `${epoch}.${nameOf(seq)}`, arrivedMs);
    return flow.uuid ? { ...flow, id: flow.uuid } : flow;
  }

  function find(id: string): Flow | undefined {
    const [own, name] = id.split('.');
    const seq = own === epoch && name !== undefined ? seqOf(name) : undefined;
    const entry = inSightOf(seq === undefined ? store.findUuid(id) : store.log.get(seq));
    return entry && flowOf(entry);
  }

  function inSightOf(entry: LogEntry | undefined): LogEntry | undefined {
    return entry && codec.sees(entry.bytes) ? entry : undefined;
  }

  return { flowOf, nameOf, seqOf, find, findUuid: (uuid: string) => inSightOf(store.findUuid(uuid)) };
}

function sightedNames(names: Store['names'], lens: Lens): Store['names'] {
  const veiled = (end: Entity | null) => end && lens.entity(end);
  return {
    backendOf: (service) => veiled(names.backendOf(service)),
    clientOf: (conversation) => veiled(names.clientOf(conversation)),
    version: names.version,
    bytes: () => 0,
  };
}

/** Nothing of it is kept: which pods are in sight is worked out for each question. */
function sightedPods(book: PodBook, lens: Lens): PodBook {
  return {
    ...book,
    *pods() {
      for (const pod of book.pods()) {
        const seen = lens.pod(pod);
        if (seen) yield seen;
      }
    },
    see() {},
    forget() {},
    bytes: () => 0,
  };
}

interface SightedCodec extends FlowCodec {
  sees(bytes: FlowBytes): boolean;
}

function sightedCodec(codec: FlowCodec, lens: Lens): SightedCodec {
  // A walk asks of each flow whether it is in sight, and its reader for what it says right after.
  let last: { readonly bytes: FlowBytes; readonly facts: FlowFacts | null } | null = null;

  function factsOf(bytes: FlowBytes): FlowFacts | null {
    if (last?.bytes !== bytes) last = { bytes, facts: lens.flow(codec.facts(bytes)) };
    return last.facts;
  }

  return {
    ...codec,
    facts: (bytes) => inSight(factsOf(bytes)),
    flow: (bytes, id, arrivedMs) => inSight(lens.flow(codec.flow(bytes, id, arrivedMs))),
    cel: (expression, masked) => sightedCel(codec, lens, expression, masked),
    sees: (bytes) => factsOf(bytes) !== null,
  };
}

/** Nothing out of sight is ever read: whoever walks has passed it over. */
function inSight<T>(flow: T | null): T {
  if (flow === null) throw new Error('A flow out of sight was read.');
  return flow;
}

/** Asked of the message that is left once the flow is veiled, or one could find out letter by letter what is not shown. */
function sightedCel(codec: FlowCodec, lens: Lens, expression: string, masked?: boolean): (bytes: FlowBytes) => boolean {
  const whole = codec.cel(expression, masked);
  if (lens.isClear) return whole;
  const ofJson = compileCelOnJson(expression, masked);
  return (bytes) => {
    const flow = codec.flow(bytes, '', 0);
    const seen = inSight(lens.flow(flow));
    return seen === flow ? whole(bytes) : ofJson(captureBytes(seen));
  };
}

function sightedLog(log: FlowLog, codec: SightedCodec): FlowLog {
  const seen = (entry: LogEntry | null | undefined) => (entry && codec.sees(entry.bytes) ? entry : null);
  function* newestFirst(before: Position | null, endSeq?: number): Generator<LogEntry | null> {
    for (const entry of log.newestFirst(before, endSeq)) yield seen(entry);
  }
  return {
    ...log,
    get: (seq) => seen(log.get(seq)) ?? undefined,
    find: (hash, is) => seen(log.find(hash, is)) ?? undefined,
    newestFirst,
  };
}

/** Listens to the store while somebody listens here: each flow is looked at once. */
function createListeners(store: Store, lens: Lens) {
  const listeners = new Set<KeptListener>();
  let stop: (() => void) | null = null;

  const hear: KeptListener = (facts, atMs, seq, denial, alike, bytes) => {
    const seen = lens.flow(facts);
    if (seen === null) return;
    for (const listener of listeners) listener(seen, atMs, seq, denial, seen === facts ? alike : 0, bytes);
  };

  function close() {
    stop?.();
    stop = null;
  }

  return {
    listen(listener: KeptListener) {
      listeners.add(listener);
      stop ??= store.listen(hear);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) close();
      };
    },
    close,
  };
}

/** How many flows Relay repeated is a figure of the whole cluster. */
function sightedGaps(gaps: Gaps): Gaps {
  return {
    ...gaps,
    touching: (fromMs: EpochMs, toMs: EpochMs) =>
      gaps.touching(fromMs, toMs).map((gap) =>
        gap.kind === 'relay-replay-skipped'
          ? {
              ...gap,
              count: null,
              message: 'Relay repeated flows from before what is remembered; taken as already counted.',
            }
          : gap,
      ),
  };
}

/** Places in the log count all flows, those out of sight as well: outside they are called by what says nothing. */
const secret = randomBytes(32);

/** The epoch of the store that stands before this one for the readers of a sight. */
export const sightedEpoch = ({ epoch }: Pick<Store, 'epoch'>, key: string): string =>
  createHash('sha256').update(secret).update(`${epoch}\n${key}`).digest('base64url').slice(0, 16);

const keyOf = (epoch: string): Buffer =>
  createHash('sha256').update(secret).update(`key ${epoch}`).digest().subarray(0, 16);

function writeSeq(seq: number, epoch: string): string {
  const block = Buffer.alloc(16);
  block.writeDoubleBE(seq, 8);
  return createCipheriv('aes-128-ecb', keyOf(epoch), null).setAutoPadding(false).update(block).toString('base64url');
}

function readSeq(name: string, epoch: string): number | undefined {
  const block = Buffer.from(name, 'base64url');
  if (block.length !== 16) return undefined;
  const plain = createDecipheriv('aes-128-ecb', keyOf(epoch), null).setAutoPadding(false).update(block);
  return plain.readBigUInt64BE(0) === 0n ? plain.readDoubleBE(8) : undefined;
}
