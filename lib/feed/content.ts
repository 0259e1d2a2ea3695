// What the reader holds of a view, and how a frame changes it. Pure: the store only decides when to show it.
import { applyDropsDiff } from '@/lib/drops/diff';
import type { DropGroup } from '@/lib/drops/group';
import type { DropMark } from '@/lib/drops/mark';
import type { EpochMs, Flow, FlowId } from '@/lib/flow/flow';
import { applyGraphDiff, emptyGraph } from '@/lib/graph/diff';
import type { Graph } from '@/lib/graph/graph';
import type { Frame, Gap, NamespaceRow, SeriesPoint, Status } from '@/lib/wire/frame';

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
  /** What audit mode let pass. */
  readonly audit: readonly DropGroup[] | null;
  readonly marks: readonly DropMark[] | null;
  readonly flows: FlowWindow | null;
  readonly series: FeedSeries | null;
  readonly namespaces: readonly NamespaceRow[] | null;
  readonly missed: Missed;
}

/** What this reader was not sent, since the view began: it was too slow, or away too long. */
export interface Missed {
  readonly frames: number;
  readonly rows: number;
  /** True when the server could not tell how much it was. */
  readonly unknown: boolean;
  /** When the newest of it was told; null while nothing was missed. */
  readonly atMs: EpochMs | null;
}

export const nothingMissed: Missed = { frames: 0, rows: 0, unknown: false, atMs: null };

export interface FlowWindow {
  /** Newest first, unique by id, at most `rowLimit`. */
  readonly rows: readonly Flow[];
  readonly matched: number;
  readonly hidden: number;
  readonly hiddenDenials: number;
  /** The server still looks through what it holds: the counts are so far. */
  readonly searching?: true;
  /** Matching flows that were never sent as rows: held by the server, counted, not drawn here. */
  readonly unsent: number;
}

interface FeedSeries {
  readonly stepMs: number;
  /** Oldest first. */
  readonly points: readonly SeriesPoint[];
}

/** Rows that are held at most. */
export const rowLimit = 20_000;
const pointLimit = 480;

/** The content after a frame. One with `reset`, or the first, replaces everything but the record of what was missed. */
export function applyFrame(previous: FeedContent | null, frame: Frame, limit = rowLimit): FeedContent {
  const before = frame.reset ? null : previous;
  return {
    atMs: Date.parse(frame.at),
    fromMs: Date.parse(frame.from),
    toMs: Date.parse(frame.to),
    complete: frame.complete,
    gaps: frame.gaps,
    graph: frame.map ? applyGraphDiff(before?.graph ?? emptyGraph, frame.map) : (before?.graph ?? null),
    drops: frame.drops ? applyDropsDiff(before?.drops ?? [], frame.drops) : (before?.drops ?? null),
    audit: frame.audit ? applyDropsDiff(before?.audit ?? [], frame.audit) : (before?.audit ?? null),
    marks: frame.marks ?? previous?.marks ?? null,
    flows: frame.flows ? addRows(before?.flows ?? null, frame.flows, limit) : (before?.flows ?? null),
    series: frame.series ? addPoints(before?.series ?? null, frame.series) : (before?.series ?? null),
    namespaces: frame.namespaces ?? previous?.namespaces ?? null,
    missed: addMissed(previous?.missed ?? nothingMissed, frame),
  };
}

/** The frame that makes this content for a reader who holds nothing: the inverse of `applyFrame(null, …)`. */
export function wholeFrame(content: FeedContent, id: string, status: Status | null): Frame {
  const { graph, drops, audit, marks, flows, series, namespaces } = content;
  const { nodes, edges, ...undrawn } = graph ?? emptyGraph;
  return {
    id,
    at: instantOf(content.atMs),
    from: instantOf(content.fromMs),
    to: instantOf(content.toMs),
    complete: content.complete,
    gaps: content.gaps,
    reset: true,
    ...(graph && { map: { nodes: allNew(nodes), edges: allNew(edges), ...undrawn } }),
    ...(drops && { drops: allNew(drops) }),
    ...(audit && { audit: allNew(audit) }),
    ...(flows && { flows }),
    ...(series && { series }),
    ...(marks && { marks }),
    ...(namespaces && { namespaces }),
    ...(status && { status }),
  };
}

const instantOf = (ms: EpochMs) => new Date(ms).toISOString();

const allNew = <Thing>(upserted: readonly Thing[]) => ({ upserted, removed: [] });

function addRows(window: FlowWindow | null, added: NonNullable<Frame['flows']>, limit: number): FlowWindow {
  const { rows, unsent, ...counts } = added;
  return {
    ...counts,
    rows: mergeRows(window?.rows ?? [], rows, limit),
    unsent: (window?.unsent ?? 0) + unsent,
  };
}

/** Both newest first or nearly so: Relay sorts by best effort, nodes' clocks differ. Repeats are left out by id. */
export function mergeRows(held: readonly Flow[], added: readonly Flow[], limit = rowLimit): readonly Flow[] {
  if (added.length === 0) return held;
  const fresh = freshOf(held, added);
  if (fresh.length === 0) return held;
  fresh.sort((a, b) => timeOf(b) - timeOf(a));
  return interleave(fresh, held, limit);
}

/** Those of `added` that are not held. The held are many, the added few: only these are remembered for the comparison. */
export function freshOf(held: readonly Flow[], added: readonly Flow[]): Flow[] {
  const fresh = new Map<FlowId, Flow>();
  for (const flow of added) if (!fresh.has(flow.id)) fresh.set(flow.id, flow);
  for (const { id } of held) fresh.delete(id);
  return [...fresh.values()];
}

/** Both newest first, as one list. Of the same moment the fresh ones are the newer ones, or the older. */
export function interleave(fresh: readonly Flow[], held: readonly Flow[], limit: number, areOlder = false): Flow[] {
  const merged: Flow[] = [];
  let right = 0;
  const isBefore = (next: Flow, flow: Flow) =>
    timeOf(next) > timeOf(flow) || (areOlder && timeOf(next) === timeOf(flow));
  for (const flow of fresh) {
    for (let next = held[right]; next && isBefore(next, flow); next = held[right]) {
      merged.push(next);
      right += 1;
    }
    merged.push(flow);
  }
  const room = Math.max(0, limit - merged.length);
  return merged.concat(held.slice(right, right + room)).slice(0, limit);
}

/** The time under which a flow counts. */
export const timeOf = (flow: Flow): EpochMs => flow.timeMs ?? flow.arrivedMs;

/** Points by their time: one that comes again is the newer count of the same step. */
function addPoints(series: FeedSeries | null, added: FeedSeries): FeedSeries {
  if (!series || series.stepMs !== added.stepMs) return added;
  const byTime = new Map(series.points.map((point) => [point.atMs, point]));
  for (const point of added.points) byTime.set(point.atMs, point);
  const points = [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  return { stepMs: added.stepMs, points: points.slice(-pointLimit) };
}

function addMissed(before: Missed, { at, missed }: Frame): Missed {
  if (!missed) return before;
  return {
    frames: before.frames + missed.frames,
    rows: before.rows + missed.rows,
    unknown: before.unknown || missed.unknown === true,
    atMs: Date.parse(at),
  };
}
