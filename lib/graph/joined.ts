// Conversations that are one put together: with a service by its virtual address and with the workload behind it; and
// those whose flows call the client by another name.
// What makes no edge is set apart and counted.
import type { Entity } from '@/lib/flow/entity';
import { drawn, undrawn } from '@/lib/rollup/count';
import type { EndNames } from '@/lib/rollup/end-names';
import { conversationId } from '@/lib/rollup/row-table';
import type { Steps } from '@/lib/rollup/steps';
import type { Conversation, ConversationRow } from '@/lib/rollup/window';

/** One client, one server, one port; `conversations` is empty once it is over. */
export interface Joined {
  readonly key: string;
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  readonly port: number;
  readonly conversations: Map<string, Conversation>;
}

export interface Joints {
  /** Takes the named conversations in anew, or out. Gives what they were and are part of. */
  renewing(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>): Steps<Set<Joined>>;
  /** All that is not over. */
  all(): Iterable<Joined>;
  /** Flow events that make no edge, by why. */
  readonly undrawnBy: ReadonlyMap<string, number>;
}

const conversationsPerStep = 32;

interface Part {
  readonly conversation: Conversation;
  readonly joined: Joined | null;
  readonly undrawn: readonly (readonly [why: string, events: number])[];
}

/** The rows that make the edge. */
export function rowsOf({ conversations }: Joined): ConversationRow[] {
  return [...conversations.values()].flatMap(({ rows }) => drawn(rows.values()));
}

export function createJoints(names?: EndNames): Joints {
  const parts = new Map<string, Part>();
  const all = new Map<string, Joined>();
  const undrawnBy = new Map<string, number>();
  let version = names?.version() ?? 0;

  function* renewing(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>): Steps<Set<Joined>> {
    const changed = new Set<Joined>();
    let count = 0;
    for (const key of [...dirty, ...withOtherNames()]) {
      const conversation = conversations.get(key);
      for (const joined of [takeOut(key), conversation === undefined ? null : takeIn(conversation)]) {
        if (joined !== null) changed.add(joined);
      }
      count += 1;
      if (count % conversationsPerStep === 0) yield;
    }
    for (const { key, conversations: left } of changed) if (left.size === 0) all.delete(key);
    return changed;
  }

  function takeOut(key: string): Joined | null {
    const part = parts.get(key);
    if (part === undefined) return null;
    parts.delete(key);
    for (const [why, events] of part.undrawn) addTo(undrawnBy, why, -events);
    part.joined?.conversations.delete(key);
    return part.joined;
  }

  function takeIn(conversation: Conversation): Joined | null {
    const hidden = undrawn(conversation.rows.values()).map(({ dims, events }) => [dims.undrawn, events] as const);
    for (const [why, events] of hidden) addTo(undrawnBy, why, events);
    const joined = hidden.length < conversation.rows.size ? joinedFor(conversation) : null;
    joined?.conversations.set(conversation.key, conversation);
    parts.set(conversation.key, { conversation, joined, undrawn: hidden });
    return joined;
  }

  function joinedFor(conversation: Conversation): Joined {
    const { protocol, port } = conversation;
    const [client, server] = [asking(conversation), answering(conversation.server)];
    const key = conversationId(client, server, protocol, port);
    const joined = all.get(key) ?? { key, client, server, protocol, port, conversations: new Map() };
    all.set(key, joined);
    return joined;
  }

  /** An address, or an end of which there are replies only, may be another's name for this connection. */
  function asking(conversation: Conversation): Entity {
    const { key, client } = conversation;
    const other = names?.clientOf(key);
    return other && (client.kind === 'ip' || hasRepliesOnly(conversation)) ? other : answering(client);
  }

  function answering(end: Entity): Entity {
    return end.kind === 'service' ? (names?.backendOf(end.id) ?? end) : end;
  }

  /** Conversations of whose ends something else is known than when they were taken in. */
  function withOtherNames(): string[] {
    const now = names?.version() ?? 0;
    if (now === version) return [];
    version = now;
    return [...parts].filter(([, part]) => part.joined !== null && hasMoved(part.joined, part)).map(([key]) => key);
  }

  function hasMoved(joined: Joined, { conversation }: Part): boolean {
    return joined.client.id !== asking(conversation).id || joined.server.id !== answering(conversation.server).id;
  }

  return { renewing, all: () => all.values(), undrawnBy };
}

function hasRepliesOnly({ rows }: Conversation): boolean {
  return drawn(rows.values()).every(({ dims: { reply } }) => reply === 'reply' || reply === 'late');
}

function addTo(counts: Map<string, number>, name: string, events: number): void {
  const sum = (counts.get(name) ?? 0) + events;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}
