// The labels by which a policy can select a workload: those that its next release still has.
import type { Entity } from '@/lib/flow/entity';
import { clusterLabel, namespaceLabel, namespaceLabelPrefix } from '@/lib/flow/labels';
import type { PolicyEnd } from '@/lib/policy/end';
import type { Label } from '@/lib/policy/selector';

/** A workload as a policy selects it. */
export interface Party {
  /** The entity's id. */
  readonly key: string;
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  /** As they stand under `matchLabels`, never empty. */
  readonly labels: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** Null where nothing tells it from the other pods of its namespace. `onlyKubernetes`: no label of another source. */
export function partyOf(end: PolicyEnd, entity: Entity, onlyKubernetes: boolean): Party | null {
  const usable = end.labels.filter((label) => isUsable(label) && (!onlyKubernetes || label.source === 'k8s'));
  const own = usable.filter((label) => !isCiliums(label) && !isShortLived(label));
  const chosen = own.length > 0 || onlyKubernetes ? own : usable.filter(isTellingAccount);
  if (chosen.length === 0) return null;
  return {
    key: entity.id,
    name: entity.name,
    cluster: labelOf(end, clusterLabel),
    namespace: labelOf(end, namespaceLabel),
    labels: Object.fromEntries(chosen.map((label) => [selectorKey(label), label.value]).sort()),
  };
}

/** What two sightings of one workload have in common; null where that is nothing. */
export function commonLabels(first: Labels, second: Labels): Labels | null {
  const both = Object.entries(first).filter(([key, value]) => second[key] === value);
  return both.length > 0 ? Object.fromEntries(both) : null;
}

export function labelOf({ labels }: PolicyEnd, wanted: string): string {
  return labels.find(({ source, key }) => source === 'k8s' && key === wanted)?.value ?? '';
}

/** The part before a colon is a source, so a key that holds one needs its own source before it. */
function selectorKey({ source, key }: Label): string {
  return source === 'k8s' && !key.includes(':') ? key : `${source}:${key}`;
}

/** A service account of its own tells a workload, the one that all others have does not. */
const isTellingAccount = ({ key, value }: Label) =>
  key === 'io.cilium.k8s.policy.serviceaccount' && value !== 'default';

const isCiliums = ({ key }: Label) =>
  key.startsWith('io.cilium.') || key.startsWith('io.kubernetes.') || key.startsWith(namespaceLabelPrefix);

const notOfPods = ['reserved', 'cidr', 'fqdn', 'cidrgroup'];

/** Others than Kubernetes takes would make the whole policy invalid. */
function isUsable({ source, key, value }: Label): boolean {
  return !notOfPods.includes(source) && keyPattern.test(key) && key.length <= 253 + 1 + 63 && valuePattern.test(value);
}

const keyPattern = /^([a-z\d]([-a-z\d.]*[a-z\d])?\/)?[a-z\d]([-\w.]{0,61}[a-z\d])?$/i;
const valuePattern = /^([a-z\d]([-\w.]{0,61}[a-z\d])?)?$/i;

/** Set anew by each release, restart or run. */
const shortLivedKeys = new Set([
  'pod-template-hash',
  'pod-template-generation',
  'controller-revision-hash',
  'rollouts-pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'controller-uid',
  'job-name',
  'kubernetes.io/hostname',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'helm.sh/chart',
  'chart',
  'heritage',
  'version',
  'deployment',
  'istio.io/rev',
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-revision',
  'spark-app-selector',
  'spark-exec-id',
]);

function isShortLived({ key, value }: Label): boolean {
  if (shortLivedKeys.has(key)) return true;
  return (
    /(^|[-_])(hash|uid|checksum|timestamp|generation)$/i.test(key) ||
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
  );
}
