// The interface of the live side: promises and async iterables of plain data, because it runs in a thread of its own
// (thread/start.ts).

import type { DropGroup, DropsDiff, ShownDrops } from '@/lib/drops/group';
import type { DropMark } from '@/lib/drops/mark';
import type { Filter, Side } from '@/lib/filter/filter';
import type { ListedKey } from '@/lib/filter/keys/listed-keys';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { Decimal64, EpochMs, Flow, Rfc3339 } from '@/lib/flow/flow';
import type { FrozenAbout } from '@/lib/frozen/about';
import type { Graph, GraphDiff, Grouping } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';
import type { ConnectionState, NodeState } from '@/lib/relay/relay';
import type { Reader } from '@/lib/sight/reader';

/** A span in which flows are known to be missing. */
export interface Gap {
  readonly id: string;
  readonly cluster: string;
  readonly kind: 'lost-events' | 'node-unavailable' | 'reconnect' | 'relay-replay-skipped' | 'unread' | 'capture';
  readonly from: Rfc3339;
  /** Absent while it lasts. */
  readonly to?: Rfc3339;
  readonly nodes: readonly string[];
  /** Known number of missing flows; null when unknown. */
  readonly count: Decimal64 | null;
  /** One sentence. */
  readonly message: string;
  /** A single loss at the head of a history read is a footnote, not an alarm. */
  readonly quiet: boolean;
}

/** What every answer carries. */
export interface Span {
  readonly from: Rfc3339;
  readonly to: Rfc3339;
  /** False when a gap touches the span, or the span starts before what is held. */
  readonly complete: boolean;
  readonly gaps: readonly Gap[];
}

export interface NodeInfo {
  readonly name: string;
  readonly state: NodeState;
  readonly version: string;
  readonly message: string;
  readonly sinceMs: EpochMs | null;
  readonly lastFlowMs: EpochMs | null;
}

/** What is held of one cluster: flows in the log, rows in the rollup, and their bytes with those of what tells repeats. */
export interface Held {
  readonly flows: number;
  readonly rows: number;
  readonly bytes: number;
  readonly flowBytes?: number;
  readonly rollupBytes?: number;
  readonly repeatBytes?: number;
}

/** One filtered stream of flows that is open because somebody looks at what it brings. */
export interface UpstreamStream {
  /** The filter's text; '' is everything. */
  readonly filter: string;
  readonly whitelist: readonly RelayFilter[];
  readonly blacklist: readonly RelayFilter[];
  /** Whether only the fields that views need are asked for. */
  readonly masked: boolean;
  readonly connection: ConnectionState;
  /** Views that are held up by it. */
  readonly views: number;
  readonly flowsReceived: number;
  readonly flowsPerSecond: number;
  /** Flows that came although the filter leaves them out: the server does not know all of it. */
  readonly flowsBeside: number;
  readonly flowsSince: Rfc3339 | null;
  readonly held: Held;
}

export interface ClusterStatus {
  readonly cluster: string;
  readonly source: 'relay' | 'capture' | 'snapshot';
  /** Whether all flows are read from the start on, or those that are asked for. Absent for captures. */
  readonly observe?: 'always' | 'on-demand';
  /** On demand: what is being read now. */
  readonly streams?: readonly UpstreamStream[];
  /** On demand: from when on the rings of all nodes hold their flows, as last asked. */
  readonly ringsSince?: Rfc3339 | null;
  readonly address: string;
  readonly connection: ConnectionState;
  readonly relayVersion: string;
  readonly nodesConnected: number | null;
  readonly nodesUnavailable: number | null;
  readonly nodes: readonly NodeInfo[];
  /** Flows received per second over the last 10 s. */
  readonly flowsPerSecond: number;
  /** Flows received since start, repeats left out. */
  readonly flowsReceived: number;
  readonly repeatsDropped: number;
  readonly unknownResponses: number;
  readonly malformedMessages: number;
  readonly lostEvents: Decimal64;
  readonly lostEventsUnknown: number;
  /** Time of the oldest flow the log and the rollup hold. */
  readonly flowsSince: Rfc3339 | null;
  readonly rollupSince: Rfc3339 | null;
  readonly lastFlow: Rfc3339 | null;
  /** Milliseconds from the newest flow's time to its arrival. */
  readonly lagMs: number | null;
  readonly held: Held;
  /** Flows of the held buckets that were counted in "other": there were more conversations than fit. */
  readonly otherFlows?: number;
  /** Capture only: lines that could not be read. */
  readonly badLines?: readonly { readonly line: number; readonly message: string }[];
}

