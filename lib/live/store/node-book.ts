// What is known of each node of a cluster: told by Relay in the stream, polled from it, and seen in flows.
import type { EpochMs } from '@/lib/flow/flow';
import { formatDuration } from '@/lib/flow/format';
import type { NodeInfo } from '@/lib/live/live';
import type { Gaps } from '@/lib/live/store/gaps';
import { createWatermark, type Watermark } from '@/lib/live/store/seen';
import type { NodeState, RelayNode } from '@/lib/relay/relay';

/** One node. The hot path looks it up once per flow and keeps its own figures in it. */
export interface NodeRecord {
  readonly name: string;
  state: NodeState;
  version: string;
  message: string;
  sinceMs: EpochMs | null;
  /** True once GetNodes named it: then GetNodes also says when it is gone. */
  polled: boolean;
  /** Time and arrival of its newest flow. */
  lastFlowMs: EpochMs | null;
  lastArrivedMs: EpochMs | null;
  readonly mark: Watermark;
  /** Least time from flow to arrival in this and the last half minute; what a wrong clock shows in. */
  readonly lag: { startedMs: EpochMs; least: number; before: number };
  /** Whether its flows join on to those from before the last reconnect; null when it has sent none since. */
  joined: boolean | null;
}

export interface NodeBook {
  of(name: string): NodeRecord;
  /** A flow that counts came from the node. */
  saw(node: NodeRecord, flowMs: EpochMs | undefined, arrivedMs: EpochMs): void;
  /** Relay told the state of nodes in the stream. */
  told(state: NodeState, stateText: string, names: readonly string[], message: string, atMs: EpochMs): void;
  polled(nodes: readonly RelayNode[], atMs: EpochMs): void;
  all(): readonly NodeRecord[];
  infos(): readonly NodeInfo[];
}

/** More names than any cluster has nodes: what a broken sender could make up. */
const mostNodes = 20_000;
const lagSpanMs = 30_000;

export function createNodeBook(gaps: Gaps): NodeBook {
  const nodes = new Map<string, NodeRecord>();

  function of(name: string): NodeRecord {
    const known = nodes.get(name);
    if (known) return known;
    const key = nodeKey(name);
    const record = nodes.get(key) ?? createRecord(key);
    if (nodes.size < mostNodes) nodes.set(key, record).set(name, record);
    return record;
  }

  function saw(node: NodeRecord, flowMs: EpochMs | undefined, arrivedMs: EpochMs) {
    node.lastArrivedMs = arrivedMs;
    if (flowMs !== undefined) {
      if (node.lastFlowMs === null || flowMs > node.lastFlowMs) node.lastFlowMs = flowMs;
      noteLag(node.lag, arrivedMs - flowMs, arrivedMs);
    }
    // Flows already on their way when the node went are no sign that it is back.
    if (node.state !== 'connected' && arrivedMs - (node.sinceMs ?? 0) > 2_000) set(node, 'connected', '', arrivedMs);
  }

  function set(node: NodeRecord, state: NodeState, message: string, atMs: EpochMs) {
    node.message = message;
    if (node.state !== state) {
      node.state = state;
      node.sinceMs = atMs;
    }
    if (state === 'unavailable' || state === 'error') gaps.nodeMissing(node.name, atMs, message);
    else if (state === 'connected' || state === 'gone') gaps.nodeBack(node.name, atMs);
  }

  function told(state: NodeState, stateText: string, names: readonly string[], message: string, atMs: EpochMs) {
    for (const name of names) set(of(name), state, message || (state === 'unknown' ? stateText : ''), atMs);
  }

  function polled(listed: readonly RelayNode[], atMs: EpochMs) {
    const named = new Set<NodeRecord>();
    for (const each of listed) {
      const node = of(each.name);
      named.add(node);
      node.polled = true;
      node.version = each.version;
      set(node, each.state, each.state === node.state ? node.message : '', atMs);
    }
    for (const node of nodes.values()) if (node.polled && !named.has(node)) set(node, 'gone', '', atMs);
  }

  const all = () => [...new Set(nodes.values())];
  return {
    of,
    saw,
    told,
    polled,
    all,
    infos: () =>
      // Masked flows name no node: they are counted, but there is no node to tell of.
      all()
        .filter(({ name }) => name !== '')
        .map(asInfo)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** GetNodes leaves the cluster out when it is called `default`; flows may not. */
function nodeKey(name: string): string {
  return name.startsWith('default/') ? name.slice('default/'.length) : name;
}

function createRecord(name: string): NodeRecord {
  return {
    name,
    state: 'unknown',
    version: '',
    message: '',
    sinceMs: null,
    polled: false,
    lastFlowMs: null,
    lastArrivedMs: null,
    mark: createWatermark(),
    lag: { startedMs: 0, least: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY },
    joined: null,
  };
}

function noteLag(lag: NodeRecord['lag'], ms: number, nowMs: EpochMs) {
  if (nowMs - lag.startedMs > lagSpanMs) {
    lag.before = nowMs - lag.startedMs > 2 * lagSpanMs ? Number.POSITIVE_INFINITY : lag.least;
    lag.least = ms;
    lag.startedMs = nowMs;
  } else if (ms < lag.least) lag.least = ms;
}

/** History that is read back comes in a burst; what goes on for longer is the present of that node. */
const burstMs = 10_000;

/** How far the node's clock seems to be behind ours, ms; negative is ahead. 0 while that cannot be known. */
export function clockBehind(node: NodeRecord): number {
  const { lag, lastArrivedMs } = node;
  const isKnown = Number.isFinite(lag.before) || (lastArrivedMs ?? 0) - lag.startedMs > burstMs;
  const behind = leastLagMs(node);
  // Flows without a time tell nothing.
  return isKnown && Number.isFinite(behind) ? behind : 0;
}

/** Least time from flow to arrival lately, ms; infinite before the first flow that has a time. */
export const leastLagMs = ({ lag }: NodeRecord): number => Math.min(lag.least, lag.before);

/** Relay itself delivers late under load, so behind is said only when it is much. */
function clockText(node: NodeRecord): string {
  const behind = clockBehind(node);
  if (behind > 120_000) return `Its clock is about ${formatDuration(behind)} behind.`;
  return behind < -5_000 ? `Its clock is about ${formatDuration(-behind)} ahead.` : '';
}

function asInfo(node: NodeRecord): NodeInfo {
  return {
    name: node.name,
    state: node.state,
    version: node.version,
    message: node.message || clockText(node),
    sinceMs: node.sinceMs,
    lastFlowMs: node.lastFlowMs,
  };
}
