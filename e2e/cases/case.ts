// What a recorded case must look like in the answers of the API and on the pages, and how those are put into words.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One case: some lines with something odd about them, and what is right. Lists are complete and in order. */
export interface Case {
  readonly id: string;
  /** What is odd, and in which way it goes wrong easily. */
  readonly title: string;
  /** `file:line` or `file:first-last` of the shared cases, or the records themselves. */
  readonly lines: string | readonly object[];
  /** `client > server port/protocol | state | flows | events per verdict | what else is known`, see `toldEdge`. */
  readonly edges?: readonly string[];
  /** Flow events that make no edge, by why. */
  readonly undrawn?: { readonly [why: string]: number };
  /** `count reason (class) direction: client > server port/protocol | policies …`, see `toldDrops`. */
  readonly drops?: readonly string[];
  /** Newest first; only the keys given are compared, null means that the flow has none. */
  readonly flows?: readonly Partial<Json>[];
  /** `namespace` or `namespace denials`. */
  readonly namespaces?: readonly string[];
  /** `message`, with `quiet: ` before footnotes, in any order. Gaps that still last end in ` …`. */
  readonly gaps?: readonly string[];
  readonly status?: Partial<Figures>;
  /** What filters select: text of the filter and how many flows. */
  readonly filters?: { readonly [q: string]: number };
  /** Where a Relay carries less than the file, and why that is so. */
  readonly overRelay?: Partial<Omit<Case, 'id' | 'title' | 'lines' | 'overRelay'>> & { readonly because: string };
  readonly page?: Page;
}

/** Texts that a reader must find; the flow whose detail is opened is the n-th row from the top. */
export interface Page {
  readonly map?: readonly string[];
  readonly drops?: readonly string[];
  readonly flows?: readonly string[];
  readonly detail?: { readonly row: number; readonly texts: readonly string[] };
  /** What must not be read anywhere. */
  readonly nowhere?: readonly string[];
}

export interface Figures {
  readonly flows: number;
  readonly repeats: number;
  readonly unknownKinds: number;
  readonly lostEvents: string;
  readonly lostEventsUnknown: number;
  /** `name` or `name: state`, when it is not connected. */
  readonly nodes: readonly string[];
}

export type Json = { readonly [key: string]: unknown };

/** Answers of the API to one view. */
export interface Answers {
  readonly map: MapAnswer;
  readonly drops: { readonly groups: readonly Group[] };
  readonly flows: { readonly flows: readonly Json[] };
  readonly namespaces: { readonly namespaces: readonly { readonly namespace: string; readonly denials: number }[] };
  readonly cluster: ClusterAnswer;
}

