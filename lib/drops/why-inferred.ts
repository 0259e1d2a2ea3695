// What is concluded about a drop, strictly apart from what was recorded: each conclusion with its evidence and how sure
// it is. None of these is a fact of Hubble's; ports, flags and times are hints.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import {
  type Conclusion,
  type DropCase,
  type KnownNode,
  nodeNamed,
  packetEnds,
  type Sureness,
  timeOf,
} from '@/lib/drops/why-case';
import { changedIdentity } from '@/lib/drops/why-identity';
import { dropReason, refusedByProxy } from '@/lib/flow/drop-reason';
import { destinationPort, sourcePort } from '@/lib/flow/ends';
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { countOf, formatPort, formatTime } from '@/lib/flow/format';
import { labelKeys } from '@/lib/flow/labels';
import { deniedBy, eventKind, isDenial } from '@/lib/flow/questions';
import { joined, plain, type Sentence, say } from '@/lib/flow/sentence';

export const inferenceKinds = [
  'explicit-deny',
  'default-deny',
  'request-rule',
  'late-reply',
  'no-backend',
  'address-gone',
  'agent-starting',
  'mtu',
  'identity-changed',
  'node-missing',
] as const;
export type InferenceKind = (typeof inferenceKinds)[number];

export interface Inference extends Conclusion {
  readonly kind: InferenceKind;
}

/** Surest first; empty where nothing can be concluded. */
export function inferences(drop: DropCase): readonly Inference[] {
  return inferenceKinds
    .flatMap((kind) => {
      const found = rules[kind](drop);
      return found ? [{ kind, ...found }] : [];
    })
    .sort((a, b) => ranks[a.sureness] - ranks[b.sureness]);
}

const ranks: Record<Sureness, number> = { sure: 0, likely: 1, possible: 2 };

const rules: Record<InferenceKind, (drop: DropCase) => Conclusion | null> = {
  'explicit-deny': explicitDeny,
  'default-deny': defaultDeny,
  'request-rule': requestRule,
  'late-reply': lateReply,
  'no-backend': noBackend,
  'address-gone': addressGone,
  'agent-starting': agentStarting,
  mtu: tooLarge,
  'identity-changed': changedIdentity,
  'node-missing': nodeMissing,
};

function explicitDeny({ group, flows }: DropCase): Conclusion | null {
  if (group.reason !== 'POLICY_DENY' || group.lateReply) return null;
  const names = group.policies.length > 0 ? group.policies : flows.flatMap(deniedBy);
  const isGiven = flows.length === 0 || flows.some(({ dropReason: given }) => given !== undefined);
  return {
    sureness: isGiven && !group.audited ? 'sure' : 'likely',
    sentence: plain('An explicit deny: it is refused whatever else is allowed, so an allow rule would not help.'),
    evidence: [
      ...(isGiven && !group.audited ? [plain('The reason that was recorded is given for deny rules only.')] : []),
      ...(names.length > 0 ? [say`The record names ${joined([...new Set(names)].slice(0, 5))} as denying.`] : []),
    ],
  };
}

function defaultDeny({ group, flows }: DropCase): Conclusion | null {
  if (group.reason !== 'POLICY_DENIED' || group.lateReply) return null;
  const [from, to] = packetEnds(group);
  const refusing = group.direction === 'EGRESS' ? from : to;
  const verdicts = flows.filter((flow) => eventKind(flow) === 'policy-verdict');
  const saysNone = verdicts.some(
    ({ policyMatchType: type }) => String(type) === '0' || type === 'POLICY_MATCH_TYPE_NONE',
  );
  const isSilent = verdicts.length > 0 && verdicts.every(({ policyMatchType }) => policyMatchType === undefined);
  const where = group.direction === 'TRAFFIC_DIRECTION_UNKNOWN' ? 'one of the ends' : entityInSentence(refusing);
  return {
    sureness: saysNone ? 'sure' : 'likely',
    sentence: say`Default deny: ${where} is selected by a policy, and no rule fits. An allow rule that fits would let it through.`,
    evidence: [
      group.audited
        ? plain('Audit mode says so of packets that no rule allows.')
        : plain('The reason that was recorded is given where no rule fits.'),
      ...(saysNone ? [plain('The policy verdict says that no rule matched.')] : []),
      ...(isSilent ? [plain('The policy verdict carries no match type, which stands for none.')] : []),
      ...(group.policies.length === 0 ? [plain('No policy is named as denying.')] : []),
    ],
  };
}

