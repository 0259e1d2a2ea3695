// Conversations folded into a graph: once for an answer, or kept up by what changed for a live view.
import type { Entity, EntityId } from '@/lib/flow/entity';
import { type EdgeEnds, edgeOf } from '@/lib/graph/edge';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Graph, GraphDiff, GraphEdge, GraphNode, Grouping } from '@/lib/graph/graph';
import { nodeOf } from '@/lib/graph/node';
import { type Share, shareOf } from '@/lib/graph/share';
import { drawn, undrawn } from '@/lib/rollup/count';
import { byId, equalJson } from '@/lib/rollup/keyed-diff';
import { conversationId } from '@/lib/rollup/row-table';
import type { ServiceNames } from '@/lib/rollup/service-names';
import type { Conversation } from '@/lib/rollup/window';

export interface GraphOptions {
  readonly group: Grouping;
  /** Which workload answers behind a service: both then are one node, and its sightings are not added up. */
  readonly services?: Pick<ServiceNames, 'backendOf' | 'version'>;
}

/** Keeps a graph up to date at a cost that follows what changed, not what there is. */
export interface GraphView {
  /**
   * Folds the named conversations anew; one that is no longer in the map is taken out. `recentMs` is how long the
   * `recent` events of the rows took to come. Says what changed since the call before.
   */
  update(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>, recentMs: number): GraphDiff;
  graph(): Graph;
}

/** The graph of all these conversations. */
export function graphOf(
  conversations: ReadonlyMap<string, Conversation>,
  { recentMs = 60_000, ...options }: GraphOptions & { readonly recentMs?: number },
): Graph {
  const view = createGraphView(options);
  view.update(conversations, conversations.keys(), recentMs);
  return view.graph();
}

interface EdgeEntry extends EdgeEnds {
  readonly shares: Map<string, Share>;
  edge: GraphEdge | null;
}

interface NodeEntry {
  entity: Entity;
  readonly edges: Set<EdgeEntry>;
  node: GraphNode | null;
}

/** Conversations that are one: with a service by its virtual address, and with the workload behind it. */
interface Joined {
  readonly key: string;
  readonly entry: EdgeEntry;
  readonly conversations: Map<string, Conversation>;
}

interface Part {
  readonly conversation: Conversation;
  readonly joined: Joined | null;
  readonly undrawn: readonly (readonly [why: string, events: number])[];
}