interface End {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface MapAnswer {
  readonly nodes: readonly End[];
  readonly edges: readonly Edge[];
  readonly undrawnBy: { readonly [why: string]: number };
  readonly gaps: readonly Gap[];
}

interface Gap {
  readonly message: string;
  readonly quiet: boolean;
  readonly to?: string;
}

type Counts = { readonly [name: string]: number };

interface Edge {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: number;
  readonly state: string;
  readonly flows: number;
  readonly events: Counts;
  readonly denials: number;
  readonly audits: number;
  readonly lateReplies: number;
  readonly repliesOnly: boolean;
  readonly http: Counts | null;
  readonly dns: Counts | null;
}

interface Group {
  readonly source: End;
  readonly destination: End;
  readonly protocol: string;
  readonly port: number;
  readonly count: number;
  readonly reason: string;
  readonly class: string;
  readonly direction: string;
  readonly policies: readonly string[];
  readonly lateReply: boolean;
  readonly nodes: readonly string[];
}

interface ClusterAnswer {
  readonly flowsReceived: number;
  readonly repeatsDropped: number;
  readonly unknownResponses: number;
  readonly lostEvents: string;
  readonly lostEventsUnknown: number;
  readonly nodes: readonly { readonly name: string; readonly state: string }[];
}

const folder = path.resolve(import.meta.dirname, '../../../shared/cases');

/** False in a clone that stands alone: the shared cases are not part of this repository. */
export const hasSharedCases = existsSync(folder);

/** The lines of a case as one file. */
export function linesOf({ lines }: Case): string {
  if (typeof lines !== 'string') return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const [file = '', range = ''] = lines.split(':');
  const [first = 1, last = first] = range.split('-').map(Number);
  const all = readFileSync(path.join(folder, file), 'utf8').split('\n');
  return all
    .slice(first - 1, last)
    .map((line) => `${line}\n`)
    .join('');
}

/** What the case says must be told; over a Relay with what a Relay changes. */
export function expected(one: Case, over: 'capture' | 'relay') {
  const { edges, undrawn, drops, flows, namespaces, gaps, status } = {
    ...one,
    ...(over === 'relay' ? one.overRelay : {}),
  };
  return {
    nodes: [...new Set((edges ?? []).flatMap(endsIn))].sort(),
    edges: edges ?? [],
    undrawn: undrawn ?? {},
    drops: drops ?? [],
    flows: flows ?? [],
    namespaces: namespaces ?? [],
    // Drawn and not drawn, every flow is counted, and once.
    events: (flows ?? []).length,
    gaps: [...(gaps ?? [])].sort(),
    status: { repeats: 0, unknownKinds: 0, lostEvents: '0', lostEventsUnknown: 0, ...status },
  };
}

/** Who is at the two ends of an edge as it is told. */
function endsIn(edge: string): string[] {
  const [, client = '', server = ''] = /^(.*) > (.*) \S+ \| /.exec(edge.replace(/ \| .*$/, ' | ')) ?? [];
  return [client, server];
}

/** The same of what was answered, for the two to be compared. */
export function told({ map, drops, flows, namespaces, cluster }: Answers, wanted: ReturnType<typeof expected>) {
  return {
    // Exactly the ends of the edges, and nobody else.
    nodes: map.nodes.map(nameOf).sort(),
    edges: map.edges.map((edge) => toldEdge(edge, map.nodes)),
    undrawn: map.undrawnBy,
    drops: drops.groups.map(toldDrops),
    flows: flows.flows.map((flow, index) => alike(flow, wanted.flows[index] ?? {})),
    namespaces: namespaces.namespaces
      .filter(({ namespace }) => namespace !== '')
      .map(({ namespace, denials }) => (denials ? `${namespace} ${denials}` : namespace)),
    events: sumOf(map.edges.map(({ events }) => events).concat(map.undrawnBy)),
    gaps: map.gaps.map(({ message, quiet, to }) => `${quiet ? 'quiet: ' : ''}${message}${to ? '' : ' …'}`).sort(),
    status: alike(figuresOf(cluster), wanted.status as Json),
  };
}

function sumOf(all: readonly Counts[]): number {
  return all.flatMap((counts) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
}

function toldEdge(edge: Edge, nodes: readonly End[]): string {
  const end = (id: string) => nameOf(nodes.find((node) => node.id === id));
  const counts = (all: Counts | null) =>
    Object.entries(all ?? {})
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    `${end(edge.source)} > ${end(edge.destination)} ${portOf(edge)}`,
    edge.state,
    `${edge.flows} shown`,
    counts(edge.events),
    edge.denials > 0 && `${edge.denials} denied`,
    edge.audits > 0 && `${edge.audits} audited`,
    edge.lateReplies > 0 && `${edge.lateReplies} late`,
    edge.http && `http ${counts(edge.http)}`,
    edge.dns && `dns ${counts(edge.dns)}`,
    edge.repliesOnly && 'replies only',
  ]
    .filter(Boolean)
    .join(' | ');
}

function toldDrops(group: Group): string {
  const { count, reason, direction, source, destination, policies, lateReply, nodes } = group;
  const ends = `${nameOf(source)} > ${nameOf(destination)} ${portOf(group)}`;
  const more = [policies.join(', '), lateReply && 'late reply', nodes.join(', ') || 'unknown node'];
  return [`${count} ${reason} (${group.class}) ${direction}: ${ends}`, ...more.filter(Boolean)].join(' | ');
}

/** `namespace/name` of workloads; others with their kind before it. */
function nameOf(end: End | undefined): string {
  if (!end) return 'no such node';
  if (end.kind === 'workload') return `${end.namespace}/${end.name}`;
  return [end.kind, end.kind === 'namespace' || !end.namespace ? end.name : `${end.namespace}/${end.name}`].join(' ');
}

function portOf({ protocol, port }: { readonly protocol: string; readonly port: number }): string {
  return `${port}/${protocol || '?'}`;
}

function figuresOf(cluster: ClusterAnswer): Json {
  return {
    flows: cluster.flowsReceived,
    repeats: cluster.repeatsDropped,
    unknownKinds: cluster.unknownResponses,
    lostEvents: cluster.lostEvents,
    lostEventsUnknown: cluster.lostEventsUnknown,
    nodes: cluster.nodes.map(({ name, state }) => (state === 'connected' ? name : `${name}: ${state}`)),
  };
}

/** The parts of a value that the wanted one speaks of; null where it has none. */
function alike(value: unknown, wanted: unknown): unknown {
  if (value === undefined) return null;
  if (!isObject(value) || !isObject(wanted)) return value;
  return Object.fromEntries(Object.entries(wanted).map(([key, part]) => [key, alike(value[key], part)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
