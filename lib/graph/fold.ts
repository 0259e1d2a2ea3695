// Conversations folded into a graph: once for an answer, or kept up by what changed for a live view.
import type { Entity, EntityId } from '@/lib/flow/entity';
import { type EdgeEnds, edgeOf } from '@/lib/graph/edge';
import { foldEntity } from '@/lib/graph/fold-entity';
import type { Graph, GraphDiff, GraphEdge, GraphNode, Grouping } from '@/lib/graph/graph';
import { createJoints, type Joined, rowsOf } from '@/lib/graph/joined';
import { createNamingAgents } from '@/lib/graph/naming-agents';
import { nodeOf } from '@/lib/graph/node';
import { type Share, shareOf } from '@/lib/graph/share';
import type { EndNames } from '@/lib/rollup/end-names';
import { byId, equalJson } from '@/lib/rollup/keyed-diff';
import { conversationId } from '@/lib/rollup/row-table';
import { finish, type Steps } from '@/lib/rollup/steps';
import type { Conversation } from '@/lib/rollup/window';

export interface GraphOptions {
  readonly group: Grouping;
  /**
   * Which workload answers behind a service: both then are one node, and its sightings are not added up. And who the
   * client is where some flows of a connection name it otherwise.
   */
  readonly names?: EndNames;
}

/** Keeps a graph up to date at a cost that follows what changed, not what there is. */
export interface GraphView {
  /**
   * Folds the named conversations anew; one that is no longer in the map is taken out. `recentMs` is how long the
   * `recent` events of the rows took to come. Says what changed since the call before.
   */
  update(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>, recentMs: number): GraphDiff;
  /**
   * The same in steps. A conversation that changes between them counts as it was or as it is, and is to be named again
   * in the next update; until the last step the graph is not whole.
   */
  updating(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    recentMs: number,
  ): Steps<GraphDiff>;
  graph(): Graph;
  /** The same in any order, for whoever orders it himself: that takes longer than all the rest. */
  unordered(): Graph;
  /** Estimate of memory used. */
  bytes(): number;
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

/** Measured on Node 20 with two conversations or fewer to an edge, its share of nodes included. */
const bytesPerEdge = 2_800;

interface EdgeEntry extends EdgeEnds {
  readonly shares: Map<string, Share>;
  edge: GraphEdge | null;
}

interface NodeEntry {
  entity: Entity;
  readonly edges: Set<EdgeEntry>;
  node: GraphNode | null;
}

export function createGraphView({ group, names }: GraphOptions): GraphView {
  const joints = createJoints(names);
  const agents = createNamingAgents();
  const board = createBoard(group);

  function* updating(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    recentMs: number,
  ): Steps<GraphDiff> {
    const touched = new Set<EdgeEntry>();
    const renewed = yield* joints.renewing(conversations, dirty);
    if (agents.learn([...renewed].flatMap((joined) => [...joined.conversations.values()])))
      for (const joined of joints.all()) renewed.add(joined);
    for (const joined of renewed) {
      const entry = board.edgeFor(joined);
      const rows = rowsOf(joined);
      if (rows.length > 0) entry.shares.set(joined.key, shareOf(rows, agents));
      else entry.shares.delete(joined.key);
      touched.add(entry);
      if (touched.size % edgesPerStep === 0) yield;
    }
    const edges = yield* renewEdges(board, touched, recentMs);
    const nodes = yield* renewNodes(board, touched);
    return { edges, nodes, ...undrawnFigures(joints.undrawnBy) };
  }

  function unordered(): Graph {
    return {
      nodes: [...board.nodes.values()].flatMap(({ node }) => node ?? []),
      edges: [...board.edges.values()].flatMap(({ edge }) => edge ?? []),
      ...undrawnFigures(joints.undrawnBy),
    };
  }

  function graph(): Graph {
    const { nodes, edges, ...figures } = unordered();
    return { nodes: nodes.toSorted(byId), edges: edges.toSorted(byId), ...figures };
  }

  return {
    update: (conversations, dirty, recentMs) => finish(updating(conversations, dirty, recentMs)),
    updating,
    graph,
    unordered,
    bytes: () => board.edges.size * bytesPerEdge,
  };
}

interface Board {
  readonly edges: Map<string, EdgeEntry>;
  readonly nodes: Map<EntityId, NodeEntry>;
  edgeFor(joined: Joined): EdgeEntry;
}

function createBoard(group: Grouping): Board {
  const edges = new Map<string, EdgeEntry>();
  const nodes = new Map<EntityId, NodeEntry>();
  const folded = createFolder(group);

  function edgeFor({ protocol, port, ...ends }: Joined): EdgeEntry {
    const [client, server] = [folded(ends.client), folded(ends.server)];
    const id = conversationId(client, server, protocol, port);
    const known = edges.get(id);
    if (known !== undefined) return known;
    const entry: EdgeEntry = { id, client, server, protocol, port, shares: new Map(), edge: null };
    edges.set(id, entry);
    for (const end of [client, server]) nodeFor(end).edges.add(entry);
    return entry;
  }

  function nodeFor(end: Entity): NodeEntry {
    const known = nodes.get(end.id) ?? { entity: end, edges: new Set(), node: null };
    // Not every flow says what kind of workload it is.
    if (known.entity.workloadKind === '') known.entity = end;
    nodes.set(end.id, known);
    return known;
  }

  return { edges, nodes, edgeFor };
}

const edgesPerStep = 8;

function* renewEdges({ edges }: Board, touched: Iterable<EdgeEntry>, recentMs: number): Steps<GraphDiff['edges']> {
  const upserted: GraphEdge[] = [];
  const removed: string[] = [];
  let count = 0;
  for (const entry of touched) {
    count += 1;
    if (count % edgesPerStep === 0) yield;
    const before = entry.edge;
    entry.edge = entry.shares.size > 0 ? edgeOf(entry, [...entry.shares.values()], recentMs) : null;
    if (entry.edge === null) edges.delete(entry.id);
    if (entry.edge === null && before !== null) removed.push(entry.id);
    if (entry.edge !== null && !equalJson(before, entry.edge)) upserted.push(entry.edge);
  }
  return { upserted, removed };
}

function* renewNodes({ nodes }: Board, touched: Iterable<EdgeEntry>): Steps<GraphDiff['nodes']> {
  const upserted: GraphNode[] = [];
  const removed: EntityId[] = [];
  for (const entry of endsOf(touched, nodes)) {
    yield;
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

function endsOf(touched: Iterable<EdgeEntry>, nodes: ReadonlyMap<EntityId, NodeEntry>): Set<NodeEntry> {
  const ids = [...touched].flatMap(({ client, server }) => [client.id, server.id]);
  return new Set(ids.flatMap((id) => nodes.get(id) ?? []));
}

function undrawnFigures(undrawnBy: ReadonlyMap<string, number>): Pick<Graph, 'undrawn' | 'undrawnBy'> {
  const sorted = [...undrawnBy].sort(([a], [b]) => (a < b ? -1 : 1));
  return { undrawn: sorted.reduce((sum, [, events]) => sum + events, 0), undrawnBy: Object.fromEntries(sorted) };
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
