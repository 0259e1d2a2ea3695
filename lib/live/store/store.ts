// What is held of one cluster or one capture: flow log, rollup, gaps and nodes. Sources fill it, views read it.
import type { EpochMs, Flow, FlowFacts } from '@/lib/flow/flow';
import { isDenial } from '@/lib/flow/questions';
import type { Level } from '@/lib/graph/level';
import { fingerprint } from '@/lib/live/store/fingerprint';
import { createFlowLog, type FlowCodec, type FlowLog, type LogEntry, type LogLimits } from '@/lib/live/store/flow-log';
import { createGaps, type Gaps } from '@/lib/live/store/gaps';
import { masking } from '@/lib/live/store/masking';
import { createNodeBook, type NodeBook } from '@/lib/live/store/node-book';
import { createSharedRollup, type SharedRollup } from '@/lib/live/store/shared-rollup';
import type { FlowBytes } from '@/lib/relay/relay';
import { createEndNames, type EndNames, type LearningEndNames } from '@/lib/rollup/end-names';
import { createPodBook, type PodBook } from '@/lib/rollup/pod-book';

export interface StoreOptions {
  /** A cluster's name or `capture:<id>`. */
  readonly cluster: string;
  readonly codec: FlowCodec;
  readonly log: LogLimits;
  /** `Infinity` keeps everything. */
  readonly retentionMs: number;
  readonly maxConversations: number;
  /** Flows are shown and filtered as they were sent, secrets included; those are masked unless so. */
  readonly showSecrets?: boolean;
  /** Tells the flow ids of this log from those of another; random. */
  readonly epoch: string;
  /** What is shared by all stores of one cluster; the store's own unless given. */
  readonly names?: LearningEndNames;
  readonly named?: Set<string>;
  readonly pods?: PodBook;
}

/** Told of every flow as it is kept. `denial` is worked out once for all; `alike` is for rollups. */
export type KeptListener = (
  facts: FlowFacts,
  atMs: EpochMs,
  seq: number,
  denial: boolean,
  alike: number,
  bytes: FlowBytes,
) => void;

export interface Store {
  readonly cluster: string;
  readonly retentionMs: number;
  readonly maxConversations: number;
  readonly epoch: string;
  readonly codec: FlowCodec;
  readonly log: FlowLog;
  readonly shared: SharedRollup;
  /** Of a frozen view. */
  readonly whole?: FrozenWhole;
  /** When it was frozen: what is answered from it is of that moment. */
  readonly frozenMs?: EpochMs;
  /** What was learnt of ends that single flows do not name. */
  readonly names: EndNames & Pick<LearningEndNames, 'bytes'>;
  /** The pods at the ends of its flows. */
  readonly pods: PodBook;
  readonly gaps: Gaps;
  readonly nodes: NodeBook;
  /** Keeps a flow in the log; `counts` false leaves it out of the rollup. `hash` is for the log, `alike` for rollups. */
  keep(facts: FlowFacts, bytes: FlowBytes, place: Place, arrivedMs: EpochMs, hash: number, alike?: number): void;
  listen(listener: KeptListener): () => void;
  flowOf(entry: LogEntry): Flow;
  /** What a place in the log is called outside, in cursors and ids, and the place a name stands for; undefined for none. */
  nameOf(seq: number): string;
  seqOf(name: string): number | undefined;
  /** Finds a flow by uuid or by the id this store gave it. */
  find(id: string): Flow | undefined;
  findUuid(uuid: string): LogEntry | undefined;
  /** Namespaces that something other than flows told of. */
  readonly named: Set<string>;
  /** From when on rows and pictures are known in full, as far as no gap says otherwise. */
  rowsSinceMs(): EpochMs;
  countsSinceMs(): EpochMs;
  /** To be called once flows can arrive: from then on silence means that there were none. */
  listensSince(atMs: EpochMs): void;
  /** Says it outright, where it is known from when on all flows were read, whatever older ones came with them. */
  coversSince(atMs: EpochMs): void;
  /** Grows with every flow kept. */
  version(): number;
  /** Some of the log is out of its readers' sight: how many flows that holds says nothing of what they see. */
  readonly isSighted?: true;
}

