// The ends of a conversation read from its id, which begins the ids of edges and drop groups as well.
import type { Entity } from '@/lib/flow/entity';
import { readEntity } from '@/lib/flow/entity-id';

/** Client and server; null for what is no such id. */
export function readConversation(id: string): readonly [Entity, Entity] | null {
  const at = id.indexOf('>');
  const client = at < 0 ? null : readEntity(id.slice(0, at));
  // The name ends where protocol and port begin; it may hold spaces itself.
  const server = at < 0 ? null : readEntity(/^(.*?) [^ /]*\/\d+(?: |$)/.exec(id.slice(at + 1))?.[1] ?? '');
  return client && server ? [client, server] : null;
}
