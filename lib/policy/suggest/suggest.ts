// The smallest policies that would let refused flows through, as text, with the proof that they do and open no more.
import type { Flow } from '@/lib/flow/flow';
import { countOf } from '@/lib/flow/format';
import { joined, plain, type Sentence, say } from '@/lib/flow/sentence';
import type { Policy } from '@/lib/policy/policy';
import { clusterIn } from '@/lib/policy/selector';
import { draftsOf } from '@/lib/policy/suggest/draft';
import { manifestOf } from '@/lib/policy/suggest/manifest';
import { anyText, findNeeds, type Need, type SuggestedKind } from '@/lib/policy/suggest/need';
import { place, type SuggestedPolicy } from '@/lib/policy/suggest/place';
import { type Proof, prove } from '@/lib/policy/suggest/proof';
import { refusalsOf } from '@/lib/policy/suggest/refusal';
import { type Remark, remarksOf } from '@/lib/policy/suggest/remark';

export interface Suggestion {
  readonly policies: readonly SuggestedPolicy[];
  /** Flows for which a policy is not the cure, by reason. */
  readonly warnings: readonly Remark[];
  /** What should be looked at before the policies are applied. */
  readonly notes: readonly Sentence[];
  readonly proof: Proof;
}

export interface Ask {
  /** Those to let through; which of them are refused is found out here. */
  readonly flows: readonly Flow[];
  /** Other refused flows of the same time, which are to stay refused. */
  readonly others: readonly Flow[];
  readonly kind: SuggestedKind;
  /** Policies of now; null where none are known. */
  readonly given: readonly Policy[] | null;
}

export function suggest({ flows, others, kind, given }: Ask): Suggestion {
  const needs: Need[] = [];
  const obstacles: Remark[] = [];
  for (const refusal of refusalsOf(flows)) {
    const found = findNeeds(refusal, kind, given ?? []);
    if ('needs' in found) needs.push(...found.needs);
    else obstacles.push({ sentence: found.obstacle, flows: refusal.flows });
  }
  const policies = place(
    draftsOf(needs).map((draft) => ({
      manifest: manifestOf(draft, kind),
      subject: draft.subject.name,
      cluster: draft.subject.cluster,
    })),
    given ?? [],
  );
  const cured = [...new Set(needs.map(({ refusal }) => refusal))];
  return {
    policies,
    warnings: remarksOf(obstacles),
    notes: [...notesOf(needs, given !== null), ...farNotes(needs, given ?? [])],
    proof: prove(policies, { cured, others: refusalsOf(others), given }),
  };
}

/** What holds in another cluster than that of the policies of now is not known. */
function farNotes(needs: readonly Need[], given: readonly Policy[]): readonly Sentence[] {
  const own = given.find(({ cluster }) => cluster !== undefined)?.cluster;
  if (own === undefined) return [];
  const ends = needs.flatMap(({ refusal: { attempt } }) => (attempt ? [attempt.source, attempt.destination] : []));
  const others = new Set(ends.map(({ labels }) => clusterIn(labels)).filter((its) => its !== undefined && its !== own));
  const named = [...others].flatMap((its) => its ?? []).sort();
  if (named.length === 0) return [];
  return [say`The policies of now are those of cluster ${own}; what those of ${joined(named)} say is not known here.`];
}

/** `isJudged`: whether policies of now told what the other end does. */
function notesOf(needs: readonly Need[], isJudged: boolean): readonly Sentence[] {
  const others = needs.flatMap((need) => need.others);
  const addresses = new Set(others.flatMap((other) => (other.kind === 'cidr' ? [other.cidr] : []))).size;
  const byNumber = say`${countOf(addresses, 'address', 'addresses')} outside the cluster ${plain(addresses === 1 ? 'is' : 'are')} allowed by number, because no name was recorded; addresses of services outside change.`;
  const byName = say`Names are learnt from DNS answers that pass Cilium’s proxy. The rule for ${'kube-dns'} in ${'kube-system'} sends the questions there: change it where the resolver is another one.`;
  const patterns = say`Parts of paths that looked like ids stand for any text in their place.`;
  const halfway = say`Egress was refused first; whether the other end lets it in shows only when egress is open.`;
  const isWithin = (need: Need) => need.direction === 'egress' && need.others.some(({ kind }) => kind === 'endpoints');
  return [
    ...(addresses > 0 ? [byNumber] : []),
    ...(others.some(({ kind }) => kind === 'name') ? [byName] : []),
    ...(needs.some(({ access }) => access.kind === 'http' && access.path.includes(anyText)) ? [patterns] : []),
    ...(!isJudged && needs.some(isWithin) ? [halfway] : []),
  ];
}
