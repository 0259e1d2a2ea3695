// Groups of nodes folded to one node each: namespaces by the reader's choice or because there is too much to draw,
// names outside by their domain. What is not drawn for it is counted.
import { type Entity, type EntityId, type EntityKind, entity } from '@/lib/flow/entity';
import { countOf, formatCount } from '@/lib/flow/format';
import { type FoldChoice, foldsByItself } from '@/lib/graph/fold-choice';
import { foldEntity } from '@/lib/graph/fold-entity';
import { type Graph, type GraphEdge, type GraphNode, isRefusing } from '@/lib/graph/graph';
import { sumOfEdges } from '@/lib/graph/sum';

/** Above so many nodes the map folds by itself. */
export const mostNodes = 150;

export interface Folded {
  readonly graph: Graph;
  /** What was folded and what is not drawn for it; '' when the graph is as it was. */
  readonly notice: string;
  /** Whether the map folded by itself. */
  readonly byItself: boolean;
  /** The folded nodes: by which name the reader opens each, and how many it stands for. */
  readonly groups: ReadonlyMap<EntityId, FoldedGroup>;
  /** The edges behind each line, where an end of it may be folded. */
  readonly lines: ReadonlyMap<string, readonly GraphEdge[]>;
  /** Which node a node of the whole graph is drawn as; those drawn as themselves are not in it. */
  readonly standsFor: ReadonlyMap<EntityId, EntityId>;
}

export interface FoldedGroup {
  readonly name: string;
  readonly members: number;
  /** What its members are called one by one. */
  readonly member: 'workload' | 'pod' | 'name';
}

export interface FoldRule {
  /** Namespaces the reader asked for: not folded unless he folds them. */
  readonly home: readonly string[];
  readonly choice?: FoldChoice;
  readonly most?: number;
}

/** Folds one graph after the other. Edges and nodes whose parts did not change keep their identity. */
export function createFolding(): (graph: Graph, rule: FoldRule) => Folded {
  let edges: ReadonlyMap<string, MergedEdge> = new Map();
  let nodes: ReadonlyMap<string, GraphNode> = new Map();
  return (graph, rule) => {
    const { groups, byItself } = groupsToFold(graph.nodes, rule);
    if (groups.length === 0) return { ...unfolded, graph };
    const standsFor = new Map<EntityId, EntityId>();
    for (const group of groups) for (const node of group.nodes) standsFor.set(node.id, group.entity.id);
    const merged = mergedEdges(graph.edges, standsFor, edges);
    edges = merged.edges;
    nodes = mergedNodes(groups, merged.edges, nodes);
    const kept = graph.nodes.filter((node) => !standsFor.has(node.id));
    return {
      graph: { ...graph, nodes: [...kept, ...nodes.values()], edges: [...merged.edges.values()].map(({ sum }) => sum) },
      notice: noticeOf(groups, merged.inside, byItself),
      byItself,
      groups: new Map(groups.map((group) => [group.entity.id, foldedGroup(group)])),
      lines: new Map([...merged.edges].map(([id, { parts }]) => [id, parts])),
      standsFor,
    };
  };
}

/** One graph by itself. */
export const foldGraph = (graph: Graph, rule: FoldRule): Folded => createFolding()(graph, rule);

const unfolded = { notice: '', byItself: false, groups: new Map(), lines: new Map(), standsFor: new Map() } as const;

interface Group {
  readonly name: string;
  readonly entity: Entity;
  readonly nodes: readonly GraphNode[];
}

function foldedGroup({ name, entity: { kind }, nodes }: Group): FoldedGroup {
  return { name, members: nodes.length, member: kind === 'namespace' ? memberText(nodes) : 'name' };
}

/** What has places in a namespace, as far as it is not told apart: pods on a map of pods, else workloads. */
export const memberText = (nodes: readonly Entity[]): 'workload' | 'pod' =>
  nodes.some(({ kind }) => kind === 'pod') ? 'pod' : 'workload';

