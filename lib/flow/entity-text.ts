// How an entity reads in a sentence, a cell or on a card.
import type { Entity, EntityKind } from '@/lib/flow/entity';
import { visible } from '@/lib/flow/visible';

const kindWords: Record<EntityKind, string> = {
  workload: 'Workload',
  service: 'Service',
  namespace: 'Namespace',
  reserved: 'Reserved identity',
  dns: 'DNS name',
  cidr: 'Address range',
  ip: 'Address',
  identity: 'Known by labels only',
  pod: 'Pod',
  node: 'Node',
  cluster: 'Cluster',
  unknown: 'Unknown',
};

/** What kind of thing it is: the Kubernetes kind of workloads, else a word or three. */
export function entityKindText(entity: Pick<Entity, 'kind' | 'workloadKind'>): string {
  return visible(entity.workloadKind) || kindWords[entity.kind];
}

/** The name alone, as a card has it; never empty. */
export function entityLabel(entity: Entity): string {
  if (entity.name !== '') return visible(entity.name);
  return (
    visible(entity.namespace) || (entity.kind === 'unknown' ? 'unknown end' : kindWords[entity.kind].toLowerCase())
  );
}

/** The name with what one must know to take it right: `namespace a`, `service kube-dns`, `frontend`. */
export function entityInSentence(entity: Entity): string {
  const label = entityLabel(entity);
  return entity.kind === 'namespace' || entity.kind === 'service' ? `${entity.kind} ${label}` : label;
}
