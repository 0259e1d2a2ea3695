// The pods that were seen behind each node of the map: how many, on how many nodes, and with which labels.
import { type Entity, type EntityId, entity } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import { isOwnLabel } from '@/lib/flow/labels';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Grouping } from '@/lib/graph/graph';
import type { BookedPod, Meeting } from '@/lib/rollup/pod-book';
import type { Steps } from '@/lib/rollup/steps';

export interface SeenPods {
  /** Of the node of the map. */
  readonly id: EntityId;
  /** Distinct pods of which a flow was seen, and the cluster's nodes that told of them as their own. */
  readonly pods: number;
  readonly nodes: number;
  /** Labels the pods were given, as far as all have them: `app=cart`. The first so many. */
  readonly labels: readonly string[];
  readonly moreLabels: number;
}

export interface PodSpan {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

interface Sum {
  pods: number;
  readonly nodes: Set<string>;
  labels: readonly string[];
}

const mostLabels = 24;
const podsPerStep = 64;

/** Of all nodes at this level behind which pods were there in the span, from their first flow to their last. */
export function* seenPods(pods: Iterable<BookedPod>, group: Grouping, span: PodSpan): Steps<SeenPods[]> {
  const sums = new Map<EntityId, Sum>();
  let count = 0;
  for (const pod of pods) {
    count += 1;
    if (count % podsPerStep === 0) yield;
    if (isThere(pod.meetings, span)) add(sums, pod, group, nodesOf(pod.meetings));
  }
  return [...sums].map(([id, { pods, nodes, labels }]) => ({
    ...{ id, pods, nodes: nodes.size },
    labels: labels.slice(0, mostLabels),
    moreLabels: Math.max(0, labels.length - mostLabels),
  }));
}

function add(sums: Map<EntityId, Sum>, pod: BookedPod, group: Grouping, nodes: ReadonlySet<string>): void {
  for (const { id } of nodesOnMap(pod, group, nodes)) {
    const sum = sums.get(id);
    if (sum) {
      sum.pods += 1;
      for (const node of nodes) sum.nodes.add(node);
      sum.labels = sum.labels.length === 0 ? sum.labels : common(sum.labels, ownLabels(pod.labels));
    } else sums.set(id, { pods: 1, nodes: new Set(nodes), labels: ownLabels(pod.labels) });
  }
}

/** One, unless the pod has moved and the map is of nodes. */
function nodesOnMap({ name, workload }: BookedPod, group: Grouping, nodes: ReadonlySet<string>): readonly Entity[] {
  const { cluster, namespace } = workload;
  if (group === 'pod') return [entity('pod', name, { cluster, namespace })];
  if (group === 'node' && nodes.size > 0) return [...nodes].map((node) => entity('node', node, { cluster }));
  return [foldEntity(workload, group)];
}

/** A pod is there from its first flow to its last, whoever it spoke with. */
function isThere(meetings: readonly Meeting[], { fromMs, toMs }: PodSpan): boolean {
  return meetings.some(({ firstMs }) => firstMs <= toMs) && meetings.some(({ lastMs }) => lastMs >= fromMs);
}

const nodesOf = (meetings: readonly Meeting[]): ReadonlySet<string> => new Set(meetings.flatMap(({ nodes }) => nodes));

/** Each text once: a pod may have the same label from two sources. */
function ownLabels(labels: readonly string[]): string[] {
  return [...new Set(labels.filter(isOwnLabel).map((label) => label.replace(/^(k8s|any):/, '')))].sort();
}

function common(labels: readonly string[], others: readonly string[]): readonly string[] {
  const has = new Set(others);
  return labels.every((label) => has.has(label)) ? labels : labels.filter((label) => has.has(label));
}