/** Bytes held by all of the process, estimated where they cannot be counted. */
export interface HeldBytes {
  /** Flow logs, and the rollups folded from them. */
  readonly flows: number;
  readonly rollups: number;
  /** Rollups of filters that the others cannot answer. */
  readonly filterRollups: number;
  /** What views are kept up from, and the frames kept for readers that come back. */
  readonly views: number;
  readonly frames: number;
  readonly captures: number;
  /** What tells repeated flows. */
  readonly repeats: number;
  /** Texts and ends that flows share, and names learnt from them. */
  readonly names: number;
}

export interface Memory {
  /** What the process may take, and the part of it that is not for what is held. */
  readonly limitBytes: number;
  readonly processBytes: number;
  readonly heldBytes: HeldBytes;
}

export interface Status {
  readonly version: string;
  readonly now: Rfc3339;
  readonly startedAt: Rfc3339;
  readonly readers: number;
  readonly views: number;
  readonly memory?: Memory;
  readonly clusters: readonly ClusterStatus[];
}

export interface NamespaceRow {
  readonly cluster: string;
  /** '' is all namespaces together, each conversation once. */
  readonly namespace: string;
  readonly flowsPerSecond: number;
  readonly denialsPerSecond: number;
  /** Denials in the last 15 minutes. */
  readonly denials: number;
}

/** Which values are asked for: those by which a token `key:` of this side would find flows. */
export interface ValuesQuery {
  readonly key: ListedKey;
  readonly side: Side;
  /** Only values that hold this text, whatever its case. */
  readonly prefix: string;
  readonly limit: number;
}

/** A value as it stands in a filter, unquoted. */
export interface ValueCount {
  readonly value: string;
  /** Flows that a token with this value would leave of those that match. */
  readonly flows: number;
  /** Refused packets and requests among them, each once. */
  readonly denials: number;
}

export interface ValueCounts {
  /** Most frequent first. */
  readonly values: readonly ValueCount[];
  /** There are more than are listed. */
  readonly more: boolean;
  /** Only so many of the newest flows were looked through; absent where all of the span were counted. */
  readonly newest?: number;
}

export interface SeriesPoint {
  readonly atMs: EpochMs;
  /** Flows per verdict in this step; denials under `denials`. */
  readonly values: { readonly [name: string]: number };
}

/** Time: absent `to` is now and moving; times are epoch milliseconds, already resolved from `-15m`. */
export interface Scope {
  readonly filter: Filter;
  /** A cluster's name, `capture:<id>` or `snapshot:<id>`; absent is every configured cluster. */
  readonly cluster?: string;
  readonly fromMs?: EpochMs;
  readonly toMs?: EpochMs;
  /** What is out of their sight is not there. Absent: the server itself asks, which sees everything. */
  readonly reader?: Reader;
}

export const wants = ['map', 'drops', 'audit', 'flows', 'series', 'namespaces', 'status'] as const;
export type Want = (typeof wants)[number];

export interface WatchQuery extends Scope {
  readonly wants: readonly Want[];
  readonly group: Grouping;
  /** Length of the moving window of map and drops, ms. Default 15 min. */
  readonly windowMs: number;
  /** Rows sent per frame at most. */
  readonly rows: number;
}

/** One commit. Without `reset` it continues the frame before it; with it, it replaces everything. */
export interface Frame extends Span {
  readonly id: string;
  readonly at: Rfc3339;
  readonly reset: boolean;
  /** Present when this reader was too slow, or away too long (then `unknown`): what it was not sent. */
  readonly missed?: { readonly frames: number; readonly rows: number; readonly unknown?: true };
  readonly map?: GraphDiff;
  readonly drops?: DropsDiff;
  /** What audit mode let pass, and would be dropped if policies were enforced. */
  readonly audit?: DropsDiff;
  /** Beside drop groups: all marks there are, where they changed. */
  readonly marks?: readonly DropMark[];
  readonly flows?: {
    /** Newest first. */
    readonly rows: readonly Flow[];
    /** Matching flows since the frame before (on reset: held by the log) that are not in `rows`. */
    readonly unsent: number;
    /** Matching flows since this view began, `unsent` included. */
    readonly matched: number;
    /** Flows since this view began that the filter left out, and the denials among them. */
    readonly hidden: number;
    readonly hiddenDenials: number;
    /** What is held is still looked through: these counts are so far, and a later frame has them all. */
    readonly searching?: true;
  };
  readonly series?: { readonly stepMs: number; readonly points: readonly SeriesPoint[] };
  readonly namespaces?: readonly NamespaceRow[];
  readonly status?: Status;
}

/** A frame for one reader. */
export interface SerialFrame {
  readonly id: string;
  /** All of it but `missed`: one object for all its readers. */
  readonly body: FrameBody;
  readonly missed?: Frame['missed'];
}

