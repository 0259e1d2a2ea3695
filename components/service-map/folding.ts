// Folds what is far from the reader's namespaces when there is too much to draw, and says what it folded.
import { type Entity, type EntityKind, entity } from '@/lib/flow/entity';
import { countOf, formatCount } from '@/lib/flow/format';
import { foldEntity } from '@/lib/graph/fold-entity';
import { type EdgeState, edgeStates, type Graph, type GraphEdge, type GraphNode } from '@/lib/graph/graph';
import { nodeOf } from '@/lib/graph/node';
import { isOutside } from './card';

/** Above this the map folds. */
const mostNodes = 150;

export interface Folded {
  readonly graph: Graph;
  /** What was folded and what is not drawn for it; '' when the graph is as it was. */
  readonly notice: string;
}

/**
 * Namespaces the reader did not choose become one node each, the largest first, until the rest can be drawn; if that
 * is not enough, ends outside become one node per kind.
 */
export function foldToFit(graph: Graph, home: readonly string[], most = mostNodes): Folded {
  if (graph.nodes.length <= most) return { graph, notice: '' };
  const groups = groupsToFold(graph.nodes, home, most);
  const standsFor = new Map<string, Entity>();
  for (const group of groups) for (const node of group.nodes) standsFor.set(node.id, group.entity);
  const edges = mergedEdges(graph.edges, standsFor);
  const inside = graph.edges.filter((edge) => endOf(edge.source, standsFor) === endOf(edge.destination, standsFor));
  const hidden = inside.filter((edge) => standsFor.has(edge.source)).length;
  return {
    graph: { ...graph, nodes: mergedNodes(graph.nodes, edges, standsFor), edges },
    notice: noticeOf(groups, hidden),
  };
}

interface Group {
  readonly entity: Entity;
  readonly nodes: readonly GraphNode[];
}

function groupsToFold(nodes: readonly GraphNode[], home: readonly string[], most: number): Group[] {
  const away = nodes.filter(
    (node) => node.namespace !== '' && node.kind !== 'namespace' && !home.includes(node.namespace),
  );
  const namespaces = grouped(away, (node) => foldEntity(node, 'namespace'));
  const ends = grouped(nodes.filter(isOutside), (node) => outsideEntity(node.kind, node.cluster));
  const folded: Group[] = [];
  let left = nodes.length;
  for (const group of [...namespaces, ...ends]) {
    if (left <= most) break;
    folded.push(group);
    left -= group.nodes.length - 1;
  }
  return folded;
}

/** Groups of more than one, the largest first. */
function grouped(nodes: readonly GraphNode[], entityOf: (node: GraphNode) => Entity): Group[] {
  const groups = new Map<string, { entity: Entity; nodes: GraphNode[] }>();
  for (const node of nodes) {
    const group = entityOf(node);
    const known = groups.get(group.id);
    if (known) known.nodes.push(node);
    else groups.set(group.id, { entity: group, nodes: [node] });
  }
  return [...groups.values()].filter((group) => group.nodes.length > 1).sort((a, b) => b.nodes.length - a.nodes.length);
}

const outsideNames: Partial<Record<EntityKind, string>> = {
  dns: 'DNS names',
  ip: 'addresses',
  cidr: 'address ranges',
  reserved: 'reserved identities',
  service: 'services',
  identity: 'ends known by labels only',
};

function outsideEntity(kind: EntityKind, cluster: string): Entity {
  return entity(kind, outsideNames[kind] ?? 'other ends', { cluster });
}

const endOf = (id: string, standsFor: ReadonlyMap<string, Entity>): string => standsFor.get(id)?.id ?? id;

function mergedEdges(edges: readonly GraphEdge[], standsFor: ReadonlyMap<string, Entity>): GraphEdge[] {
  const parts = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const [source, destination] = [endOf(edge.source, standsFor), endOf(edge.destination, standsFor)];
    if (source === destination && standsFor.has(edge.source)) continue;
    const folded = source !== edge.source || destination !== edge.destination;
    const id = folded ? `${source}>${destination} ${edge.protocol}/${edge.port}` : edge.id;
    const part = folded ? { ...edge, id, source, destination } : edge;
    const known = parts.get(id);
    if (known) known.push(part);
    else parts.set(id, [part]);
  }
  return [...parts.values()].map((same) => same.reduce(sumOfTwo));
}

function mergedNodes(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  standsFor: ReadonlyMap<string, Entity>,
): GraphNode[] {
  const kept = nodes.filter((node) => !standsFor.has(node.id));
  const groups = new Map([...standsFor.values()].map((group) => [group.id, group]));
  const folded = [...groups.values()].map((group) =>
    nodeOf(
      group,
      edges.filter((edge) => edge.source === group.id || edge.destination === group.id),
    ),
  );
  return [...kept, ...folded];
}

type Counts = { readonly [name: string]: number };

function sumOfTwo(a: GraphEdge, b: GraphEdge): GraphEdge {
  return {
    ...a,
    state: stateOfBoth(a.state, b.state),
    events: added(a.events, b.events),
    sides: {
      egress: added(a.sides.egress, b.sides.egress),
      ingress: added(a.sides.ingress, b.sides.ingress),
      unknown: added(a.sides.unknown, b.sides.unknown),
    },
    flows: a.flows + b.flows,
    flowsPerSecond: a.flowsPerSecond + b.flowsPerSecond,
    denials: a.denials + b.denials,
    denialsPerSecond: a.denialsPerSecond + b.denialsPerSecond,
    deniedBySide: added(a.deniedBySide, b.deniedBySide),
    audits: a.audits + b.audits,
    reasons: [...new Set([...a.reasons, ...b.reasons])],
    policies: [...new Set([...a.policies, ...b.policies])],
    http: a.http && b.http ? added(a.http, b.http) : (a.http ?? b.http),
    dns: a.dns && b.dns ? added(a.dns, b.dns) : (a.dns ?? b.dns),
    lateReplies: a.lateReplies + b.lateReplies,
    repliesOnly: a.repliesOnly && b.repliesOnly,
    firstMs: Math.min(a.firstMs, b.firstMs),
    lastMs: Math.max(a.lastMs, b.lastMs),
  };
}

/** Denied only where both are; else the graver of the two. */
function stateOfBoth(a: EdgeState, b: EdgeState): EdgeState {
  if (a === b || b === 'unknown') return a;
  if (a === 'unknown') return b;
  const graver = edgeStates.indexOf(a) > edgeStates.indexOf(b) ? a : b;
  return graver === 'denied' ? 'partly' : graver;
}

/** The cast holds because the sum has the names of both, and numbers for values. */
function added<Figures extends Counts>(a: Figures, b: Figures): Figures {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) as Figures;
}

function noticeOf(groups: readonly Group[], hidden: number): string {
  const namespaces = groups.filter((group) => group.entity.kind === 'namespace').length;
  const ends = groups.filter((group) => group.entity.kind !== 'namespace');
  const parts = [
    namespaces > 0 ? countOf(namespaces, 'namespace') : '',
    ...ends.map((group) => `${formatCount(group.nodes.length)} ${group.entity.name}`),
  ].filter(Boolean);
  if (parts.length === 0) return '';
  const head = `Folded to keep the map readable: ${parts.join(', ')}`;
  return hidden === 0 ? head : `${head}. ${countOf(hidden, 'connection')} inside them not drawn`;
}
