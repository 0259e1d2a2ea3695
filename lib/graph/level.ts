// Who stands at an end of a flow on maps finer than the workload's. The rollup of the store knows workloads only, so a
// map of pods or of nodes folds the flows of the log by these.
import { orientation } from '@/lib/flow/ends';
import { type Entity, entity } from '@/lib/flow/entity';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import type { Grouping } from '@/lib/graph/graph';
import { type EntityOf, workloadOf } from '@/lib/rollup/sighting';

/** Maps of namespaces and clusters are folded from those of workloads. */
export type Level = 'workload' | 'pod' | 'node';

export function levelOf(group: Grouping): Level {
  return group === 'pod' || group === 'node' ? group : 'workload';
}

/**
 * A new one for each rollup: where pods run is learnt from the flows that are folded, beyond what is `known`, by
 * `namespace/pod`, before the first.
 */
export function entityOfLevel(level: Level, known: ReadonlyMap<string, string> = new Map()): EntityOf {
  switch (level) {
    case 'workload':
      return workloadOf;
    case 'pod':
      return podOf();
    case 'node':
      return nodeOf(known);
  }
}

/** The pod where one is named, else whoever stands for it among workloads. */
function podOf(): EntityOf {
  const known = new WeakMap<Endpoint, Entity>();
  return (flow, end) => {
    const workload = workloadOf(flow, end);
    const endpoint = flow[end];
    if (!endpoint?.pod || workload.kind !== 'workload') return workload;
    const memo = known.get(endpoint);
    if (memo && memo.cluster === workload.cluster) return memo;
    const { cluster, namespace } = workload;
    const pod = entity('pod', endpoint.pod, { cluster, namespace });
    known.set(endpoint, pod);
    return pod;
  };
}

/** Pods remembered with their node; beyond that all is learnt anew. */
const mostPods = 100_000;

/**
 * The node a pod runs on. A flow tells it of the end that is local to the node which reports; of the other end it is
 * known once that end's own node has reported. Ends of which no node is known stay who they are.
 */
function nodeOf(known: ReadonlyMap<string, string>): EntityOf {
  const nodeOfPod = new Map(known);
  return (flow, end) => {
    const workload = workloadOf(flow, end);
    const pod = podKey(flow, end);
    if (pod === null) return workload;
    const local = isLocal(flow, end) ? flow.node : undefined;
    if (local) {
      if (nodeOfPod.size > mostPods) nodeOfPod.clear();
      nodeOfPod.set(pod, local);
    }
    const node = local ?? nodeOfPod.get(pod);
    return node ? entity('node', node, { cluster: workload.cluster }) : workload;
  };
}

/** What runs on a node: a pod, or the node itself. */
function podKey(flow: FlowFacts, end: 'source' | 'destination'): string | null {
  const endpoint = flow[end];
  if (endpoint?.pod) return `${endpoint.namespace ?? ''}/${endpoint.pod}`;
  const { kind, name } = workloadOf(flow, end);
  if (kind === 'reserved' && name === 'host') return `host ${flow.node ?? ''}`;
  return kind === 'reserved' && name === 'remote-node' ? `remote-node ${flow.ip?.[end] ?? ''}` : null;
}

/** An endpoint has its id on its own node only. Without ids the direction tells: it is that of the local end. */
function isLocal(flow: FlowFacts, end: 'source' | 'destination'): boolean {
  if (workloadOf(flow, end).name === 'host' && !flow[end]?.pod) return true;
  if (flow.source?.id || flow.destination?.id) return Boolean(flow[end]?.id);
  if (flow.direction !== 'EGRESS' && flow.direction !== 'INGRESS') return false;
  return (orientation(flow).client === end) === (flow.direction === 'EGRESS');
}
