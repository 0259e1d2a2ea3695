// Rows by their dimensions: equal sightings find the same RowDims, at a cost that does not depend on how many there are.
// Keys are packed from small numbers, so that no long text is built for a flow whose row is known.
import type { Entity } from '@/lib/flow/entity';
import type { RowEntry } from '@/lib/rollup/buckets';
import type { Sighting } from '@/lib/rollup/sighting';

/** Distinct client ports that one conversation keeps apart. */
export const maxClientPorts = 16;

interface ConversationEntry {
  readonly id: string;
  /** Made with the first one: most conversations have none. */
  clientPorts: Set<number> | null;
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
    // In this order V8 makes an object of 0.2 KiB; with the spread first it makes one of 0.8.
    const dims = { index: lastIndex, conversation: conversation.id, ...sighting, clientPort };
    const entry: RowEntry = { dims, uses: 0, last: null };
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

function keptPort(conversation: ConversationEntry, port: number): number {
  if (port === 0) return 0;
  conversation.clientPorts ??= new Set();
  const { clientPorts } = conversation;
  if (clientPorts.has(port)) return port;
  if (clientPorts.size >= maxClientPorts) return -1;
  clientPorts.add(port);
  return port;
}

// A key is one string of UTF-16 units, two for what may be many: made by one call it costs a third of a template.

function conversationKey({ client, server, protocol, port }: Sighting, numbers: Numbers): string {
  const from = numbers.of(client.id);
  const to = numbers.of(server.id);
  const over = numbers.of(protocol);
  return String.fromCharCode(from, from >>> 16, to, to >>> 16, over, over >>> 16, port, port >>> 16);
}

function rowKey(sighting: Sighting, clientPort: number, numbers: Numbers): string {
  const { eventType, l7Code } = sighting;
  const node = numbers.of(sighting.node);
  const verdict = numbers.of(sighting.verdict);
  const direction = numbers.of(sighting.direction);
  const reason = numbers.of(sighting.reason);
  const denied = numbers.ofList(sighting.deniedBy);
  const allowed = numbers.ofList(sighting.allowedBy);
  const service = numbers.of(sighting.service);
  // biome-ignore format: one line per dimension
  return String.fromCharCode(
    shapeOf(sighting), clientPort,
    node, node >>> 16,
    verdict, verdict >>> 16,
    direction, direction >>> 16,
    eventType, eventType >>> 16,
    reason, reason >>> 16,
    denied, denied >>> 16,
    allowed, allowed >>> 16,
    service, service >>> 16,
    l7Code, l7Code >>> 16,
    protectionOf(sighting),
  );
}

const replyPlace: Record<Sighting['reply'], number> = { forward: 0, reply: 1, unknown: 2, late: 3 };
const l7TypePlace: Record<Sighting['l7Type'], number> = { '': 0, request: 1, response: 2, sample: 3 };
const l7Place: Record<Sighting['l7'], number> = { '': 0, http: 1, dns: 2, kafka: 3, other: 4 };
const undrawnPlace: Record<Sighting['undrawn'], number> = {
  '': 0,
  'icmp-feedback': 1,
  socket: 2,
  'link-level': 3,
  'no-ends': 4,
  multicast: 5,
};

const sidePlace: Record<Sighting['side'], number> = { egress: 0, ingress: 1, unknown: 2 };

/** The dimensions of which every value is ours, as one number. */
function shapeOf({ reply, side, l7, l7Type, searched, undrawn }: Sighting): number {
  const ofEvent = ((undrawnPlace[undrawn] * 8 + l7Place[l7]) * 4 + l7TypePlace[l7Type]) * 2 + Number(searched);
  return (ofEvent * 4 + replyPlace[reply]) * 4 + sidePlace[side];
}

const protectionOf = ({ unlimited, authenticated, encrypted }: Sighting): number =>
  Number(unlimited === true) * 4 + Number(authenticated) * 2 + Number(encrypted);

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
    if (text === '') return 0;
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
