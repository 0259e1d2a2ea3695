// Which node an entity belongs to at each level of the map.
import { type Entity, entity } from '@/lib/flow/entity';
import type { Grouping } from '@/lib/graph/graph';

/**
 * The entity that stands for this one at a level. Pods and nodes are told apart while flows are folded, so at
 * those levels, as at the workload's, entities are taken as they come. Ends outside the cluster stay themselves.
 */
export function foldEntity(end: Entity, group: Grouping): Entity {
  if (group === 'namespace' && end.namespace !== '') {
    return entity('namespace', end.namespace, { cluster: end.cluster, namespace: end.namespace });
  }
  if (group === 'cluster' && end.cluster !== '') return entity('cluster', end.cluster, { cluster: end.cluster });
  return end;
}
