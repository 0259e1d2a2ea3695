// What a reconnect brings back. Relay is asked for flows from a little before the break; this finds out, node by node,
// whether they join on to those from before, and so what to say of the gap.
import type { EpochMs } from '@/lib/flow/flow';
import { clockBehind, leastLagMs, type NodeRecord } from '@/lib/live/store/node-book';
import type { PlaceContext } from '@/lib/live/store/place';
import type { Sighting } from '@/lib/live/store/seen';
import type { Store } from '@/lib/live/store/store';
import { overlapMs } from '@/lib/relay/follow';
import type { RelayNode } from '@/lib/relay/relay';

export interface ReadBack extends PlaceContext {
  nodesUpSince(atMs: EpochMs): void;
  /** The stream is open; `again` when there was one before. */
  begin(again: boolean): void;
  broken(lastHeardMs: EpochMs): void;
  saw(node: NodeRecord, sighting: Sighting, arrivedMs: EpochMs): void;
  /** A loss at this node; one at the head of the read is the ring having moved on, as it must. */
  lostAt(node: NodeRecord, atHead: boolean): void;
  onNodes(nodes: readonly RelayNode[]): void;
  isReading(nowMs: EpochMs): boolean;
  close(): void;
}

/** Relay hands on what it has sorted after a second; older flows are through by then or the link is very slow. */
const readingMs = 5_000;

interface Ring {
  readonly seen: bigint;
  readonly size: bigint;
  readonly polledMs: EpochMs;
  /** 0 where the agent does not say. */
  readonly uptimeMs: number;
}

export function createReadBack({ store, now }: { readonly store: Store; readonly now: () => EpochMs }): ReadBack {
  let upSinceMs: EpochMs = Number.POSITIVE_INFINITY;
  let untilMs = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Counters of the nodes' rings as last polled, and as they were before the break. */
  let rings = new Map<NodeRecord, Ring>();
  let before: ReadonlyMap<NodeRecord, Ring> = new Map();

  function begin(again: boolean) {
    untilMs = now() + readingMs;
    if (!again) return;
    store.gaps.reconnected(now());
    for (const node of store.nodes.all()) node.joined = null;
    if (timer) clearTimeout(timer);
    timer = setTimeout(settle, readingMs + 1_000);
  }

  function broken(lastHeardMs: EpochMs) {
    store.gaps.disconnected(lastHeardMs);
    before = rings;
    rings = new Map();
    if (timer) clearTimeout(timer);
  }

  function settle() {
    const sent = store.nodes.all().filter((node) => node.lastFlowMs !== null && node.state !== 'gone');
    const isWhole = (node: NodeRecord) => node.joined === true || sentAll(node, before.get(node), rings.get(node));
    store.gaps.settled({
      joined: sent.filter(isWhole).map(({ name }) => name),
      apart: sent.filter((node) => !isWhole(node)).map(({ name }) => name),
    });
  }

  return {
    retentionMs: store.retentionMs,
    get readingBackFromMs() {
      return now() < untilMs ? upSinceMs : null;
    },
    nodesUpSince(atMs) {
      upSinceMs = atMs;
    },
    begin,
    broken,
    saw(node, sighting, arrivedMs) {
      if (arrivedMs < untilMs) node.joined ??= sighting !== 'new';
    },
    lostAt(node, atHead) {
      if (!atHead) node.joined = false;
    },
    onNodes(nodes) {
      for (const node of nodes) {
        if (node.state === 'connected') rings.set(store.nodes.of(node.name), ringOf(node, now()));
      }
    },
    isReading: (nowMs) => nowMs < untilMs,
    close() {
      if (timer) clearTimeout(timer);
    },
  };
}

function ringOf({ seenFlows, maxFlows, uptimeNs }: RelayNode, polledMs: EpochMs): Ring {
  const uptimeMs = Number(BigInt(uptimeNs) / 1_000_000n);
  return { seen: BigInt(seenFlows), size: BigInt(maxFlows), polledMs, uptimeMs };
}

/**
 * Of a node that sent nothing since. One whose clock is behind by more than was asked for would not have sent what it
 * has, which is known only after it has been watched for a while.
 */
function sentAll(node: NodeRecord, before: Ring | undefined, after: Ring | undefined): boolean {
  if (!ringHeldAll(before, after)) return false;
  return after?.seen === before?.seen || clockBehind(node) !== 0 || leastLagMs(node) < overlapMs;
}

/** The agent went on counting and has seen no more flows since than its ring holds. */
function ringHeldAll(before: Ring | undefined, after: Ring | undefined): boolean {
  if (!before || !after || hasRestarted(before, after)) return false;
  return after.seen - before.seen <= after.size;
}

/** A young agent that restarts may soon have counted further than before: its uptime tells. */
function hasRestarted(before: Ring, after: Ring): boolean {
  if (after.seen < before.seen) return true;
  return after.uptimeMs > 0 && after.uptimeMs < after.polledMs - before.polledMs;
}
