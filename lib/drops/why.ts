// Why packets were refused, in one sentence, from what Hubble recorded and nothing else.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { isGroupAddress } from '@/lib/flow/address';
import { dropReason, dropReasonNumbers, refusedByProxy } from '@/lib/flow/drop-reason';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';
import { entityInSentence } from '@/lib/flow/entity-text';
import { formatCount, formatPort } from '@/lib/flow/format';
import { joined, plain, type SentencePart, say, sentenceText } from '@/lib/flow/sentence';

/** The sentence as plain text. */
export function whySentence(group: DropGroup): string {
  return sentenceText(whyParts(group));
}

/** The sentence in pieces, for a page that sets names apart. */
export function whyParts(group: DropGroup): readonly SentencePart[] {
  if (group.audited) return auditWhy(group);
  if (group.lateReply) return lateReplyWhy(group);
  if (group.reason === searchedNames) return searchedWhy(group);
  if (group.class === 'noise') return noiseWhy(group);
  switch (group.reason) {
    case 'POLICY_DENIED':
      return noRuleWhy(group);
    case 'POLICY_DENY':
      return denyRuleWhy(group);
    case refusedByProxy:
      return proxyWhy(group);
    case 'SERVICE_BACKEND_NOT_FOUND':
      return backendWhy(group);
    default:
      return otherWhy(group);
  }
}

/** What to look at next, one or two sentences. */
export function advice(group: DropGroup): string {
  if (group.audited) {
    return 'Before policies are enforced: allow it if it belongs there, and leave it if it should be refused.';
  }
  if (group.lateReply) {
    return 'Do not allow it as traffic of its own. Look for long idle connections, for answers slower than the timeout, and for a full connection tracking table.';
  }
  if (group.reason === searchedNames) {
    return 'Usually nothing to do. A name that ends with a dot, or a lower ndots in the dnsConfig of the pod, saves these lookups.';
  }
  if (group.class === 'noise' && isMulticast(group)) return 'Nothing to do: healthy nodes show this too.';
  if (group.reason === '') return 'Hubble gave no reason; the agent log of the node may.';
  return dropReasonAdvice(group.reason).advice;
}

/** "Ingress to frontend on 80/TCP from test-pod": the side that refused stands first. */
function subject(group: DropGroup): SentencePart[] {
  const [source, destination] = [entityInSentence(group.source), entityInSentence(group.destination)];
  if (group.direction === 'INGRESS') return say`Ingress to ${destination}${onPort(group)} from ${source}`;
  if (group.direction === 'EGRESS') return say`Egress from ${source} to ${destination}${onPort(group)}`;
  return say`Traffic from ${source} to ${destination}${onPort(group)}`;
}

function onPort({ protocol, port }: DropGroup): SentencePart[] {
  if (port > 0) return say` on ${formatPort(protocol, port)}`;
  return protocol === '' || protocol === 'UNKNOWN' ? [] : say` over ${protocol}`;
}

function noRuleWhy(group: DropGroup): SentencePart[] {
  if (group.policies.length === 0) return say`${subject(group)} is denied: default deny, no matching allow.`;
  return say`${subject(group)} is denied: no matching allow. Hubble names ${joined(group.policies)}.`;
}

/** Enforced, it would be refused for want of a rule or by a deny rule; the record does not say which where it names none. */
function auditWhy(group: DropGroup): SentencePart[] {
  const named = group.policies.length > 0 ? say` Hubble names ${joined(group.policies)}.` : [];
  return say`${subject(group)} would be denied: policies do not allow it. Audit mode let it pass.${named}${arrivalWhy(group)}`;
}

/** Both ends want a rule before it passes. */
function arrivalWhy({ alsoIngress, count, destination }: DropGroup): SentencePart[] {
  if (alsoIngress === undefined) return [];
  const named = alsoIngress.policies.length > 0 ? say`, by ${joined(alsoIngress.policies)}` : [];
  const which = alsoIngress.count < count ? `${formatCount(alsoIngress.count)} of ${formatCount(count)}` : 'it';
  return say` Ingress to ${entityInSentence(destination)} would refuse ${plain(which)} as well${named}.`;
}

function denyRuleWhy(group: DropGroup): SentencePart[] {
  if (group.policies.length === 0) {
    return say`${subject(group)} is denied: explicit deny, name unknown. This agent version does not name policies.`;
  }
  return say`${subject(group)} is denied by a deny rule in ${joined(group.policies)}. Deny rules win over every allow.`;
}

function proxyWhy(group: DropGroup): SentencePart[] {
  const [source, destination] = [entityInSentence(group.source), entityInSentence(group.destination)];
  const [node] = group.nodes;
  const where = group.nodes.length === 1 && node ? say` on ${node}` : [];
  const named = group.policies.length > 0 ? say` Hubble names ${joined(group.policies)}.` : [];
  return say`The proxy${where} refused requests from ${source} to ${destination}${onPort(group)}: denied by L7 rule.${named}`;
}

function backendWhy(group: DropGroup): SentencePart[] {
  const behind = say`${entityInSentence(group.destination)}${onPort(group)}`;
  return say`No backend was ready behind ${behind}: the service has no ready backend. This is not a policy drop.`;
}

function otherWhy(group: DropGroup): SentencePart[] {
  if (group.reason === '') return say`${subject(group)} was dropped. Hubble gave no reason.`;
  if (group.reason === 'AUTH_REQUIRED') {
    return say`${subject(group)} is denied: mutual authentication is required and not done yet.`;
  }
  const verb = group.class === 'policy' ? 'is denied' : 'was dropped';
  const known = dropReasonNumbers.has(group.reason);
  const rest = known && group.class === 'datapath' ? ' This is not a policy drop.' : '';
  return say`${subject(group)} ${plain(`${verb}: ${dropReasonAdvice(group.reason).meaning}.${rest}`)}`;
}

function noiseWhy(group: DropGroup): SentencePart[] {
  const [source, destination] = [entityInSentence(group.source), entityInSentence(group.destination)];
  const reason = plain(dropReasonAdvice(group.reason).meaning);
  if (isMulticast(group)) {
    return say`Packets from ${source} to the group address ${destination}${onPort(group)} were dropped: ${reason}. This is multicast noise.`;
  }
  if (group.source.kind === 'unknown' || group.destination.kind === 'unknown') {
    return say`Frames from ${source} to ${destination} were dropped: ${reason}. This is link-level noise.`;
  }
  return say`${subject(group)} was dropped: ${reason}. This is noise of healthy nodes.`;
}

function searchedWhy({ source, destination }: DropGroup): SentencePart[] {
  const [client, server] = [entityInSentence(source), entityInSentence(destination)];
  return say`${client} asked ${server} for names with a suffix of its search list behind them, and there are none. Nothing was refused: the resolver goes on with the next suffix.`;
}

/** An unknown end has a MAC address for a name, which may look like a group address. */
function isMulticast({ destination }: DropGroup): boolean {
  return destination.kind !== 'unknown' && isGroupAddress(destination.name);
}

/** In a late reply the packet ran from the server to the client. */
function lateReplyWhy(group: DropGroup): SentencePart[] {
  const [client, server] = [entityInSentence(group.source), entityInSentence(group.destination)];
  const from = say`${server} (port ${formatPort(group.protocol, group.port)})`;
  const reason = plain(dropReason(group.reason).label);
  return say`Probably late replies: packets from ${from} to ${client} came after their connection was forgotten, and were refused as new traffic (${reason}).`;
}
