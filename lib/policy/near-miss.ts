// What an end lacks to be the peer that a rule asks for.

import { namespaceLabel } from '@/lib/flow/labels';
import { joined, type Sentence, say } from '@/lib/flow/sentence';
import type { PolicyEnd } from '@/lib/policy/end';
import type { LookedAt } from '@/lib/policy/judge';
import type { Peer, Requirement, Selector } from '@/lib/policy/policy';
import { peerText } from '@/lib/policy/rule-text';
import { holds, requirementText, shortKey, valuesOf } from '@/lib/policy/selector';

/** "test-pod has no label role": of the peer that comes nearest. */
export function whyNoPeer({ rule, narrowings }: LookedAt, end: PolicyEnd, name: string): Sentence {
  const peers = rule.peers ?? [];
  const misses = peers
    .filter((peer) => peer.kind === 'endpoints')
    .map(({ selector }) => [selector, ...narrowings].flatMap((one) => missing(one, end)))
    .filter((requirements) => requirements.length > 0)
    .sort((a, b) => a.length - b.length);
  const [nearest] = misses;
  if (nearest)
    return joined(nearest.slice(0, 3).map((requirement, index) => lack(requirement, end, index === 0 ? name : 'it')));
  const [first] = peers;
  return first ? notThat(first, end, name) : say`it names nobody`;
}

const missing = (selector: Selector, { labels }: PolicyEnd): Requirement[] =>
  selector.filter((requirement) => !holds(requirement, labels));

function lack(requirement: Requirement, { labels }: PolicyEnd, name: string): Sentence {
  const [has] = valuesOf(requirement, labels);
  if (requirement.key === namespaceLabel) {
    return has === undefined ? say`${name} is in no namespace` : say`${name} is in namespace ${has}`;
  }
  const key = shortKey(requirement.key);
  if (has === undefined) return say`${name} has no label ${key}`;
  return say`${name} has ${has === '' ? key : `${key}=${has}`}, not ${requirementText(requirement)}`;
}

function notThat(peer: Peer, end: PolicyEnd, name: string): Sentence {
  const known = end.ip ?? name;
  switch (peer.kind) {
    case 'cidr':
      return say`${known} is not in ${peerText(peer)}, or is no address outside the cluster`;
    case 'name':
      return end.names.length > 0
        ? say`${end.names.slice(0, 3).join(', ')} is another name`
        : say`no name was seen for ${known}`;
    default:
      return say`${name} is not ${peerText(peer)}`;
  }
}
