// What the relay has sent, exactly, for tests and benches that compare it with what arrived.

export interface StreamStats {
  readonly id: number;
  readonly peer: string;
  readonly follow: boolean;
  readonly filtered: boolean;
  readonly open: boolean;
  /** Flow messages written, repeats after a node came back included. */
  readonly flows: number;
  /** Distinct flows written. */
  readonly uniqueFlows: number;
  readonly lostMessages: number;
  /** Flows this stream was too slow for. */
  readonly lostFlows: number;
  readonly statusMessages: number;
  /** Waiting for the reader. */
  readonly blocked: boolean;
}

export interface RelayStats {
  /** Open streams first, then those that ended last; at most 100 of these. */
  readonly streams: readonly StreamStats[];
  readonly open: number;
  readonly opened: number;
  /** Flow messages written on all streams since the start. */
  readonly flows: number;
  /** Distinct flows written to anyone. */
  readonly uniqueFlows: number;
  readonly lostFlows: number;
  /** Calls per rpc name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly nodes: readonly {
    readonly name: string;
    readonly up: boolean;
    /** Flows recorded since the agent started. */
    readonly seen: number;
    readonly held: number;
  }[];
}

/** Counters of one stream, filled in by FlowStream. */
export interface StreamCounters {
  flows: number;
  uniqueFlows: number;
  lostMessages: number;
  lostFlows: number;
  statusMessages: number;
}

export function newCounters(): StreamCounters {
  return { flows: 0, uniqueFlows: 0, lostMessages: 0, lostFlows: 0, statusMessages: 0 };
}
