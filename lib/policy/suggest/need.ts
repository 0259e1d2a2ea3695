// What one refused flow would need from a policy, or why a policy is not its cure.

import { readRange } from '@/lib/filter/match/address';
import { dropReason } from '@/lib/flow/drop-reason';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';
import { orientation } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Flow } from '@/lib/flow/flow';
import { masked } from '@/lib/flow/mask';
import { isIdSegment } from '@/lib/flow/path-template';
import { joined, type Sentence, say } from '@/lib/flow/sentence';
import { entitiesOf } from '@/lib/policy/attempt';
import { type Attempt, isManaged, isNameless, isReserved, isWorld, type PolicyEnd } from '@/lib/policy/end';
import { judge, type PolicyVerdict } from '@/lib/policy/judge';
import type { Direction, Policy, PolicyKind, Transport } from '@/lib/policy/policy';
import { type Party, partyOf } from '@/lib/policy/suggest/party';
import type { Refusal } from '@/lib/policy/suggest/refusal';

/** Whom a rule would name. */
export type Other =
  | { readonly kind: 'endpoints'; readonly party: Party }
  | { readonly kind: 'entity'; readonly entity: string }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'name'; readonly name: string };

/** What it would open. `path` is an expression of the whole path. */
export type Access =
  | { readonly kind: 'port'; readonly port: number; readonly protocol: Transport }
  | {
      readonly kind: 'http';
      readonly port: number;
      readonly protocol: Transport;
      readonly method: string;
      readonly path: string;
    }
  | { readonly kind: 'dns'; readonly port: number; readonly protocol: Transport; readonly name: string }
  | { readonly kind: 'icmp'; readonly family: 'IPv4' | 'IPv6'; readonly type: number };

export interface Need {
  readonly refusal: Refusal;
  readonly direction: Direction;
  readonly subject: Party;
  /** Several where an address has several names. */
  readonly others: readonly Other[];
  readonly access: Access;
}

export type SuggestedKind = Exclude<PolicyKind, 'CiliumClusterwideNetworkPolicy'>;

/** Either what it needs, at most one per direction, or why no policy would help. */
export type Finding = { readonly needs: readonly Need[] } | { readonly obstacle: Sentence };

/** `given`: policies of now, which tell whether the other end refuses as well; empty where they are not known. */
export function findNeeds(refusal: Refusal, kind: SuggestedKind, given: readonly Policy[]): Finding {
  const { flow, attempt } = refusal;
  const obstacle = noCure(flow);
  if (obstacle) return { obstacle };
  if (!attempt) return { obstacle: say`Policies do not speak of ${flow.l4?.protocol ?? 'link-level'} traffic.` };
  const now = judge(given, attempt);
  const denying = denyRuleOf(now);
  if (denying) {
    return {
      obstacle: say`A deny rule of ${denying} refuses it, and deny rules win over every allow: change that policy.`,
    };
  }
  const needs: Need[] = [];
  for (const direction of directionsOf(flow, now)) {
    const found = needIn(direction, { refusal, attempt, kind });
    if ('obstacle' in found) return found;
    needs.push(found);
  }
  return needs.length > 0 ? { needs } : { obstacle: say`Hubble did not record which side refused it.` };
}

/** Reasons that are none of a policy's, and refusals that an allow rule does not lift. */
function noCure(flow: Flow): Sentence | null {
  const { dropReason: reason = '' } = flow;
  const way = orientation(flow).reply;
  if (!flow.l7 && (way === 'reply' || way === 'late')) {
    return say`This looks like a reply that came after its connection was forgotten; a policy that allows it would open more than was meant.`;
  }
  if (reason === 'POLICY_DENY' || flow.ingressDeniedBy.length + flow.egressDeniedBy.length > 0)
    return explicitDeny(flow);
  if (reason === 'AUTH_REQUIRED')
    return say`Mutual authentication is missing; a policy that allows it is already there.`;
  if (reason === '' || reason === 'POLICY_DENIED') return null;
  const known = dropReason(reason);
  return known.class === 'policy'
    ? null
    : say`${known.label}: no policy decided this. ${plainText(dropReasonAdvice(reason).advice)}`;
}

