// The service map as plain data.
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';

export const groupings = ['pod', 'workload', 'namespace', 'node', 'cluster'] as const;
export type Grouping = (typeof groupings)[number];

/** Flow events per verdict name. */
export type VerdictCounts = { readonly [verdict: string]: number };

export interface GraphNode extends Entity {
  /** Served ports with their figures, busiest first, at most 8; `morePorts` says how many are left out. */
  readonly ports: readonly {
    readonly protocol: string;
    readonly port: number;
    readonly flows: number;
    readonly denials: number;
  }[];
  readonly morePorts: number;
  /** Denials in which this node was the client or the server. */
  readonly denials: number;
  readonly flows: number;
}

/**
 * - `denied`   only refused · `partly` some refused · `audit` would be refused · `error` proxy or L7 error
 * - `redirected` through the L7 proxy · `forwarded` · `unknown` no verdict that says so
 */
export const edgeStates = ['forwarded', 'redirected', 'error', 'audit', 'partly', 'denied', 'unknown'] as const;
export type EdgeState = (typeof edgeStates)[number];

/** Whether some of it, or all, was refused. */
export const isRefusing = ({ state }: Pick<GraphEdge, 'state'>): boolean => state === 'denied' || state === 'partly';

export interface GraphEdge {
  /** `source>destination protocol/port`. */
  readonly id: string;
  /** The client. */
  readonly source: EntityId;
  /** The server. */
  readonly destination: EntityId;
  readonly protocol: string;
  readonly port: number;
  readonly state: EdgeState;
  /** Flow events seen, per verdict: summed over all edges and `undrawn` this is the number of flows received. */
  readonly events: VerdictCounts;
  /** The same per side (rule 3). */
  readonly sides: { readonly egress: VerdictCounts; readonly ingress: VerdictCounts; readonly unknown: VerdictCounts };
  /** The larger of the two sides: the figure shown. */
  readonly flows: number;
  /** The same over the last minute, per second. */
  readonly flowsPerSecond: number;
  /** Refused packets or requests, each once (rule 4). */
  readonly denials: number;
  readonly denialsPerSecond: number;
  readonly deniedBySide: { readonly egress: number; readonly ingress: number; readonly unknown: number };
  readonly audits: number;
  /** Why refused, most frequent first. */
  readonly reasons: readonly string[];
  readonly policies: readonly string[];
  /**
   * What policy verdicts that let pass name: policies, and how many verdicts named none. Older agents name none, so `none`
   * counts those of the unnamed of which it is known that there is none; absent: 0.
   */
  readonly allowedBy?: { readonly policies: readonly string[]; readonly unnamed: number; readonly none?: number };
  /** Policy verdicts that let pass after the ends had authenticated one another; absent: none. */
  readonly authenticated?: number;
  /** Flows seen marked as encrypted, counted as `flows` are; absent: none, which is no proof of plain text. */
  readonly encrypted?: number;
  readonly http: {
    readonly requests: number;
    readonly responses: number;
    readonly clientErrors: number;
    readonly serverErrors: number;
  } | null;
  readonly dns: {
    readonly queries: number;
    readonly answers: number;
    readonly nxdomain: number;
    readonly failures: number;
  } | null;
  /** The probable late replies among `denials`. */
  readonly lateReplies: number;
  /** Only replies were seen, so the client is inferred from them. */
  readonly repliesOnly: boolean;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Flow events that make no edge. */
  readonly undrawn: number;
  readonly undrawnBy: { readonly [why: string]: number };
}

/** `next` = `previous` with `removed` taken out and `upserted` put in, by id. */
export interface GraphDiff {
  readonly nodes: { readonly upserted: readonly GraphNode[]; readonly removed: readonly EntityId[] };
  readonly edges: { readonly upserted: readonly GraphEdge[]; readonly removed: readonly string[] };
  readonly undrawn: number;
  readonly undrawnBy: { readonly [why: string]: number };
}
