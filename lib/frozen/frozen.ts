// A frozen view: what one view was made of at one moment, as the parts of a file. Snapshots are kept so, and bundles are
// such a file in a reader's hands. docs/sharing.md describes the file.
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import type { FrozenAbout } from '@/lib/frozen/about';
import type { Level } from '@/lib/graph/level';
import type { ClusterStatus, Gap } from '@/lib/live/live';
import type { StillBucket, StillDims } from '@/lib/rollup/still-rollup';

/** Grows when an older reader could no longer tell what a file says. */
export const frozenVersion = 1;

/** From when on something is known: a time, `always`, or `never`. */
export type Since = EpochMs | 'always' | 'never';

/** One cluster of the view. */
export interface FrozenStore {
  readonly cluster: string;
  readonly gaps: readonly Gap[];
  /** Namespaces that something other than flows told of. */
  readonly named: readonly string[];
  readonly rowsSince: Since;
  readonly countsSince: Since;
  /** As it was told at the moment of freezing. */
  readonly status: ClusterStatus;
}

export interface FrozenHead extends FrozenAbout {
  /** When it was frozen. */
  readonly atMs: EpochMs;
  /** Text of the filter: nothing else was frozen. */
  readonly filter: string;
  /** What of it had not been asked of Relay already; by it rows were told apart. */
  readonly rest: string;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly bucketMs: number;
  readonly stores: readonly FrozenStore[];
}

export interface FrozenEnd {
  readonly flows: number;
  /** Flows that matched and were older than the oldest that is held. */
  readonly flowsLeftOut: number;
  readonly rows: number;
}

export type FrozenPart =
  | { readonly kind: 'head'; readonly head: FrozenHead }
  /** The rows and buckets that follow are of this store by its place, or null: of all together. */
  | { readonly kind: 'rollup'; readonly store: number | null; readonly level: Level }
  /** Numbered from 0 in their rollup. */
  | { readonly kind: 'row'; readonly row: StillDims }
  | { readonly kind: 'bucket'; readonly bucket: StillBucket }
  /** Who answers behind a service, or who really is the client of a conversation. */
  | { readonly kind: 'name'; readonly of: 'service' | 'client'; readonly key: string; readonly entity: Entity }
  /** Newest first. */
  | { readonly kind: 'flow'; readonly store: number; readonly atMs: EpochMs; readonly flow: Flow }
  | { readonly kind: 'end'; readonly end: FrozenEnd };

/** As a file is read: what cannot be is told by its line, and the rest is kept. */
export type ReadPart = FrozenPart | { readonly kind: 'bad'; readonly line: number; readonly message: string };
