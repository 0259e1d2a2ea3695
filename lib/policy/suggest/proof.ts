// What the judge says of refused flows once suggested policies are there.
import { entityInSentence } from '@/lib/flow/entity-text';
import { type Sentence, say } from '@/lib/flow/sentence';
import { entitiesOf } from '@/lib/policy/attempt';
import type { Names } from '@/lib/policy/explain';
import { judge, type PolicyVerdict, speaksOf } from '@/lib/policy/judge';
import type { Policy } from '@/lib/policy/policy';
import { readPolicyText } from '@/lib/policy/read-text';
import type { SuggestedPolicy } from '@/lib/policy/suggest/place';
import { flowsOf, type Refusal } from '@/lib/policy/suggest/refusal';
import { type Remark, remarksOf } from '@/lib/policy/suggest/remark';

/** What the judge says of the flows once the policies are there. */
export interface Proof {
  /** Flows the policies were made from, and those of them that would pass. */
  readonly flows: number;
  readonly pass: number;
  /** Why the rest would not. */
  readonly refused: readonly Remark[];
  /** Refused flows besides, and those of them that would pass as well. */
  readonly others: number;
  readonly othersPass: number;
  /** Whether the policies of now were judged along; without them only the suggested ones are. */
  readonly withGiven: boolean;
}

export interface Proving {
  readonly cured: readonly Refusal[];
  readonly others: readonly Refusal[];
  readonly given: readonly Policy[] | null;
}

/** Judged by the written text, read anew. */
export function prove(policies: readonly SuggestedPolicy[], { cured, others, given }: Proving): Proof {
  const suggested = policies.flatMap(({ yaml, name, cluster }) =>
    readPolicyText(yaml, name).policies.map((policy) => (cluster === '' ? policy : { ...policy, cluster })),
  );
  const replaced = (one: Policy) =>
    suggested.some(
      ({ kind, namespace, name, cluster }) =>
        one.kind === kind &&
        one.namespace === namespace &&
        one.name === name &&
        (one.cluster ?? cluster) === (cluster ?? one.cluster),
    );
  const all = given && [...given.filter((one) => !replaced(one)), ...suggested];
  // Without the policies of now only the side that refused is known to be enforced.
  const refused = cured
    .filter((refusal) => all || !letBy(refusal, suggested))
    .flatMap((refusal) => whyStillRefused(refusal, all ?? suggested));
  return {
    flows: flowsOf(cured),
    pass: flowsOf(cured) - refused.reduce((sum, { flows }) => sum + flows, 0),
    refused: remarksOf(refused),
    others: flowsOf(others),
    othersPass: flowsOf(others.filter((refusal) => letBy(refusal, suggested))),
    withGiven: given !== null,
  };
}

/** Empty where it passes. */
function whyStillRefused({ flow, attempt, flows }: Refusal, policies: readonly Policy[]): readonly Remark[] {
  const verdict = attempt && judge(policies, attempt);
  if (verdict?.verdict === 'allowed') return [];
  const ends = entitiesOf(flow);
  const names = { source: entityInSentence(ends.source), destination: entityInSentence(ends.destination) };
  return [{ sentence: verdict ? whyNot(verdict, names) : say`No policy speaks of it.`, flows }];
}

function whyNot({ egress, ingress, l7 }: PolicyVerdict, { source, destination }: Names): Sentence {
  const isShut = (decision: string) => decision === 'denied' || decision === 'default-deny';
  if (isShut(egress.decision)) return say`Egress from ${source} to ${destination} would still be refused.`;
  if (isShut(ingress.decision)) return say`Ingress to ${destination} from ${source} would still be refused.`;
  return l7 === 'denied'
    ? say`The proxy would still refuse the request from ${source} to ${destination}.`
    : say`Whether ${source} then reaches ${destination} hangs on what is not known here.`;
}

/** Whether the suggested policies by themselves let it through on the side that refused it. */
function letBy({ flow, attempt }: Refusal, suggested: readonly Policy[]): boolean {
  if (!attempt) return false;
  const verdict = judge(suggested, attempt);
  const side = flow.direction === 'EGRESS' ? verdict.egress : verdict.ingress;
  // The local host is let in without a rule: where it was refused all the same, only a rule of theirs counts.
  const isNamed = side.rules.some((looked) => !looked.rule.deny && speaksOf(looked) === 'yes');
  return isNamed && side.decision === 'allowed' && side.l7 !== 'denied' && side.l7 !== 'unknown';
}
