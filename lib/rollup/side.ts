// The side of a connection on which an event was seen.
import type { RowDims } from '@/lib/rollup/row';

/** `egress` at the client's end, `ingress` at the server's, `unknown` where the record names neither. */
export const sides = ['egress', 'ingress', 'unknown'] as const;
export type Side = (typeof sides)[number];
export type BySide<Value> = { readonly [side in Side]: Value };

export function sideOf({ direction }: Pick<RowDims, 'direction'>): Side {
  if (direction === 'EGRESS') return 'egress';
  return direction === 'INGRESS' ? 'ingress' : 'unknown';
}
