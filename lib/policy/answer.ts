// What the policies of now say of a recorded flow.
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Flow, Rfc3339 } from '@/lib/flow/flow';
import { attemptOf } from '@/lib/policy/attempt';
import { type DirectionFinding, explain } from '@/lib/policy/explain';
import { judge } from '@/lib/policy/judge';
import type { PolicyProblem, PolicyText } from '@/lib/policy/read-text';

/** Policies, and where and when they were read. */
export interface GivenPolicies extends Pick<PolicyText, 'policies' | 'problems'> {
  readonly from: 'folder' | 'sent' | 'none';
  /** Null where there are none to read. */
  readonly readAt: Rfc3339 | null;
}

export interface PolicyAnswer extends Pick<GivenPolicies, 'from' | 'readAt'> {
  readonly policyCount: number;
  /** The direction that refuses first; null where no policy speaks of such a packet. */
  readonly directions: readonly DirectionFinding[] | null;
  /** What is wrong with the policies as they were given, at most a hundred. */
  readonly problems: readonly PolicyProblem[];
  readonly problemCount: number;
}

const mostProblems = 100;

/** Judges now; what was recorded may have been decided by other policies. */
export function answerOf(flow: Flow, { from, readAt, policies, problems }: GivenPolicies): PolicyAnswer {
  const attempt = attemptOf(flow);
  const verdict = attempt && judge(policies, attempt);
  const ends = [entityInSentence(sourceEntity(flow)), entityInSentence(destinationEntity(flow))] as const;
  const [source, destination] = flow.isReply === true ? [ends[1], ends[0]] : ends;
  const findings =
    verdict && [verdict.ingress, verdict.egress].map((one) => explain(one, attempt, { source, destination }));
  return {
    from,
    readAt,
    policyCount: policies.length,
    directions: findings && [...findings].sort((a, b) => weight[a.decision] - weight[b.decision]),
    problems: problems.slice(0, mostProblems),
    problemCount: problems.length,
  };
}

const weight: Readonly<Record<DirectionFinding['decision'], number>> = {
  denied: 0,
  'default-deny': 0,
  'request-denied': 1,
  unknown: 2,
  allowed: 3,
  'no-policy': 4,
};
