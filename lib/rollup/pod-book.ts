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
  /**
   * To be told of every flow. `alike` is equal for flows with the same ends, of which one is looked at in the time of a
   * bucket; 0 when it is not known.
   */
  see(flow: FlowFacts, atMs: EpochMs, alike?: number): void;
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

interface MutablePod extends BookedPod {
  labels: readonly string[];
  readonly meetings: MutableMeeting[];
}

interface Page {
  readonly pod: MutablePod;
  readonly namespace: string;
  /** Within its namespace. */
  readonly key: string;
  /** The last sighting: this end, the other, who told of it, and where it was counted. */
  own: Endpoint | null;
  other: Endpoint | undefined;
  node: string | undefined;
  meeting: MutableMeeting | null;
  lastMs: EpochMs;
  bytes: number;
}

const usualBytes = 16 * 1024 * 1024;
const bytesPerPod = 560;
const bytesPerMeeting = 240;
/** More are told of together. */
const mostPlaces = 16;
/** A pod runs on one node, and is called the same on another after it moved. */
const mostNodes = 8;

export function createPodBook(mostBytes: number = usualBytes): PodBook {
  const namespaces = new Map<string, Map<string, Page>>();
  const lately = createLately();
  let bytes = 0;
  let wholeMs: EpochMs = Number.NEGATIVE_INFINITY;

  function see(flow: FlowFacts, atMs: EpochMs, alike = 0): void {
    if (alike !== 0 && lately.has(alike, atMs)) return;
    const { source, destination } = flow;
    if (source?.pod) note(flow, source, destination, atMs);
    if (destination?.pod) note(flow, destination, source, atMs);
  }

  function note(flow: FlowFacts, own: Endpoint, other: Endpoint | undefined, atMs: EpochMs): void {
    const known = namespaces.get(own.namespace ?? '')?.get(own.pod ?? '');
    const page = known && isAlike(known, own, other, flow.node) ? known : looked(flow, own, other);
    const { meeting } = page;
    if (meeting === null) return;
    if (atMs > page.lastMs) page.lastMs = atMs;
    if (atMs < meeting.firstMs) meeting.firstMs = atMs;
    if (atMs > meeting.lastMs) meeting.lastMs = atMs;
    if (bytes > mostBytes) makeRoom();
  }

  /** The page of this end, with the meeting found or begun. */
  function looked(flow: FlowFacts, own: Endpoint, other: Endpoint | undefined): Page {
    const { node } = flow;
    const isSource = own === flow.source;
    const page = pageOf(own, isSource ? sourceEntity(flow) : destinationEntity(flow), node);
    relabel(page, own.labels);
    const meeting = meetingOf(page, isSource ? destinationEntity(flow) : sourceEntity(flow), node);
    // An endpoint has its id on its own node only.
    if (own.id && node && !meeting.nodes.includes(node) && meeting.nodes.length < mostNodes) meeting.nodes.push(node);
    page.own = own;
    page.other = other;
    page.node = node;
    page.meeting = meeting;
    return page;
  }

  function relabel(page: Page, labels: readonly string[]): void {
    if (page.pod.labels === labels || labels.length === 0) return;
    grow(page, bytesOf(labels) - bytesOf(page.pod.labels));
    page.pod.labels = labels;
  }

  function pageOf(own: Endpoint, workload: Entity, node: string | undefined): Page {
    const { namespace = '', pod = '' } = own;
    const ofNamespace = namespaces.get(namespace) ?? new Map<string, Page>();
    namespaces.set(namespace, ofNamespace);
    const first = ofNamespace.get(pod);
    if (first?.pod.workload.cluster === workload.cluster) return first;
    // The first of its name may have been forgotten since the others came.
    const other = `${pod}\n${workload.cluster}`;
    const known = ofNamespace.get(other);
    if (known) return known;
    const key = first === undefined ? pod : other;
    const page = newPage(own, workload, namespace, key, node);
    ofNamespace.set(key, page);
    bytes += page.bytes;
    return page;
  }

  function meetingOf(page: Page, { cluster, namespace }: Entity, node: string | undefined): MutableMeeting {
    const { meetings } = page.pod;
    for (const meeting of meetings) {
      const { place } = meeting;
      if (place === null || place.namespace !== namespace || place.cluster !== cluster) continue;
      if (place.node === node || nodeCluster(place.node) === nodeCluster(node)) return meeting;
    }
    if (meetings.length < mostPlaces) return newMeeting(page, { cluster, namespace, node });
    return meetings.find(({ place }) => place === null) ?? newMeeting(page, null);
  }

  function newMeeting(page: Page, place: Place | null): MutableMeeting {
    const made = { place, firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY, nodes: [] };
    page.pod.meetings.push(made);
    grow(page, bytesPerMeeting);
    return made;
  }

  function grow(page: Page, by: number): void {
    page.bytes += by;
    bytes += by;
  }

  function* pages(): Generator<Page> {
    for (const ofNamespace of namespaces.values()) yield* ofNamespace.values();
  }

  /** Forgets the half that was seen longest ago. */
  function makeRoom(): void {
    while (bytes > mostBytes) {
      const times = Float64Array.from(pages(), ({ lastMs }) => lastMs).sort();
      const middleMs = times[times.length >> 1] ?? Number.POSITIVE_INFINITY;
      dropUntil(middleMs);
      wholeMs = Math.max(wholeMs, middleMs);
    }
  }

  function dropUntil(lastMs: EpochMs): void {
    for (const page of pages()) if (page.lastMs <= lastMs) drop(page);
  }

  function drop(page: Page): void {
    const ofNamespace = namespaces.get(page.namespace);
    ofNamespace?.delete(page.key);
    if (ofNamespace?.size === 0) namespaces.delete(page.namespace);
    bytes -= page.bytes;
  }

  return {
    see,
    *pods() {
      for (const { pod } of pages()) yield pod;
    },
    forget(beforeMs) {
      for (const page of pages()) if (page.lastMs < beforeMs) drop(page);
    },
    wholeSinceMs: () => wholeMs,
    bytes: () => bytes,
  };
}

