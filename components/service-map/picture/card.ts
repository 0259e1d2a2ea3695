// What a card says about a node, and how large that makes it.
import type { IconName } from '@/components/ui/icon';
import type { EntityKind } from '@/lib/flow/entity';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import {
  countOf,
  formatCount,
  formatLatency,
  formatPort,
  formatRate,
  formatRateFigure,
  formatShare,
} from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { failedOf, type Served } from '@/lib/graph/exchanges';
import { type FoldedGroup, isOutside } from '@/lib/graph/folding';
import type { Size } from '@/lib/graph/geometry';
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { podsText } from '@/lib/graph/text';
import { type CardLabels, cardLabels, heightOfLabels } from './card-labels';

export interface PortRow {
  /** Port and protocol, with `!` behind it for the row of what is refused. */
  readonly key: string;
  readonly label: string;
  readonly refused: boolean;
  /** What proxies saw spoken on it: HTTP, DNS, or ''. */
  readonly spoken: string;
  readonly figure: string;
}

/** One HTTP endpoint, its figures as text. */
export interface EndpointRow {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly rate: string;
  readonly errors: string;
  readonly failing: boolean;
  /** Some of it was refused by a rule. */
  readonly refused: boolean;
  /** '' where it was not measured. */
  readonly p50: string;
  readonly p95: string;
}

export interface CardFacts {
  readonly id: string;
  readonly icon: IconName;
  readonly name: string;
  /** The kind, or for ends outside what they are asked. */
  readonly kind: string;
  /** How many stand behind it, as far as that is known; ''. */
  readonly behind: string;
  /** What its pods have in common; null where none were seen, or they have none. */
  readonly labels: CardLabels | null;
  readonly rows: readonly PortRow[];
  /** What is served over HTTP, the most asked first; null where it is not wanted or nothing is. */
  readonly endpoints: { readonly rows: readonly EndpointRow[]; readonly more: number } | null;
  /** Has no namespace: stands outside every box. */
  readonly outside: boolean;
  /** Stands for more than one workload. */
  readonly stacked: boolean;
  readonly refusing: boolean;
}

export const headerHeight = 44;
export const rowHeight = 24;
/** Of one endpoint, of the line of heads above them, and of the line that says how many are left out. */
export const endpointHeight = 22;
const mostRows = 6;
const mostEndpoints = 4;
const narrowest = 160;
/** Room for the kind and how many pods were seen, of what has any. */
const narrowestWithPods = 168;
const widest = 240;
const widestWithEndpoints = 344;

/** What is known of nodes beside the graph, by their ids. */
export interface CardSources {
  /** Which of them stand for several. */
  readonly groups?: ReadonlyMap<string, FoldedGroup>;
  /** What servers are asked over HTTP, where cards tell of it. */
  readonly served?: ReadonlyMap<string, Served> | undefined;
  readonly pods?: ReadonlyMap<string, SeenPods>;
  /** Cards of which the labels are to be shown. */
  readonly opened?: ReadonlySet<string>;
}

/** The cards of all nodes by their ids. */
export function cardsOf(graph: Graph, sources: CardSources = {}): ReadonlyMap<string, CardFacts> {
  const { groups, served } = sources;
  const incoming = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    const edges = incoming.get(edge.destination);
    if (edges) edges.push(edge);
    else incoming.set(edge.destination, [edge]);
  }
  return new Map(
    graph.nodes.map((node) => {
      const edges = incoming.get(node.id) ?? [];
      const card = cardOf(node, edges, sources);
      const speaks = served && !groups?.has(node.id) && edges.some(({ http }) => http !== null);
      return [node.id, speaks ? { ...card, endpoints: endpointsOf(served.get(node.id)) } : card];
    }),
  );
}

export function sizeIn(cards: ReadonlyMap<string, CardFacts>, node: GraphNode): Size {
  return sizeOfCard(cards.get(node.id) ?? cardOf(node, []));
}

