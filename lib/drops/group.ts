// Denials that are alike, as one row.
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Open, TrafficDirection } from '@/lib/flow/flow';

/** `noise` collapses apart: link-level frames, multicast, spoofed fe80::, names tried through a search list. */
export type DropClass = 'policy' | 'l7' | 'datapath' | 'service' | 'noise';

/** Reason of the one kind of group whose count is not of denials: answers that a name of a search list does not exist. */
export const searchedNames = 'NXDOMAIN';

/** What groups are made of: what was dropped, or what audit mode let pass and would drop if policies were enforced. */
export const shownDrops = ['dropped', 'audit'] as const;
export type ShownDrops = (typeof shownDrops)[number];

export interface DropGroup {
  readonly id: string;
  readonly source: Entity;
  readonly destination: Entity;
  readonly protocol: string;
  readonly port: number;
  /** Enum name, unknown code as decimal text, or 'L7' for a request refused by the proxy. */
  readonly reason: string;
  /** The reason in plain words: "Policy denied", "HTTP rule denied", "drop code 230". */
  readonly reasonText: string;
  readonly class: DropClass;
  readonly direction: Open<TrafficDirection>;
  readonly policies: readonly string[];
  /** Of refused requests the newest, its ids taken out: `DELETE /api/v1/users/{id}`. Absent where there is none. */
  readonly request?: string | undefined;
  /** Refused packets or requests, each once. */
  readonly count: number;
  readonly perSecond: number;
  /** Flows of the same conversation, drops included: "12 of 3 400". */
  readonly conversationFlows: number;
  /** Events behind the count, by Hubble event: a verdict and its drop are two events and one denial. */
  readonly evidence: { readonly verdicts: number; readonly drops: number; readonly l7: number };
  /** Denials over the window, oldest first: per 15-second bucket, or per several in windows of more than 60. */
  readonly trend: readonly number[];
  /** Probably replies that came after their connection was forgotten. */
  readonly lateReply: boolean;
  readonly nodes: readonly string[];
  /** Denials told of by each of `nodes`; what is missing to `count` has no node. */
  readonly nodeCounts?: readonly number[];
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** Audit mode let it pass: what would be refused if policies were enforced. */
  readonly audited?: true | undefined;
  /** Of audited packets that egress would refuse: so many ingress would refuse as well, by policies that it names. */
  readonly alsoIngress?: { readonly count: number; readonly policies: readonly string[] } | undefined;
}

export interface DropsDiff {
  readonly upserted: readonly DropGroup[];
  readonly removed: readonly string[];
}