/** Serialised once. */
export interface FrameBody {
  /** JSON text of a Frame as UTF-8, a blank line after it: what ends an event need not be copied behind each. */
  readonly bytes: Uint8Array;
}

/** Pods of which flows were seen, by the nodes of the map behind which they stand. */
export interface PodsSeen {
  /** Those with the most pods first. */
  readonly pods: readonly SeenPods[];
  /** There are more nodes than are listed. */
  readonly more: boolean;
}

/** Of a flow's connection, trace and socket. */
export interface Related {
  /** Newest first, the flow itself among them where it is held. */
  readonly flows: readonly Flow[];
  /** There are more than are listed. */
  readonly more: boolean;
  /** Between when it was looked. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface CaptureReport {
  readonly id: string;
  /** `capture:<id>`, what to pass as cluster. */
  readonly cluster: string;
  readonly flows: number;
  readonly lostEvents: number;
  readonly nodeEvents: number;
  readonly otherEvents: number;
  readonly unknownKinds: number;
  readonly badLines: readonly { readonly line: number; readonly message: string }[];
  readonly badLineCount: number;
  /** Of a table only: columns that are none of a flow, which were left out. */
  readonly unknownColumns?: readonly string[];
  readonly from: Rfc3339 | null;
  readonly to: Rfc3339 | null;
  /** Of a bundle only: what it shows, and flows that matched and are not in it. */
  readonly bundle?: FrozenAbout & { readonly at: Rfc3339; readonly flowsLeftOut: number };
}

/** A view as a file. */
export interface FrozenView {
  readonly bytes: Uint8Array;
  readonly flows: number;
  /** Flows that matched, older than those that are held. */
  readonly flowsLeftOut: number;
  readonly rows: number;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** Thrown (rejected) by every method below; HTTP turns the code into a status. */
export type LiveErrorCode =
  | 'no-such-cluster'
  | 'no-such-flow'
  | 'bad-cursor'
  | 'capture-empty'
  | 'capture-too-large'
  | 'capture-unreadable'
  | 'captures-busy'
  | 'no-such-snapshot'
  | 'too-many-views'
  | 'relay-failed'
  | 'filter';

export interface Live {
  status(reader?: Reader): Promise<Status>;
  namespaces(scope: Scope): Promise<Span & { readonly namespaces: readonly NamespaceRow[] }>;
  flows(
    scope: Scope,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Span & { readonly flows: readonly Flow[]; readonly next: string | null }>;
  flow(cluster: string | undefined, id: string, reader?: Reader): Promise<Flow>;
  /** What is held of the flow's connection, trace and socket. */
  related(cluster: string | undefined, id: string, reader?: Reader): Promise<Related>;
  map(scope: Scope, group: Grouping): Promise<Span & Graph>;
  /**
   * Whatever the filter: how many pods stand behind a workload does not hang on it. A token's filter aside, within which
   * they are told from its newest flows. Not complete either where pods had to be forgotten.
   */
  pods(scope: Scope, group: Grouping): Promise<Span & PodsSeen>;
  /** What was dropped, unless what audit mode let pass is asked for. */
  drops(scope: Scope, shown?: ShownDrops): Promise<Span & { readonly groups: readonly DropGroup[] }>;
  series(
    scope: Scope,
    by: 'verdict' | 'reason' | 'namespace',
    stepMs: number,
  ): Promise<Span & { readonly stepMs: number; readonly points: readonly SeriesPoint[] }>;
  /** Values of one key among the flows that match; what is open at the start of the span begins 15 minutes before its end. */
  values(scope: Scope, query: ValuesQuery): Promise<Span & ValueCounts>;
  /** Ends when `signal` aborts. A reader that does not pull is skipped ahead and told. */
  watch(query: WatchQuery, signal: AbortSignal, lastId?: string): Promise<AsyncIterable<SerialFrame>>;
  /** Connects to a waiting Relay at once, or to all that wait; does nothing to the others. */
  reconnect(cluster?: string, reader?: Reader): Promise<void>;
  /** From now on readers of drop groups are told these marks beside them. */
  mark(marks: readonly DropMark[]): Promise<void>;
  openCapture(name: string, chunks: AsyncIterable<Uint8Array>, reader?: Reader): Promise<CaptureReport>;
  /** Freezes what the scope shows. Both ends of its time are to be given. */
  freeze(scope: Scope, group: Grouping, about: FrozenAbout): Promise<FrozenView>;
  /** From now on `snapshot:<id>` is this file, until there is no more room for it or it is closed; one that is open needs none. */
  openSnapshot(id: string, file?: Uint8Array): Promise<ClusterStatus>;
  closeSnapshot(id: string): Promise<void>;
  close(): Promise<void>;
}
