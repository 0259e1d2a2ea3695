// What flows tell of the pods behind a node of the map: how many, on how many nodes, and with which labels.
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { Flow } from '@/lib/flow/flow';
import { isOwnLabel } from '@/lib/flow/labels';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Grouping } from '@/lib/graph/graph';
import { entityOfLevel, levelOf } from '@/lib/graph/level';

export interface SeenPods {
  /** Distinct pods, and the nodes that told of them as their own. */
  readonly pods: number;
  readonly nodes: number;
  /** Labels the pods were given, as far as all have them: `app=cart`. */
  readonly labels: readonly string[];
}

/** Of the flows' ends that are this node at this level. */
export function seenPods(flows: readonly Flow[], id: EntityId, group: Grouping): SeenPods {
  const entityOf = entityOfLevel(levelOf(group));
  const isIt = (end: Entity) => foldEntity(end, group).id === id;
  const pods = new Map<string, readonly string[]>();
  const nodes = new Set<string>();
  for (const flow of flows) {
    for (const end of ['source', 'destination'] as const) {
      const endpoint = flow[end];
      if (!endpoint?.pod || !isIt(entityOf(flow, end))) continue;
      pods.set(`${endpoint.namespace ?? ''}/${endpoint.pod}`, endpoint.labels);
      if (endpoint.id && flow.node) nodes.add(flow.node);
    }
  }
  return { pods: pods.size, nodes: nodes.size, labels: commonOf([...pods.values()]) };
}

function commonOf([first = [], ...others]: readonly (readonly string[])[]): string[] {
  const common = first.filter((label) => isOwnLabel(label) && others.every((labels) => labels.includes(label)));
  return common.map((label) => label.replace(/^(k8s|any):/, '')).sort();
}
