// Which pods stand at the ends of flows: whose they are, with which labels, on which nodes, and with whom they spoke
// when. Rollups count by workload; this remembers who that was.
import { destinationEntity, nodeCluster, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Endpoint, EpochMs, FlowFacts } from '@/lib/flow/flow';

/** Flows between a pod and one place; pods are in sight by whom they spoke with. */
export interface Meeting {
  /** Cluster and namespace of the other end, and a node that told of it; null: of more places than are kept apart. */
  readonly place: Place | null;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  /** Nodes that told of the pod as their own; usually one. */
  readonly nodes: readonly string[];
}

export interface Place extends Pick<Entity, 'cluster' | 'namespace'> {
  readonly node: string | undefined;
}

export interface BookedPod {
  readonly name: string;
  readonly workload: Entity;
  /** As last seen. */
  readonly labels: readonly string[];
  /** A node that told of it. */
  readonly toldBy: string | undefined;
  readonly meetings: readonly Meeting[];
}

export interface PodBook {
  /** To be told of every flow. Cheap for pods that are known. */
  see(flow: FlowFacts, atMs: EpochMs): void;
  pods(): Iterable<BookedPod>;
  /** Forgets what was not seen since. */
  forget(beforeMs: EpochMs): void;
  /** From when on no pod had to be forgotten for want of room; -Infinity when none had. */
  wholeSinceMs(): EpochMs;
  /** Estimate of memory used. */
  bytes(): number;
}

interface MutableMeeting extends Meeting {
  firstMs: EpochMs;
  lastMs: EpochMs;
  nodes: string[];
}

interface Page extends BookedPod {
  labels: readonly string[];
  /** By place. */
  readonly met: Map<string, MutableMeeting>;
  readonly meetings: MutableMeeting[];
  /** The other end of the last flow, and where that was counted. */
  peer: Entity | null;
  meeting: MutableMeeting | null;
  isHeld: boolean;
  bytes: number;
}

const usualBytes = 16 * 1024 * 1024;
const bytesPerPod = 480;
const bytesPerMeeting = 240;
/** More are told of together. */
const mostPlaces = 32;
/** A pod runs on one node, and is called the same on another after it moved. */
const mostNodes = 8;
/** Of what is held when there is no more room. */
const keptPart = 3 / 4;

export function createPodBook(mostBytes: number = usualBytes): PodBook {
  const pages = new Map<string, Page>();
  let known = new WeakMap<Endpoint, Page>();
  let bytes = 0;
  let wholeMs: EpochMs = Number.NEGATIVE_INFINITY;

  function see(flow: FlowFacts, atMs: EpochMs): void {
    const { source, destination } = flow;
    if (!source?.pod && !destination?.pod) return;
    const [from, to] = [sourceEntity(flow), destinationEntity(flow)];
    if (source?.pod) note(source, from, to, flow.node, atMs);
    if (destination?.pod) note(destination, to, from, flow.node, atMs);
  }

  function note(endpoint: Endpoint, workload: Entity, peer: Entity, node: string | undefined, atMs: EpochMs): void {
    const page = pageOf(endpoint, workload, node);
    const meeting = page.peer === peer && page.meeting ? page.meeting : meetingOf(page, peer, node, atMs);
    page.peer = peer;
    page.meeting = meeting;
    if (atMs < meeting.firstMs) meeting.firstMs = atMs;
    if (atMs > meeting.lastMs) meeting.lastMs = atMs;
    // An endpoint has its id on its own node only.
    if (!endpoint.id || !node || meeting.nodes.includes(node) || meeting.nodes.length === mostNodes) return;
    meeting.nodes.push(node);
  }

  function pageOf(endpoint: Endpoint, workload: Entity, node: string | undefined): Page {
    const before = known.get(endpoint);
    // Without a cluster of its own the endpoint is of the node's, which another flow may not share.
    if (before?.isHeld && before.workload.cluster === workload.cluster) return before;
    const name = endpoint.pod ?? '';
    const key = `${workload.cluster}/${workload.namespace}/${name}`;
    const page = pages.get(key) ?? opened(key, name, endpoint, workload, node);
    known.set(endpoint, page);
    relabel(page, endpoint.labels);
    return page;
  }

  function opened(key: string, name: string, { labels }: Endpoint, workload: Entity, node: string | undefined): Page {
    const size = bytesPerPod + 2 * key.length + bytesOf(labels);
    const meetings: MutableMeeting[] = [];
    const page: Page = {
      ...{ name, workload, labels, toldBy: node, meetings, met: new Map(), peer: null, meeting: null },
      isHeld: true,
      bytes: size,
    };
    pages.set(key, page);
    bytes += size;
    if (bytes > mostBytes) makeRoom();
    return page;
  }

  function relabel(page: Page, labels: readonly string[]): void {
    if (page.labels === labels || labels.length === 0) return;
    grow(page, bytesOf(labels) - bytesOf(page.labels));
    page.labels = labels;
  }

  function meetingOf(page: Page, { cluster, namespace }: Entity, node: string | undefined, atMs: EpochMs) {
    const isApart = page.met.size < mostPlaces;
    const own = `${cluster}/${namespace}/${nodeCluster(node)}`;
    const key = isApart || page.met.has(own) ? own : '';
    const before = page.met.get(key);
    if (before) return before;
    const place = key === '' ? null : { cluster, namespace, node };
    const made: MutableMeeting = { place, firstMs: atMs, lastMs: atMs, nodes: [] };
    page.met.set(key, made);
    page.meetings.push(made);
    grow(page, bytesPerMeeting);
    return made;
  }

  function grow(page: Page, by: number): void {
    page.bytes += by;
    if (page.isHeld) bytes += by;
  }

  function makeRoom(): void {
    const oldestFirst = [...pages].map(([key, page]) => ({ key, page, lastMs: lastOf(page) }));
    oldestFirst.sort((a, b) => a.lastMs - b.lastMs);
    for (const { key, page, lastMs } of oldestFirst) {
      if (bytes <= mostBytes * keptPart) return;
      drop(key, page);
      if (Number.isFinite(lastMs)) wholeMs = Math.max(wholeMs, lastMs);
    }
  }

  function drop(key: string, page: Page): void {
    pages.delete(key);
    page.isHeld = false;
    bytes -= page.bytes;
  }

  return {
    see,
    pods: () => pages.values(),
    forget(beforeMs) {
      for (const [key, page] of pages) if (lastOf(page) < beforeMs) drop(key, page);
      if (pages.size === 0) known = new WeakMap();
    },
    wholeSinceMs: () => wholeMs,
    bytes: () => bytes,
  };
}

/** Of a page that is just being opened it is the present. */
function lastOf({ meetings }: Page): EpochMs {
  return meetings.length === 0
    ? Number.POSITIVE_INFINITY
    : meetings.reduce((last, { lastMs }) => Math.max(last, lastMs), Number.NEGATIVE_INFINITY);
}

/** Texts are shared with the endpoints they come from, until those are forgotten. */
function bytesOf(labels: readonly string[]): number {
  return labels.reduce((sum, label) => sum + label.length + 16, 0);
}
