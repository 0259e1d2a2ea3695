// What a filter reads of a rollup row. lib/rollup's RowDims has all of it; this layer lies below and asks for no more.
import type { Entity } from '@/lib/flow/entity';

export interface RowFacts {
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  /** The server's port; 0 where there is none. */
  readonly port: number;
  /** The client's port below 32768, 0 otherwise, -1 when the rollup could not keep them apart. */
  readonly clientPort: number;
  /** On `reply` and `late` the packet ran from server to client, else from client to server. */
  readonly reply: string;
  readonly direction: string;
  readonly node: string;
  readonly verdict: string;
  readonly eventType: number;
  readonly reason: string;
  readonly deniedBy: readonly string[];
  readonly allowedBy: readonly string[];
  readonly l7: string;
  readonly l7Type: string;
  /** HTTP status of responses or DNS response code. */
  readonly l7Code: number;
}

export type End = 'source' | 'destination';

/** The entity at one end of the packets of a row. */
export function rowEntity(row: RowFacts, end: End): Entity {
  return isSwapped(row) === (end === 'source') ? row.server : row.client;
}

/** The port at one end of the packets of a row; 0 where it is not known. */
export function rowPort(row: RowFacts, end: End): number {
  return isSwapped(row) === (end === 'source') ? row.port : row.clientPort;
}

const isSwapped = (row: RowFacts): boolean => row.reply === 'reply' || row.reply === 'late';