/** `incoming` are the edges that end at the node. */
function cardOf(
  node: GraphNode,
  incoming: readonly GraphEdge[],
  { groups, pods, opened }: CardSources = {},
): CardFacts {
  const outside = isOutside(node);
  const group = groups?.get(node.id);
  const seen = group === undefined ? pods?.get(node.id) : undefined;
  const rows = portRows(node, incoming);
  const alone = outside && !node.veiled && rows.length === 1 && !rows[0]?.refused ? rows[0] : undefined;
  return {
    id: node.id,
    icon: iconOf(node),
    name: entityLabel(node),
    ...(alone ? { kind: `${alone.label} · ${alone.figure}`, behind: '' } : kindOf(node, group, seen)),
    labels: seen ? cardLabels(seen, opened?.has(node.id) ?? false, widthWithin(node)) : null,
    rows: alone ? [] : rows,
    endpoints: null,
    outside,
    stacked: group !== undefined || node.kind === 'namespace' || node.kind === 'cluster',
    refusing: node.denials > 0,
  };
}

function kindOf(node: GraphNode, group: FoldedGroup | undefined, seen: SeenPods | undefined) {
  if (group) return { kind: countOf(group.members, group.member), behind: '' };
  const kind = entityKindText(node);
  // A pod that stands for itself is one.
  return { kind, behind: seen === undefined || kind === 'Pod' ? '' : podsText(seen) };
}

/** "Deployment · 3 pods seen" */
export const kindLineOf = ({ kind, behind }: Pick<CardFacts, 'kind' | 'behind'>): string =>
  behind === '' ? kind : `${kind} · ${behind}`;

function endpointsOf(served: Served | undefined): NonNullable<CardFacts['endpoints']> {
  const all = served?.endpoints ?? [];
  const rows = all.slice(0, mostEndpoints).map(({ id, method, path, ...figures }) => {
    const { perSecond, latency, refused } = figures;
    const failed = failedOf(figures);
    return {
      key: id,
      method: visible(method),
      path: visible(path),
      rate: formatRateFigure(perSecond),
      errors: formatShare(failed.count, failed.of),
      failing: failed.count > 0,
      refused: refused > 0,
      p50: latency ? formatLatency(latency.p50) : '',
      p95: latency ? formatLatency(latency.p95) : '',
    };
  });
  return { rows, more: all.length - rows.length + (served?.more ?? 0) };
}

/** The room that is kept for a card: endpoints come and go within it. */
function sizeOfCard(card: CardFacts): Size {
  const width = Math.max(widthOfName(card), card.outside || card.stacked ? 0 : narrowestWithPods);
  // Labels that the reader opens lie over what is below.
  const height = headerHeight + card.rows.length * rowHeight;
  if (card.endpoints === null) return { width, height };
  return { width: widestWithEndpoints, height: height + (mostEndpoints + 2) * endpointHeight };
}

/** By the name alone: figures change, and a card that outgrows its place has to move. */
export function widthOfName({ name }: Pick<CardFacts, 'name'>): number {
  return Math.min(widest, Math.max(narrowest, Math.ceil((name.length * 10.2 + 52) / 8) * 8));
}

/** As high as the card is with what it says now. */
export function heightOfCard({ rows, endpoints, labels }: CardFacts): number {
  const lines = endpoints && endpoints.rows.length > 0 ? endpoints.rows.length + 1 + Number(endpoints.more > 0) : 0;
  return headerHeight + heightOfLabels(labels) + rows.length * rowHeight + lines * endpointHeight;
}

/** Between the borders of its card, at the least. */
const widthWithin = (node: GraphNode): number =>
  Math.max(narrowestWithPods, widthOfName({ name: entityLabel(node) })) - 2;

/** How far below the top of the card the row of a port has its middle; the header's middle when there is none. */
export function heightOfPort(card: CardFacts, key: string): number {
  const top = headerHeight + heightOfLabels(card.labels);
  const at = card.rows.findIndex((row) => row.key === key);
  if (at >= 0) return top + at * rowHeight + rowHeight / 2;
  const last = card.rows.at(-1);
  return last?.key === moreKey ? top + card.rows.length * rowHeight - rowHeight / 2 : headerHeight / 2;
}

