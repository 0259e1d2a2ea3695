// What an end lacks to be the peer that a rule asks for.

import { namespaceLabel } from '@/lib/flow/labels';
import { joined, type Sentence, say } from '@/lib/flow/sentence';
import type { KnownService, PolicyEnd } from '@/lib/policy/end';
import type { LookedAt } from '@/lib/policy/judge';
import { selectorsOf } from '@/lib/policy/peers';
import type { Peer, Requirement, Selector } from '@/lib/policy/policy';
import { peerText } from '@/lib/policy/rule-text';
import { holds, requirementText, shortKey, valuesOf } from '@/lib/policy/selector';
import { isMeant, isServicePeer } from '@/lib/policy/services';

/** "test-pod has no label role": of the peer that comes nearest. */
export function whyNoPeer(looked: LookedAt, end: PolicyEnd, name: string): Sentence {
  const { rule, services } = looked;
  const peers = rule.peers ?? [];
  const misses = peers
    .flatMap((peer) => conditionsOf(peer, looked, end))
    .map((selectors) => selectors.flatMap((one) => missing(one, end)))
    .filter((requirements) => requirements.length > 0)
    .sort((a, b) => a.length - b.length);
  const [nearest] = misses;
  if (nearest)
    return joined(nearest.slice(0, 3).map((requirement, index) => lack(requirement, end, index === 0 ? name : 'it')));
  const [first] = peers;
  return first ? notThat(first, services ?? [], end, name) : say`it names nobody`;
}

/** Conditions that would each make the end the peer: of an endpoint one list, of a service one for each that is meant. */
function conditionsOf(peer: Peer, { narrowings, services, cluster }: LookedAt, end: PolicyEnd): Selector[][] {
  if (peer.kind === 'endpoints') return [[...selectorsOf(peer, end, cluster), ...narrowings]];
  if (!isServicePeer(peer)) return [];
  return (services ?? []).flatMap((service) => (isMeant(service, peer) && service.pods ? [[service.pods]] : []));
}

const missing = (selector: Selector, { labels }: PolicyEnd): Requirement[] =>
  selector.filter((requirement) => !holds(requirement, labels));

function lack(requirement: Requirement, { labels }: PolicyEnd, name: string): Sentence {
  const [has] = valuesOf(requirement, labels);
  if (requirement.key === namespaceLabel) {
    const wanted = requirement.operator === 'In' ? say`, not ${requirement.values.join(' or ')}` : [];
    return has === undefined ? say`${name} is in no namespace` : say`${name} is in namespace ${has}${wanted}`;
  }
  const key = shortKey(requirement.key);
  if (has === undefined) return say`${name} has no label ${key}`;
  return say`${name} has ${has === '' ? key : `${key}=${has}`}, not ${requirementText(requirement)}`;
}

function notThat(peer: Peer, services: readonly KnownService[], end: PolicyEnd, name: string): Sentence {
  const known = end.ip ?? name;
  switch (peer.kind) {
    case 'cidr':
      return say`${known} is not in ${peerText(peer)}, or is no address outside the cluster`;
    case 'name':
      return end.names.length > 0
        ? say`${end.names.slice(0, 3).join(', ')} is another name`
        : say`no name was seen for ${known}`;
    case 'service':
    case 'service-labels':
      return services.some((service) => isMeant(service, peer))
        ? say`${known} is no address of ${peerText(peer)}`
        : say`there is no ${peerText(peer).replace(/^services /, 'service ')}`;
    default:
      return say`${name} is not ${peerText(peer)}`;
  }
}
