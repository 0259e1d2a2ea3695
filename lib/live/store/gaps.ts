// Spans in which flows are known to be missing (counting rule 8), merged while they last and bounded in number.
import type { Decimal64, EpochMs } from '@/lib/flow/flow';
import { countOf, formatCount, formatDuration } from '@/lib/flow/format';
import type { Gap } from '@/lib/live/live';
import { toRfc3339 } from '@/lib/live/rfc3339';

/** Lost events as Relay or a file tells them; `count` null is an unknown number. */
export interface Loss {
  readonly source: string;
  readonly count: Decimal64 | null;
  readonly node: string;
  readonly cpu: number | null;
  /** When the loss began and was last noticed. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  /** True when it came before the flows of a history read. */
  readonly atHead: boolean;
}

/** How a reconnect ended: which nodes sent flows that join on to those from before, and which did not. */
export interface Reading {
  readonly joined: readonly string[];
  readonly apart: readonly string[];
}

export interface Gaps {
  lost(loss: Loss): void;
  /** `reason` is the sender's text, '' when it gave none. */
  nodeMissing(node: string, atMs: EpochMs, reason: string): void;
  nodeBack(node: string, atMs: EpochMs): void;
  /** The stream broke; `sinceMs` is when something last came over it. */
  disconnected(sinceMs: EpochMs): void;
  reconnected(atMs: EpochMs): void;
  /** What the reconnect's history read brought, once it is over. */
  settled(reading: Reading): void;
  replaySkipped(node: string, flowMs: EpochMs): void;
  /** A question to Relay was not answered, or not in full. */
  unread(fromMs: EpochMs, toMs: EpochMs, message: string): void;
  /** Gaps that touch the span, oldest first. */
  touching(fromMs: EpochMs, toMs: EpochMs): readonly Gap[];
  lostEvents(): Decimal64;
  lostEventsUnknown(): number;
  /** Grows with every change. */
  version(): number;
}

interface OpenGap {
  readonly id: string;
  readonly kind: Gap['kind'];
  fromMs: EpochMs;
  /** null while it lasts. */
  toMs: EpochMs | null;
  nodes: string[];
  count: bigint | null;
  message: string;
  quiet: boolean;
}

/** Losses of one node and source this close together are one gap. */
const mergeMs = 15_000;
const defaultKept = 400;

export function createGaps(cluster: string, kept = defaultKept): Gaps {
  const gaps: OpenGap[] = [];
  const losses = new Map<string, OpenGap>();
  const replays = new Map<string, OpenGap>();
  let total = 0n;
  let unknown = 0;
  let made = 0;
  let version = 0;

  function add(kind: Gap['kind'], fromMs: EpochMs, toMs: EpochMs | null, nodes: string[], message: string): OpenGap {
    made += 1;
    version += 1;
    const gap: OpenGap = { id: `${cluster}/${made}`, kind, fromMs, toMs, nodes, count: null, message, quiet: false };
    gaps.push(gap);
    if (gaps.length > kept) dropOldest(gaps);
    return gap;
  }

  function lost(loss: Loss) {
    const count = loss.count === null ? null : BigInt(loss.count);
    if (count === null) unknown += 1;
    else total += count;
    const key = `${loss.node}\n${loss.source}`;
    const last = losses.get(key);
    version += 1;
    if (last && last.toMs !== null && loss.fromMs - last.toMs < mergeMs && last.fromMs - loss.toMs < mergeMs) {
      last.fromMs = Math.min(last.fromMs, loss.fromMs);
      last.toMs = Math.max(last.toMs, loss.toMs);
      last.count = last.count === null || count === null ? null : last.count + count;
      last.quiet = false;
      last.message = lossText(loss, last.count);
      return;
    }
    const quiet = loss.atHead && count === 1n && loss.source === 'HUBBLE_RING_BUFFER';
    const text = quiet ? footnote(loss) : lossText(loss, count);
    const gap = add('lost-events', loss.fromMs, loss.toMs, loss.node ? [loss.node] : [], text);
    gap.count = count;
    gap.quiet = quiet;
    losses.set(key, gap);
  }

  function replaySkipped(node: string, flowMs: EpochMs) {
    const last = replays.get(node);
    version += 1;
    if (last && flowMs > last.fromMs - mergeMs && flowMs < (last.toMs ?? 0) + mergeMs) {
      last.fromMs = Math.min(last.fromMs, flowMs);
      last.toMs = Math.max(last.toMs ?? flowMs, flowMs);
      last.count = (last.count ?? 0n) + 1n;
      last.message = replayText(node, last.count);
      return;
    }
    const gap = add('relay-replay-skipped', flowMs, flowMs, [node], replayText(node, 1n));
    gap.count = 1n;
    replays.set(node, gap);
  }

  return {
    lost,
    replaySkipped,
    unread: (fromMs, toMs, message) => void add('unread', fromMs, toMs, [], message),
    ...nodeGaps(gaps, add, () => (version += 1)),
    ...reconnectGaps(gaps, add, () => (version += 1)),
    touching: (fromMs, toMs) =>
      gaps
        .filter((gap) => gap.fromMs <= toMs && (gap.toMs ?? Number.POSITIVE_INFINITY) >= fromMs)
        .sort((a, b) => a.fromMs - b.fromMs)
        .map((gap) => asGap(cluster, gap)),
    lostEvents: () => total.toString(),
    lostEventsUnknown: () => unknown,
    version: () => version,
  };
}

