'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askWith } from '@/app/workspace/ask';
import { hasSeveralClusters } from '@/components/drop-table/parts';
import { type FoundSuggestion, SuggestedPolicy } from '@/components/suggested-policy/suggested-policy';
import type { DropGroup } from '@/lib/drops/group';
import { printFilter } from '@/lib/filter/print';
import { entityInSentence } from '@/lib/flow/entity-text';
import { formatPort } from '@/lib/flow/format';
import type { SuggestedKind } from '@/lib/policy/suggest/need';
import type { SuggestionAnswer } from '@/lib/wire/suggestion';
import { foundOf, withPolicies } from './found';
import { groupFilter } from './group-filter';

export interface ConnectedSuggestionProps {
  readonly group: DropGroup;
  /** All there are; those like it are offered to be let through as well. */
  readonly groups: readonly DropGroup[];
  readonly cluster: string | null;
  /** Policies that were given on the page. */
  readonly sent: string | null;
}

/** One request names at most so many groups. */
const mostOthers = 19;
/** A list that can still be read through. */
const mostCandidates = 100;

/** Asked once: a policy that changes while it is read cannot be reviewed. Who opens the drop again is answered anew. */
export function ConnectedSuggestion({ group, groups, cluster, sent }: ConnectedSuggestionProps) {
  const [kind, setKind] = useState<SuggestedKind>('CiliumNetworkPolicy');
  const [chosen, choose] = useState<readonly string[]>([]);
  const candidates = candidatesFor(group, groups);
  const found = useSuggestion([group, ...candidates.filter(({ id }) => chosen.includes(id))], { kind, cluster, sent });
  return (
    <SuggestedPolicy
      candidates={candidates.map((one) => ({ id: one.id, label: labelOf(one) }))}
      clusters={hasSeveralClusters(groups)}
      chosen={chosen.filter((id) => candidates.some((one) => one.id === id))}
      found={found}
      kind={kind}
      onChoose={(ids) => choose(ids.slice(0, mostOthers))}
      onKind={setKind}
    />
  );
}

/** Those refused at the same workload first. */
function candidatesFor(group: DropGroup, groups: readonly DropGroup[]): readonly DropGroup[] {
  const isLike = (one: DropGroup) =>
    one.id !== group.id && !one.lateReply && (one.class === 'policy' || one.class === 'l7');
  const isNear = (one: DropGroup) => refusing(one).id === refusing(group).id;
  const others = groups.filter(isLike);
  return [...others.filter(isNear), ...others.filter((one) => !isNear(one))].slice(0, mostCandidates);
}

const refusing = ({ direction, source, destination }: DropGroup) => (direction === 'EGRESS' ? source : destination);

function labelOf({ source, destination, protocol, port, reasonText }: DropGroup): string {
  const where = port > 0 ? ` ${formatPort(protocol, port)}` : '';
  return `${entityInSentence(source)} → ${entityInSentence(destination)}${where}, ${reasonText}`;
}

interface Asked {
  readonly kind: SuggestedKind;
  readonly cluster: string | null;
  readonly sent: string | null;
}

function useSuggestion(groups: readonly DropGroup[], { kind, cluster, sent }: Asked): FoundSuggestion {
  const of = groups.map((one) => printFilter(groupFilter(one, { clusters: true, ofFlows: true })));
  const ids = groups.map(({ id }) => id);
  const query = useQuery({
    queryKey: ['suggestion', cluster, kind, sent, ...ids],
    queryFn: ({ signal }) => {
      const texts = [...of.map((text) => ['of', text]), ...ids.map((id) => ['group', id])];
      const asked = new URLSearchParams([['kind', kind], ...texts]);
      if (cluster !== null) asked.set('cluster', cluster);
      return askWith<SuggestionAnswer>('policies/suggested', asked, signal, withPolicies(sent));
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    placeholderData: (before) => before,
  });
  return foundOf(query);
}
