// A rollup row: flows that are alike in every dimension a picture or a rollup filter speaks of.

import type { ReplyState } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Open, TrafficDirection, Verdict } from '@/lib/flow/flow';
import type { Undrawn } from '@/lib/flow/questions';
import type { Side } from '@/lib/rollup/side';

export type { ReplyState, Undrawn };

export interface RowDims {
  /** Unique in its rollup; rows with equal dimensions share it across buckets. */
  readonly index: number;
  /** Equal for all rows of one conversation. */
  readonly conversation: string;
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  /** The server's port; 0 where there is none or it is unknown. */
  readonly port: number;
  /** The client's port when a port filter could name it (below 32768), 0 otherwise, -1 when too many to keep apart. */
  readonly clientPort: number;
  readonly reply: ReplyState;
  readonly direction: Open<TrafficDirection>;
  /** The end at which it was seen; what `direction` says, as long as it says something. */
  readonly side: Side;
  readonly node: string;
  readonly verdict: Open<Verdict>;
  /** Hubble's event type number; 0 when absent. */
  readonly eventType: number;
  /** Drop reason (enum name, number or text); '' when none. */
  readonly reason: string;
  /** Names of the policies that denied, `namespace/name` or `name`, sorted. */
  readonly deniedBy: readonly string[];
  /** Names of the policies that allowed, likewise. */
  readonly allowedBy: readonly string[];
  /** A policy verdict that let pass what everything may and named no policy; of an agent that names any, no policy limits it. */
  readonly unlimited?: boolean;
  /** A policy verdict that asks for mutual authentication; where it lets pass, that was done. */
  readonly authenticated: boolean;
  /** Marked as IPsec or WireGuard; not every observation point can tell. */
  readonly encrypted: boolean;
  /** The service name behind which the server was seen, when this sighting is of its virtual address. */
  readonly service: string;
  readonly l7: '' | 'http' | 'dns' | 'kafka' | 'other';
  readonly l7Type: '' | 'request' | 'response' | 'sample';
  /** HTTP status of responses or DNS rcode; 0 otherwise. */
  readonly l7Code: number;
  /** Answers that there is no such name, to names that a resolver only tried on its way through a search list. */
  readonly searched: boolean;
  readonly undrawn: Undrawn;
}

/** Counters of one row over some span. */
export interface RowCount {
  readonly events: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** Of refused requests the newest, as `requestOf` has it; absent where there is none. */
  readonly request?: string | undefined;
}

/** A row as queries read it. */
export interface Row extends RowCount {
  readonly dims: RowDims;
}

/** What folds added to a row of one bucket: `events` since the last change; the times are the whole bucket's. */
export interface RowChange extends Row {
  /** Start of the bucket, so that a moving window knows when the events leave it. */
  readonly bucketMs: EpochMs;
}
