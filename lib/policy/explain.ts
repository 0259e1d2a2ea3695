// Why policies let a connection through or not, policy by policy, in sentences that name the label or port that decides.
import { formatPort } from '@/lib/flow/format';
import { isOwnLabel } from '@/lib/flow/labels';
import { joined, plain, type Sentence, say, type Told } from '@/lib/flow/sentence';
import { type Attempt, isNameless } from '@/lib/policy/end';
import { type Decision, type DirectionVerdict, type LookedAt, speaksOf } from '@/lib/policy/judge';
import { any, type Judgement } from '@/lib/policy/judgement';
import { whyNoPeer } from '@/lib/policy/near-miss';
import type { Direction, Policy, PolicyKind, Rule } from '@/lib/policy/policy';
import { letsThrough } from '@/lib/policy/requests';
import { peersText, peerText, portsText, requestsText } from '@/lib/policy/rule-text';
import { labelText } from '@/lib/policy/selector';
import { isServicePeer } from '@/lib/policy/services';

/** What one policy does about one connection. */
export type Effect = 'allows' | 'denies' | 'refuses-request' | 'allows-not' | 'unknown';

export interface PolicyFinding {
  readonly policy: string;
  readonly namespace: string;
  readonly kind: PolicyKind;
  /** The item that decides, such as `spec.ingress[0]`; '' where the policy as a whole does. */
  readonly path: string;
  readonly effect: Effect;
  readonly sentence: Sentence;
  /** The item part by part; empty where the policy as a whole decides. */
  readonly checks: readonly Check[];
}

/** One part of a rule beside the connection. */
export interface Check {
  readonly part: 'peer' | 'ports' | 'requests';
  readonly wanted: string;
  readonly holds: Judgement;
}

export interface DirectionFinding {
  readonly direction: Direction;
  readonly decision: Decision | 'request-denied';
  readonly sentence: Sentence;
  /** Those that refuse first, then those that allow, then those that merely select the end, the nearest miss first. */
  readonly findings: readonly PolicyFinding[];
  /** Policies beside those that are laid on the end as well. */
  readonly moreFindings?: number;
  readonly subject: string;
  readonly peer: string;
  /** The other end's own labels, at most twelve. */
  readonly peerLabels: readonly string[];
}

/** The two ends by the names that the reader knows them by. */
export interface Names {
  readonly source: string;
  readonly destination: string;
}

/** `verdict` of this attempt; says what each policy laid on the end means for it. */
export function explain(verdict: DirectionVerdict, attempt: Attempt, names: Names): DirectionFinding {
  const { direction, decision, l7 } = verdict;
  const isIngress = direction === 'ingress';
  const told = {
    attempt,
    subject: isIngress ? names.destination : names.source,
    peer: isIngress ? names.source : names.destination,
    direction,
    decision,
    refusesRequest: l7 === 'denied',
  };
  const other = isIngress ? attempt.source : attempt.destination;
  const findings = [
    ...verdict.policies.map((policy) => finding(policy, verdict, told)),
    ...verdict.ofNodes.map((policy) => ofNodes(policy, told)),
  ];
  const refused = decision === 'allowed' && l7 === 'denied' ? 'request-denied' : decision;
  return {
    direction,
    decision: refused,
    sentence: summary(refused, told, findings.length > 0),
    findings: findings.sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect) || misses(a) - misses(b)),
    subject: told.subject,
    peer: told.peer,
    peerLabels: other.labels.map(labelText).filter(isOwnLabel).slice(0, 12).map(bare),
  };
}

const bare = (label: string): string => label.replace(/^k8s:/, '');

const misses = ({ checks }: PolicyFinding) => checks.filter(({ holds }) => holds === 'no').length;
const order: readonly Effect[] = ['denies', 'refuses-request', 'unknown', 'allows', 'allows-not'];

interface ToldOf {
  readonly attempt: Attempt;
  readonly subject: string;
  readonly peer: string;
  readonly direction: Direction;
  readonly decision: Decision;
  readonly refusesRequest: boolean;
}