const plainText = (text: string): Sentence => [{ text, strong: false }];

function explicitDeny({ ingressDeniedBy, egressDeniedBy }: Flow): Sentence {
  const names = [...new Set([...ingressDeniedBy, ...egressDeniedBy].map(({ name }) => name))];
  const whose = names.length > 0 ? joined(names) : say`a policy that this agent version does not name`;
  return say`A deny rule of ${whose} refused it, and deny rules win over every allow: change that policy.`;
}

function denyRuleOf({ ingress, egress }: PolicyVerdict): string | null {
  for (const { decision, rules } of [egress, ingress]) {
    const denying =
      decision === 'denied' && rules.find(({ rule, peer, port }) => rule.deny && peer === 'yes' && port === 'yes');
    if (denying) return denying.policy.name;
  }
  return null;
}

/** The side that refused, and the other one where the policies of now refuse there too. */
function directionsOf({ direction }: Flow, now: PolicyVerdict): readonly Direction[] {
  const recorded = direction === 'INGRESS' ? 'ingress' : direction === 'EGRESS' ? 'egress' : null;
  return (['egress', 'ingress'] as const).filter(
    (one) =>
      one === recorded || now[one].decision === 'default-deny' || (recorded === null && now[one].l7 === 'denied'),
  );
}

interface Asked {
  readonly refusal: Refusal;
  readonly attempt: Attempt;
  readonly kind: SuggestedKind;
}

function needIn(direction: Direction, asked: Asked): Need | { readonly obstacle: Sentence } {
  const { refusal, attempt, kind } = asked;
  const isIngress = direction === 'ingress';
  const entities = entitiesOf(refusal.flow);
  const [from, to] = [
    { end: attempt.source, entity: entities.source },
    { end: attempt.destination, entity: entities.destination },
  ];
  const [subjectEnd, otherEnd] = isIngress ? [to, from] : [from, to];
  const subject = subjectOf(subjectEnd, kind);
  if ('obstacle' in subject) return subject;
  const access = accessOf(asked);
  if ('obstacle' in access) return access;
  const others = othersOf(otherEnd, { direction, kind, subject });
  return 'obstacle' in others ? others : { refusal, direction, subject, others, access };
}

interface NamedEnd {
  readonly end: PolicyEnd;
  readonly entity: Entity;
}

function subjectOf({ end, entity }: NamedEnd, kind: SuggestedKind): Party | { readonly obstacle: Sentence } {
  const name = entityInSentence(entity);
  if (isNameless(end)) return { obstacle: say`No labels were recorded of ${name}, so that no policy can select it.` };
  if (isReserved(end, 'ingress')) {
    return {
      obstacle: say`${name} is Cilium’s own; a clusterwide policy that selects ${'reserved:ingress'} allows it.`,
    };
  }
  if (!isManaged(end) || isReserved(end, 'init') || isReserved(end, 'health')) {
    return { obstacle: say`${name} is no pod; policies for nodes are host policies, which are not suggested here.` };
  }
  return partyOf(end, entity, kind === 'NetworkPolicy') ?? { obstacle: nothingStays(name) };
}

const nothingStays = (name: string): Sentence =>
  say`${name} has no label that its next release still has; give its pods one, such as app.`;

interface Place {
  readonly direction: Direction;
  readonly kind: SuggestedKind;
  readonly subject: Party;
}

