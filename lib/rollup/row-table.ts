// Rows by their dimensions: equal sightings find the same RowDims, at a cost that does not depend on how many there are.
// Keys are packed from small numbers, so that no long text is built for a flow whose row is known.
import type { Entity } from '@/lib/flow/entity';
import type { RowDims } from '@/lib/rollup/row';
import type { Sighting } from '@/lib/rollup/sighting';

/** Distinct client ports that one conversation keeps apart. */
export const maxClientPorts = 16;

export interface RowEntry {
  readonly dims: RowDims;
  /** Buckets that hold the row; without any it is forgotten. */
  uses: number;
}

interface ConversationEntry {
  readonly id: string;
  readonly clientPorts: Set<number>;
  rows: Map<string, RowEntry>;
}

export interface RowTable {
  /** The row of this sighting, new ones with no uses. */
  find(sighting: Sighting): RowEntry;
  /** Takes one use away and forgets the row with its last. */
  release(entry: RowEntry): void;
  /** Rows known at present. */
  size(): number;
}

/** One conversation on every rollup: the ends' ids cannot hold a bare `>` after escaping. */
export function conversationId(client: Entity, server: Entity, protocol: string, port: number): string {
  return `${client.id.replaceAll('>', '%3E')}>${server.id.replaceAll('>', '%3E')} ${protocol}/${port}`;
}

export function createRowTable(): RowTable {
  const numbers = createNumbers();
  let conversations = new Map<string, ConversationEntry>();
  let rows = 0;
  let lastIndex = 0;

  function find(sighting: Sighting): RowEntry {
    const conversation = conversationOf(sighting);
    const clientPort = keptPort(conversation, sighting.clientPort);
    const key = rowKey(sighting, clientPort, numbers);
    const known = conversation.rows.get(key);
    if (known) return known;
    lastIndex += 1;
    rows += 1;
    const dims = { ...sighting, clientPort, index: lastIndex, conversation: conversation.id };
    const entry = { dims, uses: 0 };
    conversation.rows.set(key, entry);
    return entry;
  }

  function conversationOf(sighting: Sighting): ConversationEntry {
    const key = conversationKey(sighting, numbers);
    const known = conversations.get(key);
    if (known) return known;
    const { client, server, protocol, port } = sighting;
    const made = {
      id: conversationId(client, server, protocol, port),
      clientPorts: new Set<number>(),
      rows: new Map(),
    };
    conversations.set(key, made);
    return made;
  }

  function release(entry: RowEntry): void {
    entry.uses -= 1;
    if (entry.uses > 0) return;
    const key = conversationKey(entry.dims, numbers);
    const conversation = conversations.get(key);
    if (conversation?.rows.delete(rowKey(entry.dims, entry.dims.clientPort, numbers))) rows -= 1;
    if (conversation?.rows.size === 0) conversations.delete(key);
    if (numbers.size() > fewNumbers + numbersPerRow * rows) renumber();
  }

  /** Texts that no row holds any more leave with their numbers. */
  function renumber(): void {
    numbers.clear();
    const before = [...conversations.values()];
    conversations = new Map();
    for (const conversation of before) {
      const entries = [...conversation.rows.values()];
      conversation.rows = new Map(entries.map((entry) => [rowKey(entry.dims, entry.dims.clientPort, numbers), entry]));
      for (const { dims } of entries.slice(0, 1)) conversations.set(conversationKey(dims, numbers), conversation);
    }
  }

  return { find, release, size: () => rows };
}

/** Numbers kept before it is worth asking which are still in use. */
const fewNumbers = 50_000;
/** More than one row can hold: two ends and eight texts. */
const numbersPerRow = 10;

function keptPort({ clientPorts }: ConversationEntry, port: number): number {
  if (port === 0 || clientPorts.has(port)) return port;
  if (clientPorts.size >= maxClientPorts) return -1;
  clientPorts.add(port);
  return port;
}

function conversationKey({ client, server, protocol, port }: Sighting, numbers: Numbers): string {
  return packed(numbers.of(client.id), numbers.of(server.id), numbers.of(protocol), port);
}

function rowKey(sighting: Sighting, clientPort: number, numbers: Numbers): string {
  const { direction, node, verdict, reason, service } = sighting;
  const main = packed(numbers.of(node), numbers.of(verdict), numbers.of(direction), clientPort);
  const kind = packed(sighting.eventType, numbers.of(reason), numbers.of(sighting.reply), numbers.of(sighting.undrawn));
  const rest = packed(numbers.ofList(sighting.deniedBy), numbers.ofList(sighting.allowedBy), numbers.of(service), 0);
  if (sighting.l7 === '') return main + kind + rest;
  return main + kind + rest + packed(numbers.of(sighting.l7), numbers.of(sighting.l7Type), sighting.l7Code, 0);
}

/** Four 32-bit numbers as eight UTF-16 units. */
function packed(a: number, b: number, c: number, d: number): string {
  return String.fromCharCode(a, a >>> 16, b, b >>> 16, c, c >>> 16, d, d >>> 16);
}

interface Numbers {
  of(text: string): number;
  ofList(texts: readonly string[]): number;
  size(): number;
  clear(): void;
}

/** Gives equal texts, and equal lists of texts, the same number. */
function createNumbers(): Numbers {
  const numbers = new Map<string, number>();
  function of(text: string): number {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const next = numbers.size + 1;
    numbers.set(text, next);
    return next;
  }
  return {
    of,
    ofList: (texts) => (texts.length === 0 ? 0 : of(JSON.stringify(texts))),
    size: () => numbers.size,
    clear: () => numbers.clear(),
  };
}