function summary(
  decision: DirectionFinding['decision'],
  { subject, direction }: ToldOf,
  isSelected: boolean,
): Sentence {
  const side = direction === 'ingress' ? 'Ingress to' : 'Egress from';
  switch (decision) {
    case 'no-policy':
      return say`${plain(side)} ${subject} is open: ${plain(isSelected ? 'the policies that select it refuse only what they name' : 'no policy selects it')}.`;
    case 'allowed':
      return say`${plain(side)} ${subject} is allowed.`;
    case 'denied':
      return say`${plain(side)} ${subject} is refused by a deny rule.`;
    case 'default-deny':
      return say`${plain(side)} ${subject} is refused: a policy selects it, and no rule allows this.`;
    case 'request-denied':
      return say`${plain(side)} ${subject} opens, and the proxy refuses the request.`;
    case 'unknown':
      return say`${plain(side)} ${subject} cannot be judged here.`;
  }
}

function finding(policy: Policy, verdict: DirectionVerdict, told: ToldOf): PolicyFinding {
  const rules = verdict.rules.filter((looked) => looked.policy === policy);
  const { kind, name, namespace } = policy;
  return { policy: name, namespace, kind, ...judged(policy, rules, told) };
}

function ofNodes({ kind, name, namespace }: Policy, { subject }: ToldOf): PolicyFinding {
  const sentence = say`${name} is for nodes; whether it selects ${subject} is not known here.`;
  return { policy: name, namespace, kind, path: '', effect: 'unknown', sentence, checks: [] };
}

type Judged = Pick<PolicyFinding, 'path' | 'effect' | 'sentence' | 'checks'>;

function byRule(looked: LookedAt, effect: Effect, sentence: Sentence, { attempt }: Pick<ToldOf, 'attempt'>): Judged {
  return { path: looked.rule.path, effect, sentence, checks: checksOf(looked, attempt) };
}

function checksOf({ rule, peer, port, requests }: LookedAt, attempt: Attempt): readonly Check[] {
  const asked = requests.filter((one) => one !== null);
  const ports = portsText(rule);
  return [
    { part: 'peer', wanted: peersText(rule.peers), holds: peer },
    ...(ports === '' ? [] : [{ part: 'ports', wanted: ports, holds: port } as const]),
    ...(asked.length === 0 || asked.length < requests.length
      ? []
      : [
          {
            part: 'requests',
            wanted: requestsText(asked),
            holds: any(asked.map((one) => letsThrough(one, attempt))),
          } as const,
        ]),
  ];
}

function judged(policy: Policy, rules: readonly LookedAt[], told: ToldOf): Judged {
  const speaking = (deny: boolean, how: 'yes' | 'unknown') =>
    rules.find((looked) => looked.rule.deny === deny && speaksOf(looked) === how);
  const denying = speaking(true, 'yes');
  if (denying) return denies(policy, denying, told);
  const allowing = rules.filter((looked) => !looked.rule.deny && speaksOf(looked) === 'yes');
  const open = allowing.find((looked) => looked.requests.some((requests) => lets(requests, told.attempt)));
  if (open) return allows(policy, open, told);
  const [asking] = allowing;
  if (asking) return refusesRequest(policy, asking, told);
  const unsure = speaking(true, 'unknown') ?? speaking(false, 'unknown');
  return unsure ? cannotTell(policy, unsure, told) : allowsNot(policy, rules, told);
}

const lets = (requests: LookedAt['requests'][number], attempt: Attempt) =>
  requests === null || letsThrough(requests, attempt) === 'yes';

function denies({ name }: Policy, looked: LookedAt, told: ToldOf): Judged {
  const sentence = say`${name} selects ${told.subject} and refuses ${ways(looked.rule)}. Deny rules win over every allow.`;
  return byRule(looked, 'denies', sentence, told);
}

function allows({ name }: Policy, looked: LookedAt, told: ToldOf): Judged {
  const how = looked.rule.authentication ? ' once both ends have proved who they are' : '';
  const sentence = say`${name} selects ${told.subject} and allows ${ways(looked.rule)}${plain(how)}.`;
  return byRule(looked, 'allows', sentence, told);
}