type Add = (kind: Gap['kind'], fromMs: EpochMs, toMs: EpochMs | null, nodes: string[], message: string) => OpenGap;

/** Nodes that went at the same moment for the same reason share a gap; one that returns leaves it. */
function nodeGaps(gaps: OpenGap[], add: Add, changed: () => void): Pick<Gaps, 'nodeMissing' | 'nodeBack'> {
  const openGap = (is: (gap: OpenGap) => boolean) =>
    gaps.find((gap) => gap.kind === 'node-unavailable' && gap.toMs === null && is(gap));
  const reasons = new WeakMap<OpenGap, string>();

  function nodeMissing(node: string, atMs: EpochMs, reason: string) {
    if (openGap((gap) => gap.nodes.includes(node))) return;
    const shared = openGap((gap) => Math.abs(gap.fromMs - atMs) < 1_000 && reasons.get(gap) === reason);
    const gap = shared ?? add('node-unavailable', atMs, null, [], '');
    reasons.set(gap, reason);
    if (shared) changed();
    gap.nodes = [...gap.nodes, node];
    gap.message = missingText(gap.nodes, reason);
  }

  function nodeBack(node: string, atMs: EpochMs) {
    const gap = openGap((each) => each.nodes.includes(node));
    if (!gap) return;
    changed();
    const others = gap.nodes.filter((name) => name !== node);
    const closed = gaps.find(
      (each) => each.kind === 'node-unavailable' && each.toMs === atMs && each.fromMs === gap.fromMs,
    );
    if (closed) {
      closed.nodes = [...closed.nodes, node];
      closed.message = backText(closed.nodes, atMs - gap.fromMs);
      gap.nodes = others;
    } else if (others.length > 0) {
      gap.nodes = others;
      add('node-unavailable', gap.fromMs, atMs, [node], backText([node], atMs - gap.fromMs));
    } else {
      gap.toMs = atMs;
      gap.message = backText(gap.nodes, atMs - gap.fromMs);
    }
    if (gap.nodes.length === 0) gaps.splice(gaps.indexOf(gap), 1);
    else if (gap.toMs === null) gap.message = missingText(gap.nodes, reasons.get(gap) ?? '');
  }

  return { nodeMissing, nodeBack };
}