export function createGraphView({ group, services }: GraphOptions): GraphView {
  const parts = new Map<string, Part>();
  const all = new Map<string, Joined>();
  const edges = new Map<string, EdgeEntry>();
  const nodes = new Map<EntityId, NodeEntry>();
  const undrawnBy = new Map<string, number>();
  const folded = createFolder(group);
  let servicesVersion = services?.version() ?? 0;

  function forget(key: string): Joined | null {
    const part = parts.get(key);
    if (part === undefined) return null;
    parts.delete(key);
    for (const [why, events] of part.undrawn) addTo(undrawnBy, why, -events);
    part.joined?.conversations.delete(key);
    return part.joined;
  }

  function fold(conversation: Conversation): Joined | null {
    const rows = [...conversation.rows.values()];
    const hidden = undrawn(rows).map(({ dims, events }) => [dims.undrawn, events] as const);
    for (const [why, events] of hidden) addTo(undrawnBy, why, events);
    const joined = hidden.length < rows.length ? joinedFor(conversation) : null;
    joined?.conversations.set(conversation.key, conversation);
    parts.set(conversation.key, { conversation, joined, undrawn: hidden });
    return joined;
  }

  function joinedFor({ protocol, port, ...ends }: Conversation): Joined {
    const [client, server] = [answering(ends.client), answering(ends.server)];
    const key = conversationId(client, server, protocol, port);
    const known = all.get(key);
    if (known !== undefined) return known;
    const joined = { key, entry: edgeFor(folded(client), folded(server), protocol, port), conversations: new Map() };
    all.set(key, joined);
    return joined;
  }

  function answering(end: Entity): Entity {
    return end.kind === 'service' ? (services?.backendOf(end.id) ?? end) : end;
  }

  function edgeFor(client: Entity, server: Entity, protocol: string, port: number): EdgeEntry {
    const id = conversationId(client, server, protocol, port);
    const known = edges.get(id);
    if (known !== undefined) return known;
    const entry: EdgeEntry = { id, client, server, protocol, port, shares: new Map(), edge: null };
    edges.set(id, entry);
    for (const end of [client, server]) nodeFor(end).edges.add(entry);
    return entry;
  }

  function nodeFor(end: Entity): NodeEntry {
    const known = nodes.get(end.id);
    if (known !== undefined) {
      // Not every flow says what kind of workload it is.
      if (known.entity.workloadKind === '') known.entity = end;
      return known;
    }
    const entry: NodeEntry = { entity: end, edges: new Set(), node: null };
    nodes.set(end.id, entry);
    return entry;
  }

  function update(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    recentMs: number,
  ): GraphDiff {
    const changed = new Set<Joined>();
    for (const key of [...dirty, ...withOtherBackend()]) {
      const conversation = conversations.get(key);
      for (const joined of [forget(key), conversation === undefined ? null : fold(conversation)]) {
        if (joined !== null) changed.add(joined);
      }
    }
    const touched = renewShares(changed);
    const edgeChanges = renewEdges(touched, recentMs);
    return { edges: edgeChanges, nodes: renewNodes(touched), ...undrawnFigures() };
  }

  /** Conversations with services of which one has learnt something since. */
  function withOtherBackend(): string[] {
    const version = services?.version() ?? 0;
    if (version === servicesVersion) return [];
    servicesVersion = version;
    const concerned = [...parts].filter(([, { conversation, joined }]) => {
      const { client, server, protocol, port } = conversation;
      return joined !== null && joined.key !== conversationId(answering(client), answering(server), protocol, port);
    });
    return concerned.map(([key]) => key);
  }

  function renewShares(changed: Iterable<Joined>): Set<EdgeEntry> {
    const touched = new Set<EdgeEntry>();
    for (const { key, entry, conversations } of changed) {
      const rows = [...conversations.values()].flatMap((conversation) => drawn(conversation.rows.values()));
      if (rows.length > 0) entry.shares.set(key, shareOf(rows));
      else entry.shares.delete(key);
      if (conversations.size === 0) all.delete(key);
      touched.add(entry);
    }
    return touched;
  }

  function renewEdges(touched: Iterable<EdgeEntry>, recentMs: number): GraphDiff['edges'] {
    const upserted: GraphEdge[] = [];
    const removed: string[] = [];
    for (const entry of touched) {
      const before = entry.edge;
      entry.edge = entry.shares.size > 0 ? edgeOf(entry, [...entry.shares.values()], recentMs) : null;
      if (entry.edge === null) edges.delete(entry.id);
      if (entry.edge === null && before !== null) removed.push(entry.id);
      if (entry.edge !== null && !equalJson(before, entry.edge)) upserted.push(entry.edge);
    }
    return { upserted, removed };
  }

  function renewNodes(touched: Iterable<EdgeEntry>): GraphDiff['nodes'] {
    const upserted: GraphNode[] = [];
    const removed: EntityId[] = [];
    for (const entry of endsOf(touched)) {
      const before = entry.node;
      for (const edge of entry.edges) if (edge.edge === null) entry.edges.delete(edge);
      const own = [...entry.edges].flatMap(({ edge }) => edge ?? []);
      entry.node = own.length > 0 ? nodeOf(entry.entity, own) : null;
      if (entry.node === null) nodes.delete(entry.entity.id);
      if (entry.node === null && before !== null) removed.push(entry.entity.id);
      if (entry.node !== null && !equalJson(before, entry.node)) upserted.push(entry.node);
    }
    return { upserted, removed };
  }

  function endsOf(touched: Iterable<EdgeEntry>): Set<NodeEntry> {
    const ends = new Set<NodeEntry>();
    for (const { client, server } of touched) {
      for (const { id } of [client, server]) {
        const entry = nodes.get(id);
        if (entry !== undefined) ends.add(entry);
      }
    }
    return ends;
  }

  function undrawnFigures(): Pick<Graph, 'undrawn' | 'undrawnBy'> {
    const sorted = [...undrawnBy].sort(([a], [b]) => (a < b ? -1 : 1));
    return { undrawn: sorted.reduce((sum, [, events]) => sum + events, 0), undrawnBy: Object.fromEntries(sorted) };
  }

  function graph(): Graph {
    return {
      nodes: [...nodes.values()].flatMap(({ node }) => node ?? []).sort(byId),
      edges: [...edges.values()].flatMap(({ edge }) => edge ?? []).sort(byId),
      ...undrawnFigures(),
    };
  }

  return { update, graph };
}

/** Folding builds ids; entities are few and come often. */
function createFolder(group: Grouping): (end: Entity) => Entity {
  const known = new WeakMap<Entity, Entity>();
  return (end) => {
    const found = known.get(end) ?? foldEntity(end, group);
    known.set(end, found);
    return found;
  };
}

function addTo(counts: Map<string, number>, name: string, events: number): void {
  const sum = (counts.get(name) ?? 0) + events;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}