function requestRule({ group, others }: DropCase): Conclusion | null {
  if (group.reason !== refusedByProxy) return null;
  const answered = others.filter(({ l7 }) => l7?.type === 'RESPONSE' && l7.http?.code === 403);
  return {
    sureness: 'sure',
    sentence: plain(
      'A rule for requests refuses it: the port is open, and this request is not among those allowed on it.',
    ),
    evidence: [
      plain('The proxy told of it, and the proxy sees only connections that were let through to it.'),
      ...(answered.length > 0
        ? [say`${countOf(answered.length, 'answer')} with status ${'403'} came from the proxy, not from the server.`]
        : []),
    ],
  };
}

/** Where Linux begins to hand out ports for clients. */
const firstClientPort = 32_768;

function lateReply({ group, flows, others }: DropCase): Conclusion | null {
  const late = group.lateReply ? [...flows] : flows.filter(isMidConnection);
  if (!group.lateReply && (late.length === 0 || late.length < flows.length)) return null;
  const [from, to] = packetEnds(group);
  const asked = others.filter((flow) => !isDenial(flow) && runsBack(flow, late));
  const evidence = [...portHint(group.lateReply ? late : []), ...flagHint(late), ...askedHint(asked, flows)];
  if (evidence.length === 0 && !group.lateReply) return null;
  return {
    sureness: asked.length > 0 || late.some(isSynAck) ? 'likely' : 'possible',
    sentence: say`Late packets of a known connection: ${entityInSentence(from)} answers or goes on where tracking has forgotten, rather than calling ${entityInSentence(to)}.`,
    evidence:
      evidence.length > 0 ? evidence : [plain('The packets run from a port that is served to one that is not.')],
  };
}

function isMidConnection({ l4 }: Flow): boolean {
  return l4?.protocol === 'TCP' && l4.flags.length > 0 && (!l4.flags.includes('SYN') || l4.flags.includes('ACK'));
}

const isSynAck = ({ l4 }: Flow): boolean =>
  l4?.protocol === 'TCP' && l4.flags.includes('SYN') && l4.flags.includes('ACK');

function runsBack(flow: Flow, late: readonly Flow[]): boolean {
  return late.some(
    (one) =>
      flow.isReply === false &&
      flow.ip?.source === one.ip?.destination &&
      flow.ip?.destination === one.ip?.source &&
      destinationPort(flow) === sourcePort(one),
  );
}

function portHint(late: readonly Flow[]): readonly Sentence[] {
  const found = late.find((flow) => sourcePort(flow) > 0 && destinationPort(flow) >= firstClientPort);
  if (!found) return [];
  const protocol = found.l4?.protocol ?? '';
  return [
    say`Source port ${formatPort(protocol, sourcePort(found))}, high destination port ${String(destinationPort(found))}: probably a late reply. Ports are a hint only.`,
  ];
}

function flagHint(late: readonly Flow[]): readonly Sentence[] {
  const found = late.find(isMidConnection);
  if (found?.l4?.protocol !== 'TCP') return [];
  return [say`TCP flags ${found.l4.flags.join(', ')}: no packet that opens a connection.`];
}

function askedHint(asked: readonly Flow[], flows: readonly Flow[]): readonly Sentence[] {
  const [newest] = asked;
  if (newest && flows.length > 0)
    return [say`The other way round traffic passed, last at ${formatTime(timeOf(newest))}.`];
  return [];
}

function noBackend({ group, others }: DropCase): Conclusion | null {
  if (group.reason !== 'SERVICE_BACKEND_NOT_FOUND') return null;
  const passed = others.filter((flow) => !isDenial(flow));
  const [newest] = passed;
  return {
    sureness: 'sure',
    sentence: say`The service has no ready backend, so ${entityInSentence(group.destination)} is what to look at, not a policy.`,
    evidence: [
      plain('The reason that was recorded is given where the list of backends is empty.'),
      newest
        ? say`${countOf(passed.length, 'flow')} to the same address passed, last at ${formatTime(timeOf(newest))}: backends come and go.`
        : plain('Nothing to the same address passed in what is held.'),
    ],
  };
}

function addressGone({ group, others }: DropCase): Conclusion | null {
  if (group.reason !== 'STALE_OR_UNROUTABLE_IP' || group.class === 'noise') return null;
  const before = others.find(({ destination }) => destination?.pod);
  return {
    sureness: before ? 'likely' : 'possible',
    sentence: say`A client keeps the address of a pod that is gone: no pod has the address of ${entityInSentence(group.destination)} now.`,
    evidence: [
      plain('The reason that was recorded is given for addresses of the pod range that no endpoint has.'),
      ...(before ? [say`At ${formatTime(timeOf(before))} it was still ${before.destination?.pod ?? ''}.`] : []),
    ],
  };
}

