// The policies of one cluster, kept as its API has them, in the form in which flows are judged by them.
import type { EpochMs } from '@/lib/flow/flow';
import { joined, sentenceText } from '@/lib/flow/sentence';
import { readAccess, type Surroundings } from '@/lib/kubernetes/find-access';
import { createNamedPorts, type FoundPorts } from '@/lib/kubernetes/named-ports';
import { type KindReader, type Pace, startReader, usualPace } from '@/lib/kubernetes/reader';
import { type Ask, askKubernetes } from '@/lib/kubernetes/request';
import { createServices, type FoundServices } from '@/lib/kubernetes/services';
import type { KindStatus } from '@/lib/kubernetes/status';
import type { GivenPolicies } from '@/lib/policy/answer';
import { policyKinds } from '@/lib/policy/policy';
import type { ServicePeer } from '@/lib/policy/services';

export interface KubernetesPolicies {
  /** What is known now; its time is the one at which the kind heard of longest ago was current. */
  given(): GivenPolicies;
  kinds(): readonly KindStatus[];
  /** Container ports of a pod by name. Never throws. */
  namedPorts(namespace: string, pod: string): Promise<FoundPorts>;
  /** Services that policies name, and what stands behind them. Never throws. */
  services(named: readonly ServicePeer[]): Promise<FoundServices>;
  close(): Promise<void>;
}

export interface KubernetesOptions {
  readonly surroundings: Surroundings;
  /** What Cilium calls the cluster; null where it was not said. */
  readonly cluster: string | null;
  readonly pace?: Pace;
  readonly now?: () => EpochMs;
  readonly random?: () => number;
}

/** Begins to read at once; what fails is tried again for as long as this lasts. */
export function startKubernetes(options: KubernetesOptions): KubernetesPolicies {
  const { surroundings, cluster, pace = usualPace, now = Date.now, random = Math.random } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const ask: Ask = async (path, until) => askKubernetes(await readAccess(surroundings), path, until);
  const readers = policyKinds.map((kind) => startReader({ kind, ask, signal, pace, now, random }));
  const portsOf = createNamedPorts(ask, now);
  const policies = remembered(readers, cluster);
  const kinds = () => readers.map(({ status }) => status());
  return {
    given: () => {
      const statuses = kinds();
      const partial = statuses.some(({ state, readAt }) => state !== 'absent' && readAt === null);
      return {
        from: 'kubernetes',
        readAt: readAtOf(statuses),
        ...policies(),
        notes: notesOf(statuses),
        partial,
        cluster,
      };
    },
    kinds,
    namedPorts: portsOf,
    services: createServices(ask, now),
    async close() {
      ending.abort();
      await Promise.all(readers.map(({ done }) => done));
    },
  };
}

/** Made anew only after a change. */
function remembered(
  readers: readonly KindReader[],
  cluster: string | null,
): () => Pick<GivenPolicies, 'policies' | 'problems'> {
  let known = '';
  let made: Pick<GivenPolicies, 'policies' | 'problems'> = { policies: [], problems: [] };
  return () => {
    const version = readers.map((reader) => reader.version()).join(' ');
    if (version !== known) made = collected(readers, cluster);
    known = version;
    return made;
  };
}

function collected(
  readers: readonly KindReader[],
  cluster: string | null,
): Pick<GivenPolicies, 'policies' | 'problems'> {
  const read = readers.flatMap((reader) => reader.policies());
  return {
    policies: read.flatMap(({ policy }) => (policy ? { ...policy, ...(cluster !== null && { cluster }) } : [])),
    problems: read.flatMap(({ kind, namespace, name, problems }) =>
      problems.map((problem) => ({
        ...problem,
        file: kind,
        line: 0,
        policy: namespace === '' ? name : `${namespace}/${name}`,
      })),
    ),
  };
}

function readAtOf(kinds: readonly KindStatus[]): string | null {
  const times = kinds.filter(({ state }) => state !== 'absent').flatMap(({ readAt }) => readAt ?? []);
  return times.sort()[0] ?? null;
}

/** One sentence for what the cluster lacks, and one for each thing that fails. */
function notesOf(kinds: readonly KindStatus[]): readonly string[] {
  const names = (some: readonly KindStatus[]) => sentenceText(joined(some.map(({ kind }) => plural(kind))));
  const absent = kinds.filter(({ state }) => state === 'absent');
  const failing = kinds.filter(({ state, failure }) => state !== 'absent' && failure !== null);
  const reasons = [...new Set(failing.map(({ failure }) => failure?.message ?? ''))];
  const waiting = kinds.every(({ state }) => state === 'reading');
  return [
    ...(waiting ? ['The Kubernetes API is being asked for the first time.'] : []),
    ...(absent.length > 0 ? [absentNote(names(absent), absent.length === kinds.length)] : []),
    ...reasons.map((reason) => {
      const some = failing.filter(({ failure }) => failure?.message === reason);
      const areUnread = some.some(({ readAt }) => readAt === null);
      if (areUnread && some.length === kinds.length) return `The policies of the cluster cannot be read. ${reason}`;
      return areUnread
        ? `${names(some)} are not read, and drops are judged without them. ${reason}`
        : `${names(some)} may be out of date. ${reason}`;
    }),
  ];
}

/** Every cluster has NetworkPolicies. */
function absentNote(names: string, isAll: boolean): string {
  return isAll
    ? 'What answers in place of the Kubernetes API knows no policies of any kind; check its address.'
    : `This cluster does not know ${names}.`;
}

const plural = (kind: string): string => kind.replace(/y$/, 'ies');
