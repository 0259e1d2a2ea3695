// What the id of a drop group says: who asks about one later need not find it first.
import type { DropGroup } from '@/lib/drops/group';
import { readEntity } from '@/lib/flow/entity-id';

/** All that tells whether a flow is of the group. */
export type GroupFacts = Pick<
  DropGroup,
  'source' | 'destination' | 'protocol' | 'port' | 'reason' | 'direction' | 'policies' | 'lateReply' | 'audited'
>;

/** Null for a text that is no id of a drop group. */
export function readGroupId(id: string): GroupFacts | null {
  const [, from = '', to = '', protocol = '', port = '', audited, said = ''] = pattern.exec(id) ?? [];
  const [source, destination, refused] = [readEntity(from), readEntity(to), readRefusal(said)];
  if (!source || !destination || !refused) return null;
  return { source, destination, protocol, port: Number(port), ...refused, ...(audited && { audited: true }) };
}

/** Ids of ends hold no bare `>`. */
const pattern = /^([^>]*)>([^>]*?) ([^ /]*)\/(\d+) (audited )?(\[.*\])$/s;

function readRefusal(text: string): Pick<GroupFacts, 'reason' | 'direction' | 'lateReply' | 'policies'> | null {
  const [reason, direction, lateReply, ...policies] = readList(text);
  if (typeof reason !== 'string' || typeof direction !== 'string' || typeof lateReply !== 'boolean') return null;
  return { reason, direction, lateReply, policies: policies.filter((one) => typeof one === 'string') };
}

function readList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
