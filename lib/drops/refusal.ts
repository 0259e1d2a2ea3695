// Which rows drop groups are made of: what was refused, or what audit mode let pass and would refuse if enforced.
import { refusedByProxy } from '@/lib/flow/drop-reason';
import { isDenialRow } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';

export interface Refusal {
  readonly audited: boolean;
  readonly is: (row: Row) => boolean;
  /** The row as the counting rules of denials read it. */
  readonly read: (row: Row) => Row;
}

export const dropped: Refusal = { audited: false, is: isDenialRow, read: (row) => row };

/** One event for each packet: what follows it is a trace that says forwarded. */
export const audited: Refusal = { audited: true, is: ({ dims }) => dims.verdict === 'AUDIT', read: enforced };

/** Records of audit mode carry no reason: with a policy that denies it would be a deny rule, else the want of an allow rule. */
function enforced<R extends Row>(row: R): R {
  return { ...row, dims: { ...row.dims, verdict: 'DROPPED', reason: reasonOf(row) } };
}

const l7Access = 129;

function reasonOf({ dims }: Row): string {
  if (dims.reason !== '') return dims.reason;
  if (dims.eventType === l7Access) return refusedByProxy;
  return dims.deniedBy.length > 0 ? 'POLICY_DENY' : 'POLICY_DENIED';
}
