// The id of an entity, read back.
import { type Entity, type EntityKind, entity, entityKinds } from '@/lib/flow/entity';

/** The entity of this id, but for its kind of workload; also as it stands in ids of conversations. null for what is none. */
export function readEntity(id: string): Entity | null {
  const [cluster, namespace, kind, name, ...more] = id.split('/').map(decodePart);
  if (cluster === undefined || namespace === undefined || name === undefined || more.length > 0) return null;
  return isKind(kind) ? entity(kind, name, { cluster, namespace }) : null;
}

const isKind = (kind: string | undefined): kind is EntityKind => entityKinds.some((known) => known === kind);

const decodePart = (part: string): string => part.replaceAll('%3E', '>').replaceAll('%2F', '/').replaceAll('%25', '%');