/** What the reader folded and names under one domain; then, where that is still too much, every other namespace. */
function groupsToFold(nodes: readonly GraphNode[], rule: FoldRule): { groups: Group[]; byItself: boolean } {
  const { home, choice = foldsByItself, most = mostNodes } = rule;
  const namespaces = namespaceGroups(nodes);
  const isOpened = ({ name }: Group) => choice.opened.includes(name);
  const byHand = namespaces.filter((group) => {
    return choice.folded.includes(group.name) || (choice.others === 'folded' && !isOpened(group));
  });
  const domains = choice.others === 'open' ? [] : domainGroups(nodes).filter((group) => !isOpened(group));
  const chosen = [...byHand, ...domains];
  if (choice.others !== 'auto' || countAfter(nodes, chosen) <= most) return { groups: chosen, byItself: false };
  const others = namespaces.filter((group) => {
    return group.nodes.length > 1 && !byHand.includes(group) && !isOpened(group) && !home.includes(group.name);
  });
  const folded = [...chosen, ...others];
  const ends = countAfter(nodes, folded) <= most ? [] : kindGroups(nodes, domains).filter((group) => !isOpened(group));
  return { groups: [...folded, ...ends], byItself: others.length + ends.length > 0 };
}

const countAfter = (nodes: readonly GraphNode[], groups: readonly Group[]): number =>
  groups.reduce((left, group) => left - group.nodes.length + 1, nodes.length);

function namespaceGroups(nodes: readonly GraphNode[]): Group[] {
  const inside = nodes.filter((node) => node.namespace !== '' && node.kind !== 'namespace');
  return grouped(inside, (node) => ({ name: node.namespace, entity: foldEntity(node, 'namespace') }));
}

const fewestNames = 4;

/** Names of one domain. Fewer than four can be drawn. */
function domainGroups(nodes: readonly GraphNode[]): Group[] {
  const names = nodes.filter((node) => node.kind === 'dns');
  const groups = grouped(names, (node) => {
    const name = `*.${domainOf(node.name)}`;
    return { name, entity: entity('dns', name, { cluster: node.cluster }) };
  });
  return groups.filter((group) => group.nodes.length >= fewestNames);
}

/** The last two labels, or three where the last but one is a registry's own: `co.uk`, `com.au`. */
function domainOf(name: string): string {
  const labels = name.split('.');
  const [registry = '', country = ''] = labels.slice(-2);
  return labels.slice(country.length === 2 && registry.length <= 3 ? -3 : -2).join('.');
}

const outsideNames: Partial<Record<EntityKind, string>> = {
  dns: 'DNS names',
  ip: 'addresses',
  cidr: 'address ranges',
  service: 'services',
  identity: 'ends known by labels only',
};

function kindGroups(nodes: readonly GraphNode[], domains: readonly Group[]): Group[] {
  const away = new Set(domains.flatMap((group) => group.nodes));
  const ends = nodes.filter((node) => node.kind in outsideNames && isOutside(node) && !away.has(node));
  return grouped(ends, ({ kind, cluster }) => {
    const name = outsideNames[kind] ?? 'other ends';
    return { name, entity: entity(kind, name, { cluster }) };
  }).filter((group) => group.nodes.length > 1);
}

/** Has no place inside a namespace: the world, hosts, names, addresses. */
export function isOutside(node: Entity): boolean {
  return node.namespace === '' && !['node', 'cluster', 'namespace'].includes(node.kind);
}

function grouped(
  nodes: readonly GraphNode[],
  groupOf: (node: GraphNode) => { readonly name: string; readonly entity: Entity },
): Group[] {
  const groups = new Map<EntityId, { name: string; entity: Entity; nodes: GraphNode[] }>();
  for (const node of nodes) {
    const group = groupOf(node);
    const known = groups.get(group.entity.id);
    if (known) known.nodes.push(node);
    else groups.set(group.entity.id, { ...group, nodes: [node] });
  }
  return [...groups.values()];
}