/** A node that came back is behind for about so long. */
const settlingMs = 2 * 60_000;
/** Nodes are heard of one after the other when reading begins; who is later than that was away. */
const beginningMs = 30_000;

const notLoaded: readonly string[] = ['MISSED_TAIL_CALL', 'DROP_HOST_NOT_READY', 'DROP_EP_NOT_READY'];

function agentStarting({ group, flows, nodes }: DropCase): Conclusion | null {
  const isNotLoaded = notLoaded.includes(group.reason);
  const isOfAgent = dropReason(group.reason).class === 'agent';
  const unlabelled = flows.find(({ source, destination }) => isStarting(source) || isStarting(destination));
  const back = cameBack(group, nodes);
  if (!isOfAgent && !unlabelled && !back) return null;
  return {
    sureness: isNotLoaded ? 'sure' : unlabelled || isOfAgent ? 'likely' : 'possible',
    sentence: plain(
      'An agent or a pod was starting: until it is ready, packets are refused for want of what is being loaded.',
    ),
    evidence: [
      ...(isOfAgent
        ? [say`The reason, ${group.reasonText}, is one of agents that do not know or have everything yet.`]
        : []),
      ...(unlabelled
        ? [say`At ${formatTime(timeOf(unlabelled))} one end had identity ${'init'}: its labels were not known.`]
        : []),
      ...(back?.sinceMs != null
        ? [say`Node ${back.name} is ${back.state} since ${formatTime(back.sinceMs)}, close to the first of these.`]
        : []),
    ],
  };
}

function cameBack({ nodes: seenOn, firstMs }: DropGroup, nodes: readonly KnownNode[]): KnownNode | undefined {
  const first = Math.min(...nodes.flatMap(({ sinceMs }) => sinceMs ?? []));
  return seenOn
    .flatMap((name) => nodeNamed(nodes, name) ?? [])
    .find(
      ({ state, sinceMs }) =>
        state === 'connected' &&
        sinceMs !== null &&
        sinceMs - first > beginningMs &&
        Math.abs(firstMs - sinceMs) < settlingMs,
    );
}

const isStarting = (end: Endpoint | undefined): boolean =>
  end !== undefined && (end.identity === 5 || labelKeys(end.labels, 'reserved').includes('init'));

function tooLarge({ group, flows, others }: DropCase): Conclusion | null {
  const isOfMtu = dropReason(group.reason).class === 'mtu';
  const told = [...flows, ...others].find(saysTooLarge);
  if (!isOfMtu && !told) return null;
  return {
    sureness: isOfMtu && told ? 'sure' : isOfMtu ? 'likely' : 'possible',
    sentence: plain(
      'The packets are larger than the path takes: look at MTU, tunnel overhead and MSS clamping, not at policies.',
    ),
    evidence: [
      ...(isOfMtu ? [say`The reason, ${group.reasonText}, is one of size.`] : []),
      ...(told
        ? [say`At ${formatTime(timeOf(told))} ICMP said that a packet between these addresses was too large.`]
        : []),
    ],
  };
}

/** Fragmentation needed, and packet too big (RFC 792, RFC 4443). */
function saysTooLarge({ l4 }: Flow): boolean {
  if (l4?.protocol === 'ICMPv4') return l4.type === 3 && l4.code === 4;
  return l4?.protocol === 'ICMPv6' && l4.type === 2;
}

function nodeMissing({ group, nodes }: DropCase): Conclusion | null {
  if (group.class === 'noise' || group.reason === searchedNames) return null;
  const missing = nodes.filter(({ state }) => state !== 'connected' && state !== 'unknown');
  if (missing.length === 0) return null;
  const own = missing.filter((node) => group.nodes.some((name) => nodeNamed([node], name) === node));
  const told = own.length > 0 ? own : missing;
  const names = joined(told.slice(0, 3).map(({ name }) => name));
  const rest = told.length > 3 ? say` and ${countOf(told.length - 3, 'more node')}` : [];
  return {
    sureness: own.length > 0 ? 'likely' : 'possible',
    sentence:
      own.length > 0
        ? say`The count is too low: nothing is heard of ${names}${rest}, where this was seen.`
        : say`The other side may be missing: nothing is heard of ${names}${rest}, so that what was seen there is not known.`,
    evidence: told.slice(0, 3).map(({ name, state, sinceMs }) => {
      const since = sinceMs === null ? [] : say` since ${formatTime(sinceMs)}`;
      return say`Node ${name} is ${plain(state === 'error' ? 'in error' : state)}${since}.`;
    }),
  };
}
