// Questions one asks of a flow. Each is total: any combination of missing and unknown fields has an answer.
import { isGroupAddress } from './address';
import { normalDropReason, refusedByProxy } from './drop-reason';
import { destinationEntity, sourceEntity } from './ends';
import type { FlowFacts, Layer7, Policy } from './flow';
import { labelValue } from './labels';
import { isSearchName } from './search-name';

/** Hubble's event types by name; a number that has none is `unknown`, as is a flow without one. */
export type EventKind =
  | 'drop'
  | 'debug'
  | 'capture'
  | 'trace'
  | 'policy-verdict'
  | 'socket'
  | 'l7'
  | 'agent'
  | 'unknown';

const eventKinds: Record<number, EventKind> = {
  1: 'drop',
  2: 'debug',
  3: 'capture',
  4: 'trace',
  5: 'policy-verdict',
  7: 'socket',
  129: 'l7',
  130: 'agent',
};

/** By event type; masked exports without one are known by their layers. */
export function eventKind({ eventType, l7, type }: FlowFacts): EventKind {
  if (eventType && eventType.type !== 0) return eventKinds[eventType.type] ?? 'unknown';
  if (l7 || type === 'L7') return 'l7';
  return type === 'SOCK' ? 'socket' : 'unknown';
}

/** True for one of the events of a refused packet or request; a refused packet has up to two of them. */
export function isDenial(flow: FlowFacts): boolean {
  return flow.verdict === 'DROPPED' || (flow.verdict === 'ERROR' && eventKind(flow) === 'policy-verdict');
}

/** TCP, UDP, ICMPv4, …; '' when there is none or it is unknown. */
export function protocolOf({ l4 }: FlowFacts): string {
  return l4 && l4.protocol !== 'UNKNOWN' ? l4.protocol : '';
}

/** '' for flows that were not refused; else enum name, number, free text, or `L7` for the proxy's refusals. */
export function dropReasonOf(flow: FlowFacts): string {
  if (!isDenial(flow)) return '';
  const given = normalDropReason(flow.dropReason);
  if (given) return given;
  const kind = eventKind(flow);
  if (kind === 'l7') return refusedByProxy;
  if (kind === 'drop') return normalDropReason(String(flow.eventType?.subType ?? 0));
  if (deniedBy(flow).length > 0) return 'POLICY_DENY';
  return kind === 'policy-verdict' ? 'POLICY_DENIED' : '';
}

/** Policies that denied it, `namespace/name` or `name`, sorted; empty does not mean default deny. */
export function deniedBy(flow: FlowFacts): readonly string[] {
  return namesBySide(flow.direction, flow.egressDeniedBy, flow.ingressDeniedBy);
}

/** Policies that allowed it. On a dropped flow the verdict wins over these. */
export function allowedBy(flow: FlowFacts): readonly string[] {
  return namesBySide(flow.direction, flow.egressAllowedBy, flow.ingressAllowedBy);
}

/** Whether the policy that was asked wants the ends to have authenticated one another. */
export function isAuthenticated({ authType }: FlowFacts): boolean {
  return authType !== undefined && authType !== 'DISABLED' && authType !== 'TEST_ALWAYS_FAIL';
}

/**
 * Whether a policy verdict let it pass by the entry that lets everything pass, and names no policy: what an endpoint has
 * that no policy limits. Agents before 1.15 name no policy where there is one, so this alone does not tell.
 */
export function passesUnlimited(flow: FlowFacts): boolean {
  const { policyMatchType: match, verdict } = flow;
  if (match === undefined || verdict !== 'FORWARDED' || eventKind(flow) !== 'policy-verdict') return false;
  return matchesOfAll.has(String(match)) && allowedBy(flow).length === 0;
}

const matchesOfAll: ReadonlySet<string> = new Set(['4', 'all', 'POLICY_MATCH_TYPE_ALL', 'POLICY_MATCH_ALL']);

const none: readonly string[] = [];

/** Agents may list a policy of the other direction too: the flow's own side is asked first. */
function namesBySide(direction: string, egress: readonly Policy[], ingress: readonly Policy[]): readonly string[] {
  if (egress.length === 0 && ingress.length === 0) return none;
  const own = direction === 'EGRESS' ? egress : direction === 'INGRESS' ? ingress : [...egress, ...ingress];
  const chosen = own.length > 0 ? own : [...egress, ...ingress];
  return [...new Set(chosen.map(policyName).filter(Boolean))].sort();
}

/** `namespace/name`, or `name` for cluster-wide policies; '' when neither name nor label says it. */
export function policyName({ name, namespace, labels }: Policy): string {
  const known = name || labelValue(labels, 'io.cilium.k8s.policy.name') || '';
  return namespace && known ? `${namespace}/${known}` : known;
}

/** Why a flow makes no edge; '' when it makes one. All of these stay in the tables. */
export type Undrawn = '' | 'icmp-feedback' | 'socket' | 'link-level' | 'no-ends' | 'multicast';

export function undrawnWhy(flow: FlowFacts): Undrawn {
  if (eventKind(flow) === 'socket') return 'socket';
  if (isFeedback(flow)) return 'icmp-feedback';
  if (flow.ip?.destination && isGroupAddress(flow.ip.destination)) return 'multicast';
  if (sourceEntity(flow).kind !== 'unknown' && destinationEntity(flow).kind !== 'unknown') return '';
  return flow.ethernet ? 'link-level' : 'no-ends';
}

const icmpErrors: Record<string, readonly number[]> = { ICMPv4: [3, 4, 5, 11, 12], ICMPv6: [1, 2, 3, 4] };

/** ICMP errors and RELATED packets speak of another connection. */
export function isFeedback({ l4, traceReason }: FlowFacts): boolean {
  if (traceReason === 'RELATED') return true;
  return l4 !== undefined && 'code' in l4 && (icmpErrors[l4.protocol]?.includes(l4.type) ?? false);
}

export interface L7Dims {
  readonly l7: '' | 'http' | 'dns' | 'kafka' | 'other';
  readonly l7Type: '' | 'request' | 'response' | 'sample';
  /** HTTP status of responses or DNS rcode; 0 otherwise. */
  readonly l7Code: number;
  /** An answer that there is no such name, to one that was only tried on the way through a search list. */
  readonly searched: boolean;
}

const noL7: L7Dims = { l7: '', l7Type: '', l7Code: 0, searched: false };
const l7Types: Record<string, L7Dims['l7Type']> = { REQUEST: 'request', RESPONSE: 'response', SAMPLE: 'sample' };

export function l7Of({ l7 }: FlowFacts): L7Dims {
  if (!l7) return noL7;
  const l7Type = l7Types[l7.type] ?? '';
  if (l7.http) return { l7: 'http', l7Type, l7Code: l7.http.code, searched: false };
  if (l7.dns) return { l7: 'dns', l7Type, l7Code: l7.dns.rcode, searched: isSearched(l7.dns, l7Type) };
  return { l7: l7.kafka ? 'kafka' : 'other', l7Type, l7Code: 0, searched: false };
}

const nxdomain = 3;

function isSearched({ rcode, query }: NonNullable<Layer7['dns']>, l7Type: L7Dims['l7Type']): boolean {
  return rcode === nxdomain && l7Type === 'response' && isSearchName(query);
}
