// What the policies of now say of a recorded flow.
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Flow, Rfc3339 } from '@/lib/flow/flow';
import { say } from '@/lib/flow/sentence';
import { attemptOf, entitiesOf } from '@/lib/policy/attempt';
import type { KnownService, PolicyEnd } from '@/lib/policy/end';
import { type DirectionFinding, explain } from '@/lib/policy/explain';
import { judge } from '@/lib/policy/judge';
import { ofOtherCluster } from '@/lib/policy/own-cluster';
import { ofOtherNamespace } from '@/lib/policy/own-namespaces';
import type { Policy } from '@/lib/policy/policy';
import type { PolicyProblem, PolicyText } from '@/lib/policy/read-text';

/** Policies, and where and when they were read. */
export interface GivenPolicies extends Pick<PolicyText, 'policies' | 'problems'> {
  readonly from: 'folder' | 'kubernetes' | 'sent' | 'none';
  /** Null where there are none to read, or none could be read yet. */
  readonly readAt: Rfc3339 | null;
  /** Sentences on what is missing or may be out of date. */
  readonly notes?: readonly string[];
  /** Policies of some kind could not be read at all. */
  readonly partial?: boolean;
  /** The one cluster that they are those of, as Cilium calls it; absent or null where that is not known. */
  readonly cluster?: string | null;
  /** Whether the policies of a namespace are among them, '' being clusterwide ones; absent: those of all are. */
  readonly covers?: (namespace: string) => boolean;
}

export interface PolicyAnswer extends Pick<GivenPolicies, 'from' | 'readAt'> {
  readonly policyCount: number;
  /** Sentences on what is missing or may be out of date. */
  readonly notes: readonly string[];
  /** The direction that refuses first; null where no policy speaks of such a packet, or no policies were read. */
  readonly directions: readonly DirectionFinding[] | null;
  /** What is wrong with the policies as they were given, at most a hundred. */
  readonly problems: readonly PolicyProblem[];
  readonly problemCount: number;
}

const mostProblems = 100;

/** What is known of the connection besides the flow. */
export interface Beside {
  /** Ports of the destination's containers by name. */
  readonly namedPorts?: PolicyEnd['namedPorts'];
  /** Services that the policies name; absent where they are not known. */
  readonly services?: readonly KnownService[];
  readonly notes?: readonly string[];
}

/** Judges now; what was recorded may have been decided by other policies. */
export function answerOf(flow: Flow, given: GivenPolicies, beside: Beside = {}): PolicyAnswer {
  const { from, readAt, policies, problems, notes = [] } = given;
  // A cluster may have no policies; files that hold none are a mistake.
  const isEmpty = policies.length === 0 && (from === 'sent' || from === 'folder');
  return {
    from,
    readAt,
    policyCount: policies.length,
    notes: [...notes, ...(isEmpty ? [emptyNotes[from]] : []), ...twiceNotes(policies), ...(beside.notes ?? [])],
    directions: readAt === null || isEmpty ? null : findingsOf(flow, given, beside),
    problems: problems.slice(0, mostProblems),
    problemCount: problems.length,
  };
}

/** Folders hold old versions and overlays; in a cluster the one that was applied last is in place of the others. */
function twiceNotes(policies: readonly Policy[]): readonly string[] {
  const once = new Set<string>();
  const twice = new Map<string, string>();
  for (const { kind, namespace, name, cluster } of policies) {
    const key = JSON.stringify([kind, cluster, namespace, name]);
    if (once.has(key)) twice.set(key, namespace === '' ? name : `${namespace}/${name}`);
    once.add(key);
  }
  if (twice.size === 0) return [];
  const named = [...twice.values()].slice(0, 3);
  const more = twice.size > named.length ? ` and ${twice.size - named.length} more` : '';
  return [
    `Given more than once: ${named.join(', ')}${more}. A cluster holds one policy of a name; here all of them are judged.`,
  ];
}

const emptyNotes = {
  sent: 'What was given holds no policy that could be judged.',
  folder: 'The folder of policies holds none that could be judged.',
};

function findingsOf(
  flow: Flow,
  { policies, cluster = null, partial = false, covers = () => true }: GivenPolicies,
  { namedPorts = null, services }: Beside,
): readonly DirectionFinding[] | null {
  const asked = attemptOf(flow);
  if (!asked) return null;
  const attempt = { ...asked, destination: { ...asked.destination, namedPorts } };
  const verdict = judge(policies, attempt, services ?? null);
  const { source, destination } = entitiesOf(flow);
  const names = { source: entityInSentence(source), destination: entityInSentence(destination) };
  return [verdict.ingress, verdict.egress]
    .map((one) => explain(one, attempt, names))
    .map(
      (finding) =>
        ofOtherCluster(finding, attempt, cluster) ??
        ofOtherNamespace(finding, attempt, covers) ??
        (partial ? asFarAsRead(finding) : finding),
    )
    .map(clipped)
    .sort((a, b) => weight[a.decision] - weight[b.decision]);
}

/** What could not be read may decide otherwise. */
function asFarAsRead(finding: DirectionFinding): DirectionFinding {
  return { ...finding, sentence: say`As far as policies could be read: ${finding.sentence}` };
}

/** Nobody reads more; those that decide stand first. */
const mostFindings = 40;

function clipped(finding: DirectionFinding): DirectionFinding {
  const { findings } = finding;
  if (findings.length <= mostFindings) return finding;
  return { ...finding, findings: findings.slice(0, mostFindings), moreFindings: findings.length - mostFindings };
}

const weight: Readonly<Record<DirectionFinding['decision'], number>> = {
  denied: 0,
  'default-deny': 0,
  'request-denied': 1,
  unknown: 2,
  allowed: 3,
  'no-policy': 4,
};
