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

/** For whom something is veiled: for the reader, or for whoever made the file that they opened. */
export type Veiled = 'reader' | 'maker';

/** Why no more is shown of it, in a sentence; '' where nothing is kept back. */
export function veilText(entity: Pick<Entity, 'kind' | 'veiled'>, forWhom: Veiled = 'reader'): string {
  if (!entity.veiled) return '';
  const whose = forWhom === 'reader' ? 'you' : 'whoever made this file';
  if (entity.kind === 'namespace') return `It belongs to a namespace ${whose} may not see: only its name is shown.`;
  return `It belongs to a namespace ${whose} may not see. All such ends are shown as one.`;
}

/** What kind of thing it is: the Kubernetes kind of workloads, else a word or three. */
export function entityKindText(entity: Pick<Entity, 'kind' | 'workloadKind' | 'veiled'>): string {
  if (entity.veiled) return entity.kind === 'namespace' ? 'Namespace only' : 'Not shown';
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
