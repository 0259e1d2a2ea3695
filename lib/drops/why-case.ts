// What a drop is explained from: the group, its refused flows and what else is held at the moment.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import type { GroupFacts } from '@/lib/drops/group-id';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { deniedBy, dropReasonOf, isDenial } from '@/lib/flow/questions';
import type { Sentence } from '@/lib/flow/sentence';

/** A node as the status of its cluster has it. */
export interface KnownNode {
  readonly name: string;
  /** `connected`, or what keeps it from being so. */
  readonly state: string;
  /** Of its agent; '' where it is not known. */
  readonly version: string;
  /** Since when it is in that state; null where that is not known. */
  readonly sinceMs: EpochMs | null;
}

export interface DropCase {
  readonly group: DropGroup;
  /** Refused flows of the group, newest first; empty when they are no longer held. */
  readonly flows: readonly Flow[];
  /** Other flows between the same addresses, newest first. */
  readonly others: readonly Flow[];
  /** Nodes of the clusters in view. */
  readonly nodes: readonly KnownNode[];
}

/**
 * - `sure`     the record leaves no other reading
 * - `likely`   several signs, or one that seldom misleads
 * - `possible` one hint; look before you act on it
 */
export type Sureness = 'sure' | 'likely' | 'possible';

export const surenessText: Record<Sureness, string> = { sure: 'Sure', likely: 'Likely', possible: 'Possible' };

export interface Conclusion {
  readonly sureness: Sureness;
  readonly sentence: Sentence;
  /** What it rests on, at least one. */
  readonly evidence: readonly Sentence[];
}

/** Parts what was found into the events of the group and the rest. Two groups of one conversation share no event. */
export function caseOf(
  group: DropGroup,
  found: { readonly flows: readonly Flow[]; readonly others: readonly Flow[]; readonly nodes: readonly KnownNode[] },
): DropCase {
  const flows = found.flows.filter((flow) => isOf(group, flow) && isBetween(packetEnds(group), flow));
  const ids = new Set(flows.map(({ id }) => id));
  return { ...found, group, flows, others: found.others.filter(({ id }) => !ids.has(id)) };
}

/** An event that names no direction or no policy is the other half of one that does. Says nothing of its ends. */
function isOf(group: DropGroup, flow: Flow): boolean {
  if (group.audited) return flow.verdict === 'AUDIT' && (isCounted(group, flow) || isOnArrival(group, flow));
  if (!isDenial(flow)) return group.reason === searchedNames;
  return dropReasonOf(flow) === group.reason && isCounted(group, flow);
}

/**
 * By what the id of a group says, and no wider: what is put together from such flows may be about nobody else. An id does
 * not tell by which policies ingress would refuse what audit mode let pass.
 */
export function isExactlyOf(group: GroupFacts, flow: Flow): boolean {
  const [from, to] = packetEnds(group);
  if (sourceEntity(flow).id !== from.id || destinationEntity(flow).id !== to.id) return false;
  if (group.audited) return flow.verdict === 'AUDIT';
  return dropReasonOf(flow) === group.reason && isCounted(group, flow);
}

const isCounted = (group: Pick<DropGroup, 'direction' | 'policies'>, flow: Flow): boolean =>
  isOnSide(group, flow) && isByPolicies(group.policies, flow);

/** The other verdict on a packet that egress would refuse before. */
function isOnArrival({ alsoIngress }: DropGroup, flow: Flow): boolean {
  if (alsoIngress === undefined || flow.direction !== 'INGRESS') return false;
  return deniedBy(flow).every((policy) => alsoIngress.policies.includes(policy));
}

/** A filter has no words for ends outside the cluster: what is known to be somebody else is left out here. */
function isBetween([from, to]: readonly [Entity, Entity], flow: Flow): boolean {
  return couldBe(sourceEntity(flow), from) && couldBe(destinationEntity(flow), to);
}

const inCluster: readonly string[] = ['workload', 'pod', 'namespace', 'service', 'identity'];

/** Names are learnt: the same end may have been known by its address a moment before. */
function couldBe(end: Entity, of: Entity): boolean {
  if (end.id === of.id || inCluster.includes(of.kind)) return true;
  return isOutside(end) && isOutside(of) && (isWorld(end) || isWorld(of) || end.kind !== of.kind);
}

const isWorld = ({ kind, name }: Entity): boolean => kind === 'reserved' && name === 'world';
const isOutside = (end: Entity): boolean => ['dns', 'cidr', 'ip'].includes(end.kind) || isWorld(end);

function isOnSide({ direction }: Pick<DropGroup, 'direction'>, flow: Flow): boolean {
  return direction === flow.direction || [direction, flow.direction].includes('TRAFFIC_DIRECTION_UNKNOWN');
}

function isByPolicies(policies: readonly string[], flow: Flow): boolean {
  const named = deniedBy(flow);
  return named.length === 0 || JSON.stringify(named) === JSON.stringify(policies);
}

/** Sender and receiver of the refused packets: late replies run from the server to the client. */
export function packetEnds({
  source,
  destination,
  lateReply,
}: Pick<DropGroup, 'source' | 'destination' | 'lateReply'>): readonly [from: Entity, to: Entity] {
  return lateReply ? [destination, source] : [source, destination];
}

export const timeOf = ({ timeMs, arrivedMs }: Flow): EpochMs => timeMs ?? arrivedMs;

/** `[1, 16]` of `1.16.5`, `v1.16.0-rc.1`; null of what is no version. */
export function minorOf(version: string): readonly [major: number, minor: number] | null {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})/.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}

/** Nodes are named `cluster/node` or, in cluster `default`, without it. */
export function nodeNamed(nodes: readonly KnownNode[], name: string): KnownNode | undefined {
  return nodes.find((node) => node.name === name) ?? nodes.find((node) => bare(node.name) === bare(name));
}

const bare = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
