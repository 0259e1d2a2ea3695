// What audit mode lets pass on its way out is looked at again on its way in: two verdicts on one packet.
import type { DenialGroup } from '@/lib/rollup/denial-groups';

/** What the ingress side would refuse as well, of packets that egress would refuse before. */
export interface AlsoIngress {
  readonly count: number;
  /** Those that the ingress side names. */
  readonly policies: readonly string[];
}

export interface AuditedGroup extends DenialGroup {
  readonly alsoIngress?: AlsoIngress | undefined;
}

/**
 * Each audited packet once, where it would be refused: as many as egress tells of there, and what ingress tells of
 * beyond them at ingress. No event is lost: those of both ends stand behind the group that counts the packet.
 */
export function onceAcrossEnds(groups: readonly DenialGroup[]): readonly AuditedGroup[] {
  const arriving = groups.filter(isIngress);
  const first = groups.filter((group) => !isIngress(group));
  const counted = first.map((group) => (group.direction === 'EGRESS' ? withArrivals(group, arriving) : group));
  return [...counted, ...arriving].sort((a, b) => b.count - a.count);
}

const isIngress = ({ direction }: DenialGroup): boolean => direction === 'INGRESS';

/** Takes what it counts already out of `arriving`. */
function withArrivals(group: DenialGroup, arriving: DenialGroup[]): AuditedGroup {
  const parts: DenialGroup[] = [];
  let room = group.count;
  for (const [at, other] of [...arriving.entries()].reverse()) {
    if (room === 0 || other.late !== group.late) continue;
    const count = Math.min(room, other.count);
    const [taken, left] = split(other, count);
    parts.push(taken);
    arriving.splice(at, 1, ...(left.count > 0 ? [left] : []));
    room -= count;
  }
  return parts.reduce<AuditedGroup>(joined, group);
}

function split(group: DenialGroup, count: number): readonly [taken: DenialGroup, left: DenialGroup] {
  if (count === group.count) return [group, { ...group, count: 0 }];
  const { verdicts, drops, l7 } = group.evidence;
  const taken = { verdicts: Math.min(verdicts, count), drops: Math.min(drops, count), l7: Math.min(l7, count) };
  const left = { verdicts: verdicts - taken.verdicts, drops: drops - taken.drops, l7: l7 - taken.l7 };
  return [
    { ...group, count, evidence: taken },
    { ...group, count: group.count - count, evidence: left, nodeCounts: lessened(group.nodeCounts, count) },
  ];
}

function lessened(counts: readonly number[], by: number): readonly number[] {
  let over = by;
  return counts.map((count) => {
    const taken = Math.min(count, over);
    over -= taken;
    return count - taken;
  });
}

function joined(group: AuditedGroup, arrived: DenialGroup): AuditedGroup {
  const { evidence, nodes, nodeCounts, alsoIngress } = group;
  const others = arrived.nodes.filter((node) => !nodes.includes(node));
  return {
    ...group,
    evidence: {
      verdicts: evidence.verdicts + arrived.evidence.verdicts,
      drops: evidence.drops + arrived.evidence.drops,
      l7: evidence.l7 + arrived.evidence.l7,
    },
    nodes: [...nodes, ...others],
    nodeCounts: [...nodeCounts, ...others.map(() => 0)],
    alsoIngress: {
      count: (alsoIngress?.count ?? 0) + arrived.count,
      policies: [...new Set([...(alsoIngress?.policies ?? []), ...arrived.policies])].sort(),
    },
    firstMs: Math.min(group.firstMs, arrived.firstMs),
    lastMs: Math.max(group.lastMs, arrived.lastMs),
  };
}
