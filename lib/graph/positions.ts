// Where cards and boxes stand, as plain data, and the distances between them.
import type { EntityId } from '@/lib/flow/entity';
import type { Rect } from '@/lib/graph/geometry';

/** The frame around one namespace's cards; more than one where it filled up and could not grow. */
export interface Box extends Rect {
  /** `cluster/namespace` as in entity ids, and `+2`, `+3` … on the parts after the first. */
  readonly id: string;
  readonly key: string;
  readonly cluster: string;
  readonly namespace: string;
}

/** Of the first, second … part of a box. */
export const boxId = (key: string, part: number): string => (part === 1 ? key : `${key}+${part}`);

/** Cards and boxes by their upper left corners. JSON-safe: kept per reader, and given back to place the next graph. */
export interface Positions {
  readonly nodes: { readonly [id: EntityId]: Rect };
  readonly boxes: readonly Box[];
}

export const nowhere: Positions = { nodes: {}, boxes: [] };

export const spacing = {
  card: { column: 176, row: 28 },
  box: { column: 112, row: 64 },
  /** Between a box's border and its cards; its title stands in `title` more above them. */
  padding: 16,
  title: 40,
  /** Nothing from outside comes nearer to a box than this. */
  margin: 24,
} as const;
