// Policies of one cluster say nothing of the ends in another: there other policies hold.
import { say } from '@/lib/flow/sentence';
import type { Attempt } from '@/lib/policy/end';
import type { DirectionFinding } from '@/lib/policy/explain';
import { clusterIn } from '@/lib/policy/selector';

/** The finding for a direction whose gate stands in another cluster than the policies; null where it does not. */
export function ofOtherCluster(
  finding: DirectionFinding,
  { source, destination }: Attempt,
  cluster: string | null,
): DirectionFinding | null {
  const { labels } = finding.direction === 'ingress' ? destination : source;
  const its = clusterIn(labels);
  if (cluster === null || its === undefined || its === cluster) return null;
  const sentence = say`${finding.subject} is in cluster ${its}, and the policies are those of cluster ${cluster}: it cannot be judged here.`;
  return { ...finding, decision: 'unknown', sentence, findings: [] };
}
