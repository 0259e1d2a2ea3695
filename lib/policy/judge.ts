// What policies say of one connection: the rules of Cilium, deny before allow, read for both ends.
import {
  type Attempt,
  isManaged,
  isNameless,
  isNode,
  isReserved,
  type KnownService,
  type PolicyEnd,
} from '@/lib/policy/end';
import { all, any, type Judgement } from '@/lib/policy/judgement';
import { isPeer } from '@/lib/policy/peers';
import type { Direction, Policy, PolicySpec, Requests, Rule, Selector } from '@/lib/policy/policy';
import { judgePort } from '@/lib/policy/ports';
import { letsThrough } from '@/lib/policy/requests';
import { clusterIn, meets } from '@/lib/policy/selector';

/**
 * - `no-policy`     no policy is laid on the end in this direction: open
 * - `allowed`       a rule allows it, or the local host is let in
 * - `denied`        a deny rule speaks of it
 * - `default-deny`  enforced, and no rule allows it
 * - `unknown`       it hangs on what is not known here
 */
export type Decision = 'no-policy' | 'allowed' | 'denied' | 'default-deny' | 'unknown';

/** One rule of a policy that is laid on the end, and how much of it fits. */
export interface LookedAt {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly peer: Judgement;
  readonly port: Judgement;
  readonly requests: readonly (Requests | null)[];
  /** Conditions of other items that the peer has to meet as well. */
  readonly narrowings: readonly Selector[];
  /** By which the peer was judged; null where they are not known. */
  readonly services: readonly KnownService[] | null;
  /** That of the end it is laid on; undefined where it is not known. */
  readonly cluster: string | undefined;
}

export interface DirectionVerdict {
  readonly direction: Direction;
  readonly decision: Decision;
  /** Policies laid on the end that enforce this direction or have rules for it. */
  readonly policies: readonly Policy[];
  readonly rules: readonly LookedAt[];
  /** Policies for nodes that speak of this direction, where the end is one: flows do not say which nodes they select. */
  readonly ofNodes: readonly Policy[];
  /** Of the request: `none` where no proxy looks at it. */
  readonly l7: L7Decision;
}
export type L7Decision = 'none' | 'allowed' | 'denied' | 'unknown';

export interface PolicyVerdict {
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
  readonly l7: L7Decision;
  readonly verdict: 'allowed' | 'denied' | 'unknown';
}

/** Judges the first packet of a new connection, and its request where one is given. `services` null: not known. */
export function judge(
  policies: readonly Policy[],
  attempt: Attempt,
  services: readonly KnownService[] | null = null,
): PolicyVerdict {
  const egress = judgeDirection(policies, 'egress', attempt, services);
  const ingress = judgeDirection(policies, 'ingress', attempt, services);
  const opens = all([opening(egress.decision), opening(ingress.decision)]);
  const l7 = opens === 'no' ? 'none' : worst(egress.l7, ingress.l7);
  const verdict =
    opens === 'no' || l7 === 'denied' ? 'denied' : opens === 'unknown' || l7 === 'unknown' ? 'unknown' : 'allowed';
  return { egress, ingress, l7, verdict };
}

/** `ingress`: the policies laid on the destination, for what comes from the source. */
export function judgeDirection(
  policies: readonly Policy[],
  direction: Direction,
  attempt: Attempt,
  services: readonly KnownService[] | null,
): DirectionVerdict {
  const [subject, peer] =
    direction === 'ingress' ? [attempt.destination, attempt.source] : [attempt.source, attempt.destination];
  // Whom a policy is laid on hangs on labels.
  if (isNameless(subject)) return { direction, decision: 'unknown', policies: [], rules: [], ofNodes: [], l7: 'none' };
  const ofNodes = isNode(subject) ? policiesOfNodes(policies, direction) : [];
  if (ofNodes.length > 0) return { direction, decision: 'unknown', policies: [], rules: [], ofNodes, l7: 'none' };
  const laid = isManaged(subject) ? laidOn(policies, subject, direction) : [];
  const rules = lookAt(laid, { direction, attempt, peer, services, cluster: clusterIn(subject.labels) });
  const enforced = isReserved(subject, 'init') || laid.some(({ spec }) => spec.defaultDeny[direction]);
  const isHost = direction === 'ingress' && isReserved(peer, 'host');
  const decision = laid.length === 0 && !enforced ? 'no-policy' : decide(rules, enforced, isHost);
  const isOpen = isHost || !enforced;
  const l7 = decision === 'allowed' || decision === 'unknown' ? l7Of(rules, attempt, isOpen) : 'none';
  return { direction, decision, policies: [...new Set(laid.map(({ policy }) => policy))], rules, ofNodes, l7 };
}

