// Takes in what Relay sends: each flow once, under one time, and everything else counted.
import type { EpochMs } from '@/lib/flow/flow';
import type { ReadBack } from '@/lib/live/relay/read-back';
import { nextTurn } from '@/lib/live/slices';
import type { Matcher } from '@/lib/live/store/matcher';
import { placeOf } from '@/lib/live/store/place';
import { createRateMeter } from '@/lib/live/store/rate';
import { createSeen } from '@/lib/live/store/seen';
import type { Store } from '@/lib/live/store/store';
import type { RelayEvent } from '@/lib/relay/relay';

export interface IntakeCounts {
  /** Flows that count. */
  readonly received: number;
  readonly repeats: number;
  /** Flows that were not asked for: a server that does not know a filter sends more than its matches. */
  readonly beside: number;
  /** Responses of an unknown kind, and messages that could not be read. */
  readonly unknown: number;
  readonly malformed: number;
  readonly newestFlowMs: EpochMs | null;
  /** From the newest flow's time to its arrival. */
  readonly lagMs: number | null;
  readonly lastArrivedMs: EpochMs | null;
}

export interface Intake {
  take(event: RelayEvent): void;
  /** Long batches in slices. */
  takeAll(events: readonly RelayEvent[]): Promise<void>;
  counts(): IntakeCounts;
  perSecond(nowMs: EpochMs): number;
  /** Of what tells repeats. */
  bytes(): number;
  /** Grows when Relay told of nodes. */
  version(): number;
}

export interface IntakeOptions {
  readonly store: Store;
  readonly readBack: ReadBack;
  /** Flows remembered for telling repeats. */
  readonly seenCapacity: number;
  readonly now: () => EpochMs;
  /** Which flows are wanted; all unless given. */
  readonly matches?: Matcher;
}

/** Longest stretch of folding before others get their turn. */
const sliceMs = 12;
const eventsPerLook = 128;

export function createIntake({ store, readBack, seenCapacity, now, matches }: IntakeOptions): Intake {
  const { gaps, nodes } = store;
  const seen = createSeen({ capacity: seenCapacity });
  const rate = createRateMeter();
  const counts: Mutable<IntakeCounts> = { ...nothing };
  let version = 0;
  let arrivedMs: EpochMs = 0;
  let taken = 0;
  let sliceStartedMs = 0;

  async function takeAll(events: readonly RelayEvent[]) {
    for (const event of events) {
      take(event);
      taken += 1;
      if (taken % eventsPerLook === 0) await look();
    }
  }

  /** Batches follow each other without a turn of the event loop, so the slice goes on from one to the next. */
  async function look() {
    if (performance.now() - sliceStartedMs < sliceMs) return;
    await nextTurn();
    sliceStartedMs = performance.now();
  }

  /** One event that nobody foresaw must not end the stream of all others. */
  function take(event: RelayEvent) {
    arrivedMs = now();
    try {
      takeIn(event);
    } catch {
      counts.malformed += 1;
    }
  }

  function takeIn(event: RelayEvent) {
    switch (event.kind) {
      case 'flow':
        return takeFlow(event);
      case 'lost':
        return takeLoss(event);
      case 'nodes':
        version += 1;
        return nodes.told(event.state, event.stateText, event.names, event.message, arrivedMs);
      case 'unknown':
        counts.unknown += 1;
        return;
      case 'malformed':
        counts.malformed += 1;
    }
  }

  function takeFlow({ facts, bytes, node: sender, alike }: RelayEvent & { kind: 'flow' }) {
    counts.lastArrivedMs = arrivedMs;
    const node = nodes.of(facts.node || sender);
    if (matches && !matches(facts, bytes)) {
      counts.beside += 1;
      return;
    }
    const { sighting, hash } = seen.judge(facts, node.mark, arrivedMs);
    readBack.saw(node, sighting, arrivedMs);
    if (sighting !== 'new') {
      counts.repeats += 1;
      if (sighting === 'replay') gaps.replaySkipped(node.name, facts.timeMs ?? arrivedMs);
      return;
    }
    const place = placeOf(facts.timeMs, arrivedMs, readBack);
    store.keep(facts, bytes, place, arrivedMs, hash, alike);
    nodes.saw(node, facts.timeMs, arrivedMs);
    counts.received += 1;
    rate.add(1, arrivedMs);
    if (counts.newestFlowMs !== null && place.atMs < counts.newestFlowMs) return;
    counts.newestFlowMs = place.atMs;
    counts.lagMs = Math.max(0, arrivedMs - place.atMs);
  }

  function takeLoss(event: RelayEvent & { kind: 'lost' }) {
    const at = (timeMs: EpochMs | null) => placeOf(timeMs ?? undefined, arrivedMs, readBack).atMs;
    const toMs = at(event.lastMs ?? event.timeMs);
    const fromMs = event.firstMs === null ? toMs : at(event.firstMs);
    const atHead = readBack.isReading(arrivedMs);
    gaps.lost({ ...event, fromMs: Math.min(fromMs, toMs), toMs, atHead });
    if (event.node) readBack.lostAt(nodes.of(event.node), atHead);
  }

  return { take, takeAll, counts: () => counts, perSecond: rate.perSecond, bytes: seen.bytes, version: () => version };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const nothing: IntakeCounts = {
  received: 0,
  repeats: 0,
  beside: 0,
  unknown: 0,
  malformed: 0,
  newestFlowMs: null,
  lagMs: null,
  lastArrivedMs: null,
};