/** What was counted of all stores of a frozen view together, by level, for its own filter. */
export interface FrozenWhole {
  readonly stores: number;
  /** As `filterKey` has it. */
  readonly filter: string;
  readonly at: ReadonlyMap<Level, SharedRollup>;
}

/** Under which time a flow counts. `counts` false: too old for the rollup, and the log alone holds it. */
export interface Place {
  readonly atMs: EpochMs;
  readonly counts: boolean;
}

export function createStore(options: StoreOptions): Store {
  const { cluster, epoch, retentionMs, maxConversations } = options;
  const codec = options.showSecrets ? options.codec : masking(options.codec);
  const log = createFlowLog(options.log);
  const shared = createSharedRollup({ retentionMs, maxConversations });
  const { names = createEndNames(), named = new Set<string>(), pods = createPodBook() } = options;
  const gaps = createGaps(cluster);
  const listeners = new Set<KeptListener>();
  let listensMs: EpochMs = Number.POSITIVE_INFINITY;
  let coveredMs: EpochMs | null = null;

  function keep(
    facts: FlowFacts,
    bytes: FlowBytes,
    { atMs, counts }: Place,
    arrivedMs: EpochMs,
    hash: number,
    alike = 0,
  ) {
    const seq = log.append(bytes, atMs, arrivedMs, hash);
    if (counts) shared.fold(facts, atMs, alike);
    names.learn(facts, atMs);
    pods.see(facts, atMs, alike);
    if (listeners.size === 0) return;
    const denial = isDenial(facts);
    for (const listener of listeners) listener(facts, atMs, seq, denial, alike, bytes);
  }

  /** uuid where the flow has one, else a name made of this log and the place in it. */
  function flowOf({ bytes, seq, arrivedMs }: LogEntry): Flow {
    const flow = codec.flow(bytes, `${epoch}.${seq}`, arrivedMs);
    return flow.uuid ? Object.assign(flow, { id: flow.uuid }) : flow;
  }

  function find(id: string): Flow | undefined {
    const [own, name] = id.split('.');
    if (own === epoch && name !== undefined) {
      const seq = seqOf(name);
      const entry = seq === undefined ? undefined : log.get(seq);
      return entry && flowOf(entry);
    }
    const entry = findUuid(id);
    return entry && flowOf(entry);
  }

  function findUuid(uuid: string): LogEntry | undefined {
    const hash = fingerprint(uuid, { high: 0, low: 0 }).low;
    return log.find(hash, ({ bytes }) => codec.facts(bytes).uuid === uuid);
  }

  return {
    cluster,
    retentionMs,
    maxConversations,
    epoch,
    codec,
    log,
    shared,
    names,
    pods,
    gaps,
    nodes: createNodeBook(gaps),
    keep,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flowOf,
    nameOf: String,
    seqOf,
    find,
    findUuid,
    named,
    rowsSinceMs() {
      const oldestMs = log.figures().oldestMs ?? Number.POSITIVE_INFINITY;
      const keptMs = log.firstSeq() > 0 ? oldestMs : Number.NEGATIVE_INFINITY;
      return Math.max(keptMs, coveredMs ?? Math.min(oldestMs, listensMs));
    },
    countsSinceMs: () =>
      Math.max(shared.floorMs(), coveredMs ?? Math.min(shared.rollup.sinceMs() ?? Number.POSITIVE_INFINITY, listensMs)),
    listensSince(atMs) {
      listensMs = Math.min(listensMs, atMs);
    },
    coversSince(atMs) {
      coveredMs = atMs;
    },
    version: () => log.nextSeq(),
  };
}

const seqOf = (name: string): number | undefined => (/^\d{1,15}$/.test(name) ? Number(name) : undefined);