interface Laid {
  readonly policy: Policy;
  readonly spec: PolicySpec;
}

const speaksIn = (direction: Direction) => (spec: PolicySpec) =>
  spec.defaultDeny[direction] || spec.rules.some((rule) => rule.direction === direction);

function policiesOfNodes(policies: readonly Policy[], direction: Direction): readonly Policy[] {
  const speaks = speaksIn(direction);
  return policies.filter(({ specs }) => specs.some((spec) => spec.subject === null && speaks(spec)));
}

function laidOn(policies: readonly Policy[], { labels }: PolicyEnd, direction: Direction): Laid[] {
  const speaks = speaksIn(direction);
  const cluster = clusterIn(labels);
  const isElsewhere = (policy: Policy) =>
    policy.cluster !== undefined && cluster !== undefined && policy.cluster !== cluster;
  const own = policies.filter((policy) => !isElsewhere(policy));
  return own.flatMap((policy) =>
    policy.specs
      .filter((spec) => spec.subject !== null && meets(spec.subject, labels) && speaks(spec))
      .map((spec) => ({ policy, spec })),
  );
}

interface Question {
  readonly direction: Direction;
  readonly attempt: Attempt;
  readonly peer: PolicyEnd;
  readonly services: readonly KnownService[] | null;
  readonly cluster: string | undefined;
}

/** Conditions of all policies that are laid on the end narrow the peers of each. */
function lookAt(laid: readonly Laid[], { direction, attempt, peer, services, cluster }: Question): LookedAt[] {
  const narrowings = laid.flatMap(({ spec }) => spec.narrowings).filter((one) => one.direction === direction);
  const selectorsOf = (deny: boolean) => narrowings.filter((one) => one.deny === deny).map(({ selector }) => selector);
  const narrowing = { allow: selectorsOf(false), deny: selectorsOf(true) };
  return laid.flatMap(({ policy, spec }) =>
    spec.rules
      .filter((rule) => rule.direction === direction)
      .map((rule) => {
        const own = rule.deny ? narrowing.deny : narrowing.allow;
        const { judgement, requests } = judgePort(rule, attempt);
        const isMeant = isPeer(rule.peers, peer, { narrowings: own, services, cluster });
        return { policy, rule, peer: isMeant, port: judgement, requests, narrowings: own, services, cluster };
      }),
  );
}

/** Whether the rule speaks of the connection. */
export const speaksOf = ({ peer, port }: LookedAt): Judgement => all([peer, port]);

function decide(rules: readonly LookedAt[], enforced: boolean, isHost: boolean): Decision {
  const ofKind = (deny: boolean) => any(rules.filter(({ rule }) => rule.deny === deny).map(speaksOf));
  const denied = ofKind(true);
  if (denied !== 'no') return denied === 'yes' ? 'denied' : 'unknown';
  const allowed = ofKind(false);
  if (allowed === 'yes' || isHost) return 'allowed';
  if (!enforced) return 'no-policy';
  return allowed === 'unknown' ? 'unknown' : 'default-deny';
}

/** The proxy is asked where an entry of the connection names requests; one entry that names none lets all through. */
function l7Of(rules: readonly LookedAt[], attempt: Attempt, isOpen: boolean): L7Decision {
  const entries = rules
    .filter((looked) => !looked.rule.deny && speaksOf(looked) !== 'no')
    .flatMap(({ requests }) => requests);
  const asked = entries.filter((requests) => requests !== null);
  if (asked.length === 0) return 'none';
  if (isOpen || asked.length < entries.length) return 'allowed';
  const through = any(asked.map((requests) => letsThrough(requests, attempt)));
  return through === 'unknown' ? 'unknown' : through === 'yes' ? 'allowed' : 'denied';
}

function opening(decision: Decision): Judgement {
  if (decision === 'unknown') return 'unknown';
  return decision === 'denied' || decision === 'default-deny' ? 'no' : 'yes';
}

function worst(first: L7Decision, second: L7Decision): L7Decision {
  return (['denied', 'unknown', 'allowed'] as const).find((one) => one === first || one === second) ?? 'none';
}
