// What the reader holds of a view, and how a frame changes it. Pure: the store only decides when to show it.
import { applyDropsDiff } from '@/lib/drops/diff';
import type { DropGroup } from '@/lib/drops/group';
import type { EpochMs, Flow, FlowId } from '@/lib/flow/flow';
import { applyGraphDiff, emptyGraph } from '@/lib/graph/diff';
import type { Graph } from '@/lib/graph/graph';
import type { Frame, Gap, NamespaceRow, SeriesPoint } from '@/lib/wire/frame';

/** Parts the view did not ask for are null. Parts a frame did not change stay the same objects. */
export interface FeedContent {
  /** The server's time of the newest frame. */
  readonly atMs: EpochMs;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly complete: boolean;
  readonly gaps: readonly Gap[];
  readonly graph: Graph | null;
  readonly drops: readonly DropGroup[] | null;
  readonly flows: FlowWindow | null;
  readonly series: FeedSeries | null;
  readonly namespaces: readonly NamespaceRow[] | null;
  /** What this reader was too slow for, since the view began. */
  readonly missed: { readonly frames: number; readonly rows: number };
}

export interface FlowWindow {
  /** Newest first, unique by id, at most `rowLimit`. */
  readonly rows: readonly Flow[];
  readonly matched: number;
  readonly hidden: number;
  readonly hiddenDenials: number;
  /** Matching flows that were never sent as rows: held by the server, counted, not drawn here. */
  readonly unsent: number;
}

interface FeedSeries {
  readonly stepMs: number;
  /** Oldest first. */
  readonly points: readonly SeriesPoint[];
}

const rowLimit = 5_000;
const pointLimit = 480;

/** The content after a frame. A frame with `reset`, or the first one, replaces everything. */
export function applyFrame(previous: FeedContent | null, frame: Frame): FeedContent {
  const before = frame.reset ? null : previous;
  return {
    atMs: Date.parse(frame.at),
    fromMs: Date.parse(frame.from),
    toMs: Date.parse(frame.to),
    complete: frame.complete,
    gaps: frame.gaps,
    graph: frame.map ? applyGraphDiff(before?.graph ?? emptyGraph, frame.map) : (before?.graph ?? null),
    drops: frame.drops ? applyDropsDiff(before?.drops ?? [], frame.drops) : (before?.drops ?? null),
    flows: frame.flows ? addRows(before?.flows ?? null, frame.flows) : (before?.flows ?? null),
    series: frame.series ? addPoints(before?.series ?? null, frame.series) : (before?.series ?? null),
    namespaces: frame.namespaces ?? previous?.namespaces ?? null,
    missed: addMissed(before?.missed, frame.missed),
  };
}

function addRows(window: FlowWindow | null, added: NonNullable<Frame['flows']>): FlowWindow {
  const { rows, unsent, ...counts } = added;
  return {
    ...counts,
    rows: window ? mergeRows(window.rows, rows) : mergeRows([], rows),
    unsent: (window?.unsent ?? 0) + unsent,
  };
}

/** Both newest first or nearly so: Relay sorts by best effort, nodes' clocks differ. Repeats are left out by id. */
export function mergeRows(held: readonly Flow[], added: readonly Flow[], limit = rowLimit): readonly Flow[] {
  if (added.length === 0) return held;
  const known = new Set<FlowId>(held.map((flow) => flow.id));
  const fresh: Flow[] = [];
  for (const flow of added) {
    if (known.has(flow.id)) continue;
    known.add(flow.id);
    fresh.push(flow);
  }
  if (fresh.length === 0) return held;
  fresh.sort((a, b) => timeOf(b) - timeOf(a));
  return interleave(fresh, held, limit);
}

function interleave(fresh: readonly Flow[], held: readonly Flow[], limit: number): Flow[] {
  const merged: Flow[] = [];
  let left = 0;
  let right = 0;
  while (merged.length < limit) {
    const [a, b] = [fresh[left], held[right]];
    if (a && (!b || timeOf(a) >= timeOf(b))) {
      merged.push(a);
      left += 1;
    } else if (b) {
      merged.push(b);
      right += 1;
    } else break;
  }
  return merged;
}

const timeOf = (flow: Flow): EpochMs => flow.timeMs ?? flow.arrivedMs;

/** Points by their time: one that comes again is the newer count of the same step. */
function addPoints(series: FeedSeries | null, added: FeedSeries): FeedSeries {
  if (!series || series.stepMs !== added.stepMs) return added;
  const byTime = new Map(series.points.map((point) => [point.atMs, point]));
  for (const point of added.points) byTime.set(point.atMs, point);
  const points = [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  return { stepMs: added.stepMs, points: points.slice(-pointLimit) };
}

function addMissed(before: FeedContent['missed'] | undefined, missed: Frame['missed']): FeedContent['missed'] {
  const [frames, rows] = [before?.frames ?? 0, before?.rows ?? 0];
  return missed ? { frames: frames + missed.frames, rows: rows + missed.rows } : { frames, rows };
}