function reconnectGaps(
  gaps: OpenGap[],
  add: Add,
  changed: () => void,
): Pick<Gaps, 'disconnected' | 'reconnected' | 'settled'> {
  let last: OpenGap | undefined;

  function disconnected(sinceMs: EpochMs) {
    if (last && last.toMs === null) return;
    last = add(
      'reconnect',
      sinceMs,
      null,
      [],
      'No connection to Relay; flows of this span are read back when it returns, as far as the nodes still hold them.',
    );
  }

  function reconnected(atMs: EpochMs) {
    if (!last || last.toMs !== null) return;
    changed();
    last.toMs = Math.max(atMs, last.fromMs);
    last.message = `Reconnected after ${formatDuration(last.toMs - last.fromMs)}; reading back the flows of that span.`;
  }

  function settled({ joined, apart }: Reading) {
    if (!last || last.toMs === null || !gaps.includes(last)) return;
    changed();
    const after = `Reconnected after ${formatDuration(last.toMs - last.fromMs)}`;
    last.quiet = joined.length > 0 && apart.length === 0;
    last.nodes = [...apart];
    if (last.quiet) last.message = `${after}; flows of that span were read back.`;
    else if (joined.length === 0) last.message = `${after}; flows of that span may be missing.`;
    else last.message = `${after}; flows of ${namesOf(apart)} may be missing, the others were read back.`;
  }

  return { disconnected, reconnected, settled };
}

/** A gap that lasts is kept; of the closed ones the first made goes. */
function dropOldest(gaps: OpenGap[]) {
  const index = gaps.findIndex((gap) => gap.toMs !== null);
  gaps.splice(Math.max(0, index), 1);
}

function asGap(cluster: string, gap: OpenGap): Gap {
  return {
    id: gap.id,
    cluster,
    kind: gap.kind,
    from: toRfc3339(gap.fromMs),
    ...(gap.toMs !== null && { to: toRfc3339(gap.toMs) }),
    nodes: gap.nodes,
    count: gap.count === null ? null : gap.count.toString(),
    message: gap.message,
    quiet: gap.quiet,
  };
}

const lossCauses: Readonly<Record<string, string>> = {
  UNKNOWN_LOST_EVENT_SOURCE: 'Hubble did not say where',
  PERF_EVENT_RING_BUFFER: 'the kernel made events faster than the agent read them',
  OBSERVER_EVENTS_QUEUE: "the agent's queue was full",
  HUBBLE_RING_BUFFER: "the agent's ring of flows overran its reader",
};

/** Reading a full ring from its start always misses the entry that is being written over. */
function footnote({ node }: Loss): string {
  return `1 event lost while reading from ${node || 'an unknown node'}: its ring of flows was full.`;
}

function lossText(loss: Loss, count: bigint | null): string {
  const what = count === null ? 'An unknown number of events was lost' : `${countOf(Number(count), 'event')} lost`;
  const where = loss.node ? ` at ${loss.node}` : ' at an unknown node';
  const cpu = loss.cpu === null ? '' : ` (CPU ${loss.cpu})`;
  return `${what}${where}${cpu}: ${lossCauses[loss.source] ?? loss.source}.`;
}

function missingText(nodes: readonly string[], reason: string): string {
  const verb = nodes.length === 1 ? 'is' : 'are';
  return `${namesOf(nodes)} ${verb} not connected to Relay${reason ? `: ${reason}` : ''}.`;
}

function backText(nodes: readonly string[], lastedMs: number): string {
  const verb = nodes.length === 1 ? 'was' : 'were';
  return `${namesOf(nodes)} ${verb} not connected for ${formatDuration(lastedMs)}; older flows of that span may be missing.`;
}

function replayText(node: string, count: bigint): string {
  const flows = count === 1n ? '1 flow' : `${formatCount(Number(count))} flows`;
  return `Relay repeated ${flows} of ${node || 'an unknown node'} from before what is remembered; taken as already counted.`;
}

function namesOf(nodes: readonly string[]): string {
  const shown = nodes.slice(0, 3);
  const more = nodes.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
