// The ends of a conversation read from its id, which begins the ids of edges and drop groups as well.
import { type Entity, type EntityKind, entity, entityKinds } from '@/lib/flow/entity';

/** Client and server; null for what is no such id. */
export function readConversation(id: string): readonly [Entity, Entity] | null {
  const at = id.indexOf('>');
  const client = at < 0 ? null : readEntity(id.slice(0, at));
  // The name ends where protocol and port begin; it may hold spaces itself.
  const server = at < 0 ? null : readEntity(/^(.*?) [^ /]*\/\d+(?: |$)/.exec(id.slice(at + 1))?.[1] ?? '');
  return client && server ? [client, server] : null;
}

/** The entity of this id; null for what is none. */
export function readEntity(id: string): Entity | null {
  const [cluster, namespace, kind, name, ...more] = id.split('/').map(decodePart);
  if (cluster === undefined || namespace === undefined || name === undefined || more.length > 0) return null;
  return isKind(kind) ? entity(kind, name, { cluster, namespace }) : null;
}

const isKind = (kind: string | undefined): kind is EntityKind => entityKinds.some((known) => known === kind);

const decodePart = (part: string): string => part.replaceAll('%3E', '>').replaceAll('%2F', '/').replaceAll('%25', '%');
