// On which lines of the map an exchange is told.
import type { EntityId } from '@/lib/flow/entity';
import type { Exchange } from '@/lib/graph/exchanges';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Grouping } from '@/lib/graph/graph';
import { conversationId } from '@/lib/rollup/row-table';

/** Ids of the edge, and of the one line that stands for it where an end is folded. */
export function linesOf(
  { client, server, protocol, port }: Exchange,
  group: Grouping,
  standsFor: ReadonlyMap<EntityId, EntityId>,
): readonly string[] {
  const [from, to] = [foldEntity(client, group), foldEntity(server, group)];
  const [source, destination] = [standsFor.get(from.id) ?? from.id, standsFor.get(to.id) ?? to.id];
  return [conversationId(from, to, protocol, port), `${source}>${destination}`];
}