function othersOf({ end, entity }: NamedEnd, place: Place): readonly Other[] | { readonly obstacle: Sentence } {
  const name = entityInSentence(entity);
  if (isNameless(end)) return { obstacle: say`No labels were recorded of ${name}, so that no rule can name it.` };
  const reserved = entityOf(end);
  if (reserved) {
    return place.kind === 'NetworkPolicy'
      ? { obstacle: say`A NetworkPolicy cannot name ${reserved}; a CiliumNetworkPolicy can.` }
      : [{ kind: 'entity', entity: reserved }];
  }
  if (isWorld(end)) return outside(end, place, name);
  const party = isManaged(end) ? partyOf(end, entity, place.kind === 'NetworkPolicy') : null;
  if (!party) return { obstacle: nothingStays(name) };
  if (place.kind === 'NetworkPolicy' && isElsewhere(party, place.subject)) {
    return { obstacle: say`A NetworkPolicy cannot name ${name} in another cluster; a CiliumNetworkPolicy can.` };
  }
  return [{ kind: 'endpoints', party }];
}

/** Both clusters are known and differ. */
export function isElsewhere(party: Party, subject: Party): boolean {
  return party.cluster !== '' && subject.cluster !== '' && party.cluster !== subject.cluster;
}

/** The narrowest that an end is: an API server may be a remote node, and outside the cluster. */
const byNarrowness = ['kube-apiserver', 'host', 'ingress', 'remote-node', 'health', 'init', 'unmanaged'] as const;

function entityOf(end: PolicyEnd): string | null {
  return byNarrowness.find((name) => isReserved(end, name)) ?? null;
}

/** By the names it was asked for, where the way leads out and a policy may speak of names; else by its address. */
function outside(
  end: PolicyEnd,
  { direction, kind }: Place,
  name: string,
): readonly Other[] | { readonly obstacle: Sentence } {
  const names = [...new Set(end.names.map((one) => one.replace(/\.$/, '').toLowerCase()))].filter(isMatchName);
  if (direction === 'egress' && kind !== 'NetworkPolicy' && names.length > 0) {
    return names.sort().map((one) => ({ kind: 'name', name: one }));
  }
  const cidr = `${end.ip ?? ''}/${end.ip?.includes(':') ? 128 : 32}`;
  if (!readRange(cidr)) return { obstacle: say`No address was recorded of ${name}, so that no rule can name it.` };
  return [{ kind: 'cidr', cidr }];
}

/** What Cilium takes for a name that is matched as it is. */
const isMatchName = (text: string): boolean => text.length <= 255 && /^([-a-z\d_]+\.)*[-a-z\d_]+$/i.test(text);

function accessOf({ refusal: { flow }, attempt, kind }: Asked): Access | { readonly obstacle: Sentence } {
  const { protocol, port, icmpType, http, dns } = attempt;
  if (protocol === 'ICMP' || protocol === 'ICMPv6') {
    if (kind === 'NetworkPolicy')
      return { obstacle: say`A NetworkPolicy cannot name ICMP; a CiliumNetworkPolicy can.` };
    return { kind: 'icmp', family: protocol === 'ICMP' ? 'IPv4' : 'IPv6', type: icmpType ?? 0 };
  }
  if (port === null || port === 0) return { obstacle: say`No port was recorded.` };
  if (!flow.l7) return { kind: 'port', port, protocol };
  if (kind === 'NetworkPolicy')
    return { obstacle: say`A NetworkPolicy cannot name requests; a CiliumNetworkPolicy can.` };
  if (http && http.method !== '' && http.path !== '') {
    return { kind: 'http', port, protocol, method: escaped(http.method), path: pathPattern(http.path) };
  }
  const name = dns?.replace(/\.$/, '').toLowerCase() ?? '';
  if (isMatchName(name)) return { kind: 'dns', port, protocol, name };
  return { obstacle: say`Rules for such requests are not suggested: Hubble recorded no method and path, and no name.` };
}

/** Of one part of a path. */
export const anyText = '[^/?#]+';

/** What differs from request to request, and what was masked, stands for any text of its part of the path. */
function pathPattern(text: string): string {
  const end = text.search(/[?#]/);
  const path = end < 0 ? text : text.slice(0, end);
  const pattern = path
    .split('/')
    .map((segment) => (segment.includes(masked) || isIdSegment(segment) ? anyText : escaped(segment)))
    .join('/');
  return end < 0 ? pattern : `${pattern}[?#].*`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