interface MergedEdge {
  readonly parts: readonly GraphEdge[];
  readonly sum: GraphEdge;
}

interface Merged {
  readonly edges: ReadonlyMap<string, MergedEdge>;
  /** Connections between two of one group that no line stands for. */
  readonly inside: number;
}

/** One line between two groups, whatever the number of ports; and one from a group to itself for what is refused inside. */
function mergedEdges(
  edges: readonly GraphEdge[],
  standsFor: ReadonlyMap<EntityId, EntityId>,
  previous: ReadonlyMap<string, MergedEdge>,
): Merged {
  const parts = new Map<string, GraphEdge[]>();
  let inside = 0;
  for (const edge of edges) {
    const [source, destination] = [standsFor.get(edge.source), standsFor.get(edge.destination)];
    if (source !== undefined && source === destination && !isRefusing(edge)) {
      inside += 1;
      continue;
    }
    const folded = source !== undefined || destination !== undefined;
    const id = folded ? `${source ?? edge.source}>${destination ?? edge.destination}` : edge.id;
    const known = parts.get(id);
    if (known) known.push(edge);
    else parts.set(id, [edge]);
  }
  const merged = [...parts].map(([id, same]) => [id, mergedEdge(id, same, standsFor, previous.get(id))] as const);
  return { edges: new Map(merged), inside };
}

function mergedEdge(
  id: string,
  parts: readonly GraphEdge[],
  standsFor: ReadonlyMap<EntityId, EntityId>,
  old: MergedEdge | undefined,
): MergedEdge {
  const [first] = parts;
  if (old && old.parts.length === parts.length && parts.every((part, index) => part === old.parts[index])) return old;
  if (first?.id === id) return { parts, sum: first };
  const source = standsFor.get(first?.source ?? '') ?? first?.source ?? '';
  const destination = standsFor.get(first?.destination ?? '') ?? first?.destination ?? '';
  return { parts, sum: sumOfEdges({ id, source, destination }, parts) };
}

function mergedNodes(
  groups: readonly Group[],
  edges: ReadonlyMap<string, MergedEdge>,
  previous: ReadonlyMap<string, GraphNode>,
): ReadonlyMap<string, GraphNode> {
  const figures = new Map<string, { flows: number; denials: number }>(
    groups.map((group) => [group.entity.id, { flows: 0, denials: 0 }]),
  );
  for (const { sum } of edges.values()) {
    for (const end of new Set([sum.source, sum.destination])) {
      const total = figures.get(end);
      if (!total) continue;
      total.flows += sum.flows;
      total.denials += sum.denials;
    }
  }
  return new Map(
    groups.map((group) => {
      const total = figures.get(group.entity.id) ?? { flows: 0, denials: 0 };
      const old = previous.get(group.entity.id);
      const same = old?.flows === total.flows && old.denials === total.denials;
      return [group.entity.id, same ? old : { ...group.entity, ports: [], morePorts: 0, ...total }];
    }),
  );
}

function noticeOf(groups: readonly Group[], inside: number, byItself: boolean): string {
  const namespaces = groups.filter((group) => group.entity.kind === 'namespace');
  const members = namespaces.flatMap((group) => group.nodes);
  const ends = groups.filter((group) => group.entity.kind !== 'namespace');
  const said = [
    namespaces.length > 0
      ? `${countOf(namespaces.length, 'namespace')} of ${countOf(members.length, memberText(members))}`
      : '',
    ...ends.map((group) => `${formatCount(group.nodes.length)} ${unit(group)}`),
  ].filter(Boolean);
  const head = `${byItself ? 'Folded to keep the map readable' : 'Folded'}: ${said.join(', ')}`;
  return inside === 0 ? head : `${head}. ${countOf(inside, 'connection')} inside them not drawn`;
}

const unit = ({ name }: Group): string => (name.startsWith('*.') ? `names under ${name}` : name);
