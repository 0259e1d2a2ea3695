// Which rows drop groups are made of: what was refused, or what audit mode let pass and would refuse if enforced.
import { type AuditedGroup, onceAcrossEnds } from '@/lib/drops/both-ends';
import { refusedByProxy } from '@/lib/flow/drop-reason';
import { denialGroups } from '@/lib/rollup/denial-groups';
import { isDenialRow } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';

export interface Refusal {
  readonly audited: boolean;
  readonly is: (row: Row) => boolean;
  /** Of such rows of one conversation, by the counting rules of denials: each packet once. */
  readonly groups: (rows: readonly Row[]) => readonly AuditedGroup[];
}

export const dropped: Refusal = { audited: false, is: isDenialRow, groups: denialGroups };

/** One event for each packet and end: what follows it is a trace that says forwarded. */
export const audited: Refusal = {
  audited: true,
  is: ({ dims }) => dims.verdict === 'AUDIT',
  groups: (rows) => onceAcrossEnds(denialGroups(rows.map(enforced))),
};

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