/** Pictures tell no finer times than these. */
const latelyMs = 15_000;
const latelySlots = 1 << 14;

/** Numbers that came lately, the newest for each place. */
function createLately() {
  // Made with the first: captures have none.
  let numbers: Int32Array | null = null;
  let times = new Float64Array();
  return {
    /** And notes it. */
    has(number: number, atMs: EpochMs): boolean {
      if (numbers === null) {
        numbers = new Int32Array(latelySlots);
        times = new Float64Array(latelySlots);
      }
      const slot = (number ^ (number >>> 14)) & (latelySlots - 1);
      const seenMs = times[slot] ?? 0;
      if (numbers[slot] === (number | 0) && Math.abs(atMs - seenMs) < latelyMs) return true;
      numbers[slot] = number;
      times[slot] = atMs;
      return false;
    },
  };
}

/** Where the other end is a pod too, the two endpoints tell all of who they are. */
const isAlike = (page: Page, own: Endpoint, other: Endpoint | undefined, node: string | undefined): boolean =>
  page.own === own && page.other === other && page.node === node && Boolean(other?.pod);

function newPage(own: Endpoint, workload: Entity, namespace: string, key: string, node: string | undefined): Page {
  const { pod: name = '', labels } = own;
  return {
    pod: { name, workload, labels, toldBy: node, meetings: [] },
    ...{ namespace, key, own: null, other: undefined, node: undefined, meeting: null },
    lastMs: Number.NEGATIVE_INFINITY,
    bytes: bytesPerPod + 2 * (namespace.length + key.length) + bytesOf(labels),
  };
}

/** Texts are shared with the endpoints they come from, until those are forgotten. */
function bytesOf(labels: readonly string[]): number {
  return labels.reduce((sum, label) => sum + label.length + 16, 0);
}
