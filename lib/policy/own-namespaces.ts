// Policies of some namespaces say nothing of the ends in others: there other policies hold.
import { namespaceLabel } from '@/lib/flow/labels';
import { say } from '@/lib/flow/sentence';
import type { Attempt } from '@/lib/policy/end';
import type { DirectionFinding } from '@/lib/policy/explain';

/** The finding for a direction whose gate stands in a namespace of which no policies are given; null where it does not. */
export function ofOtherNamespace(
  finding: DirectionFinding,
  { source, destination }: Attempt,
  covers: (namespace: string) => boolean,
): DirectionFinding | null {
  const { labels } = finding.direction === 'ingress' ? destination : source;
  const its = labels.find((label) => label.source === 'k8s' && label.key === namespaceLabel)?.value;
  if (its === undefined || covers(its)) return null;
  const sentence = say`The policies of ${its}, where ${finding.subject} is, are not open to you: it cannot be judged here.`;
  return { ...finding, decision: 'unknown', sentence, findings: [] };
}