function refusesRequest({ name }: Policy, looked: LookedAt, told: ToldOf): Judged {
  const { subject, attempt } = told;
  const asked = looked.requests.filter((requests) => requests !== null);
  const isUnseen = asked.some((requests) => letsThrough(requests, attempt) === 'unknown');
  const only = say`${name} selects ${subject} and allows ${ways(looked.rule)}, but lets through only ${requestsText(asked)}`;
  return isUnseen
    ? byRule(looked, 'unknown', say`${only}; what was asked is not recorded.`, told)
    : byRule(looked, 'refuses-request', say`${only}; asked was ${requestText(attempt)}.`, told);
}

function requestText({ http, dns }: Attempt): string {
  if (http) return `${http.method} ${http.path}`;
  return dns ?? '';
}

function cannotTell({ name }: Policy, looked: LookedAt, told: ToldOf): Judged {
  const { deny, path } = looked.rule;
  const unknown = joined(notKnown(looked, told));
  const sentence = say`${name} may ${plain(deny ? 'refuse' : 'allow')} it: ${path} hangs on ${unknown}, not known here.`;
  return byRule(looked, 'unknown', sentence, told);
}

/** What the rule speaks of that neither the flow nor the cluster has told. */
function notKnown({ rule, peer, port, services }: LookedAt, { attempt, peer: name, direction }: ToldOf): Told[] {
  const other = direction === 'ingress' ? attempt.source : attempt.destination;
  const named = (rule.peers ?? []).flatMap((one) => {
    if (one.kind === 'unjudged') return [one.field];
    return isServicePeer(one) && services === null ? [peerText(one)] : [];
  });
  const whom =
    named.length > 0 ? named.slice(0, 3) : [say`the ${plain(isNameless(other) ? 'labels' : 'address')} of ${name}`];
  const ports = portsText(rule);
  return [...(peer === 'unknown' ? whom : []), ...(port === 'unknown' ? [say`what ${ports} is`] : [])];
}

/** The rule that comes nearest says what is missing. */
function allowsNot({ name }: Policy, rules: readonly LookedAt[], told: ToldOf): Judged {
  const [denying] = rules.filter(({ rule }) => rule.deny);
  if (denying && rules.every(({ rule }) => rule.deny)) {
    const sentence = say`${name} selects ${told.subject} and refuses only ${ways(denying.rule)}, which this is not.`;
    return byRule(denying, 'allows-not', sentence, told);
  }
  const allowing = rules.filter(({ rule }) => !rule.deny && rule.peers?.length !== 0);
  const nearest =
    allowing.find(({ port }) => port !== 'no') ?? allowing.find(({ peer }) => peer !== 'no') ?? allowing[0];
  if (!nearest) {
    const sentence = say`${name} selects ${told.subject} and allows nothing ${plain(toward(told.direction))}.`;
    return { path: '', effect: 'allows-not', sentence, checks: [] };
  }
  const others = allowing.length - 1;
  const more = others > 0 ? plain(` ${others} more ${others === 1 ? 'rule does' : 'rules do'} not fit either.`) : [];
  const sentence = say`${name} selects ${told.subject} and allows only ${ways(nearest.rule)}; ${whyNot(nearest, told)}.${more}`;
  return byRule(nearest, 'allows-not', sentence, told);
}

function whyNot(looked: LookedAt, { attempt, peer, direction }: ToldOf): Sentence {
  const other = direction === 'ingress' ? attempt.source : attempt.destination;
  const noPeer = looked.peer === 'no' ? whyNoPeer(looked, other, peer) : null;
  const noPort = looked.port === 'no' ? say`this is ${wayText(attempt)}` : null;
  return joined([noPeer, noPort].filter((one) => one !== null));
}

function wayText({ protocol, port, icmpType }: Attempt): string {
  return port === null ? `${protocol} type ${icmpType ?? 'unknown'}` : formatPort(protocol, port);
}

const toward = (direction: Direction) => (direction === 'ingress' ? 'in' : 'out');

/** "role=backend on 80/TCP". */
function ways(rule: Rule): Sentence {
  const whom = peersText(rule.peers);
  const where = portsText(rule);
  return where === '' ? say`${whom}` : say`${whom} on ${where}`;
}