export const portKey = (edge: Pick<GraphEdge, 'protocol' | 'port'>, refused: boolean): string =>
  `${formatPort(edge.protocol, edge.port)}${refused ? '!' : ''}`;

const moreKey = '…';

function portRows(node: GraphNode, incoming: readonly GraphEdge[]): PortRow[] {
  const rows: PortRow[] = [];
  for (const port of node.ports) {
    const edges = incoming.filter((edge) => edge.port === port.port && edge.protocol === port.protocol);
    const passing = edges.filter((edge) => edge.state !== 'denied');
    if (passing.length > 0 || port.denials === 0) rows.push(passingRow(port, passing));
    if (port.denials > 0) rows.push(refusedRow(port, edges));
  }
  return shortened(rows, node.morePorts);
}

type ServedPort = GraphNode['ports'][number];

function passingRow(port: ServedPort, edges: readonly GraphEdge[]): PortRow {
  const rate = sumOf(edges, (edge) => edge.flowsPerSecond);
  const label = formatPort(port.protocol, port.port);
  const figure = rate > 0 ? formatRate(rate) : formatCount(sumOf(edges, (edge) => edge.flows));
  return { key: portKey(port, false), label, refused: false, spoken: spokenOn(edges), figure };
}

function spokenOn(edges: readonly GraphEdge[]): string {
  if (edges.some(({ http }) => http !== null)) return 'HTTP';
  return edges.some(({ dns }) => dns !== null) ? 'DNS' : '';
}

function refusedRow(port: ServedPort, edges: readonly GraphEdge[]): PortRow {
  const rate = sumOf(edges, (edge) => edge.denialsPerSecond);
  const figure = rate > 0 ? `${formatCount(port.denials)} · ${formatRate(rate)}` : formatCount(port.denials);
  return { key: portKey(port, true), label: formatPort(port.protocol, port.port), refused: true, spoken: '', figure };
}

/** What is refused is never the row that is left out. */
function shortened(rows: PortRow[], morePorts: number): PortRow[] {
  if (rows.length <= mostRows && morePorts === 0) return rows;
  const kept = [...rows].sort((a, b) => Number(b.refused) - Number(a.refused)).slice(0, mostRows - 1);
  const left = morePorts + rows.length - kept.length;
  const more = { key: moreKey, label: `${countOf(left, 'more port')}`, refused: false, spoken: '', figure: '' };
  return [...rows.filter((row) => kept.includes(row)), more];
}

const sumOf = (edges: readonly GraphEdge[], figure: (edge: GraphEdge) => number): number =>
  edges.reduce((sum, edge) => sum + figure(edge), 0);

const kindIcons: Record<EntityKind, IconName> = {
  workload: 'deployment',
  service: 'link',
  namespace: 'namespace',
  reserved: 'host',
  dns: 'globe',
  cidr: 'globe',
  ip: 'globe',
  identity: 'tag',
  pod: 'pod',
  node: 'host',
  cluster: 'cluster',
  unknown: 'help',
};

const workloadIcons = new Map<string, IconName>([
  ['StatefulSet', 'statefulset'],
  ['DaemonSet', 'daemonset'],
  ['Pod', 'pod'],
  ['Job', 'clock'],
  ['CronJob', 'clock'],
]);

const reservedIcons = new Map<string, IconName>([
  ['remote-node', 'remote'],
  ['kube-apiserver', 'kube'],
  ['world', 'globe'],
  ['world-ipv4', 'globe'],
  ['world-ipv6', 'globe'],
  ['ingress', 'globe'],
  ['health', 'shield'],
]);

export function iconOf(node: Pick<GraphNode, 'kind' | 'workloadKind' | 'name' | 'veiled'>): IconName {
  if (node.veiled) return 'lock';
  const special = node.kind === 'reserved' ? reservedIcons.get(node.name) : workloadIcons.get(node.workloadKind);
  return special ?? kindIcons[node.kind];
}
