// What a view draws: map, drop groups and series of one rollup, kept up by what changes or computed once.
import { createDropsView } from '@/lib/drops/fold';
import type { DropGroup, DropsDiff } from '@/lib/drops/group';
import { audited, dropped } from '@/lib/drops/refusal';
import type { DropsSpan } from '@/lib/drops/span';
import type { EpochMs } from '@/lib/flow/flow';
import { createGraphView, type GraphOptions } from '@/lib/graph/fold';
import type { Graph, GraphDiff } from '@/lib/graph/graph';
import type { SeriesPoint } from '@/lib/live/live';
import { createSeriesView, wholeSteps } from '@/lib/live/picture/series';
import { inTurns } from '@/lib/live/slices';
import { createMovingWindow } from '@/lib/live/store/moving-window';
import type { SharedRollup } from '@/lib/live/store/shared-rollup';
import type { Rollup } from '@/lib/rollup/rollup';
import type { RowChange, RowDims } from '@/lib/rollup/row';
import { type Conversation, gathering } from '@/lib/rollup/window';

export interface PictureOptions extends GraphOptions {
  readonly shared: SharedRollup;
  readonly keep: (dims: RowDims) => boolean;
  /** Which parts are wanted. */
  readonly parts: ReadonlySet<PicturePart>;
  /** Length of the moving window; nothing before `fromMs` is part of it. */
  readonly windowMs: number;
  readonly fromMs: EpochMs;
  /** A finite end makes a picture that stands still. */
  readonly toMs: EpochMs;
  /** How far back the series goes. */
  readonly seriesMs: number;
}

export type PicturePart = 'map' | 'drops' | 'audit' | 'series';

/** What changed; parts without a change are left out. */
export interface PictureChange {
  readonly map?: GraphDiff;
  readonly drops?: DropsDiff;
  readonly audit?: DropsDiff;
  readonly series?: readonly SeriesPoint[];
}

export interface PictureWhole {
  readonly map?: Graph;
  readonly drops?: readonly DropGroup[];
  readonly audit?: readonly DropGroup[];
  readonly series?: readonly SeriesPoint[];
}

export interface Picture {
  /** Takes in what was folded, in slices; says what changed since the call before. */
  update(nowMs: EpochMs): Promise<PictureChange>;
  /** Nodes and edges in any order. */
  whole(): PictureWhole;
  /** The span of map and drops, widened to buckets. */
  span(nowMs: EpochMs): { readonly fromMs: EpochMs; readonly toMs: EpochMs };
  readonly stepMs: number;
  /** Estimate of memory used. */
  bytes(): number;
  close(): void;
}

const seriesStepMs = 30_000;

export function createPicture(options: PictureOptions): Picture {
  return Number.isFinite(options.toMs) ? createStill(options) : createMoving(options);
}

function createMoving(options: PictureOptions): Picture {
  const { shared, fromMs, seriesMs } = options;
  const window = createMovingWindow(options);
  const { rollup } = window;
  const drawing = createDrawing(options, wholeSteps(seriesStepMs, seriesMs, rollup.bucketMs));
  const stop = shared.listen(drawing.touch);

  async function update(nowMs: EpochMs): Promise<PictureChange> {
    const { conversations, dirty, recentMs } = await inTurns(window.reading(nowMs));
    const span = window.span(nowMs);
    const drops = { ...span, stepMs: rollup.bucketMs, slices: [...rollup.buckets(span.fromMs)], recentMs };
    const seriesFromMs = Math.max(fromMs, nowMs - seriesMs);
    return drawing.update({ conversations, dirty, drops, rollup, seriesFromMs });
  }

  function close() {
    stop();
    window.close();
  }

  const bytes = () => window.bytes() + drawing.bytes();
  return { update, whole: drawing.whole, span: window.span, stepMs: drawing.stepMs, bytes, close };
}

/** Drawn at the first update, and anew when something came late into its span. */
function createStill(options: PictureOptions): Picture {
  const { shared, keep, fromMs, toMs } = options;
  const { rollup } = shared;
  const span = rollup.align(fromMs, toMs);
  const drawing = createDrawing(options, wholeSteps(seriesStepMs, span.toMs - span.fromMs, rollup.bucketMs));
  let stale = true;
  const stop = shared.listen((changes) => {
    const within = changes.filter(({ bucketMs }) => bucketMs >= span.fromMs && bucketMs < span.toMs);
    if (within.length === 0) return;
    stale = true;
    drawing.touch(within);
  });

  async function update(): Promise<PictureChange> {
    shared.drain();
    if (!stale) return {};
    stale = false;
    const conversations = await inTurns(gathering(rollup.buckets(span.fromMs, span.toMs), keep));
    const slices = [...rollup.buckets(span.fromMs, span.toMs)];
    const drops = { ...span, stepMs: rollup.bucketMs, slices, recentMs: 60_000 };
    const dirty = conversations.keys();
    return drawing.update({ conversations, dirty, drops, rollup, seriesFromMs: span.fromMs });
  }

  const { whole, stepMs, bytes } = drawing;
  return { update, whole, span: () => span, stepMs, bytes, close: stop };
}

interface Drawn {
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Keys of those that changed. */
  readonly dirty: Iterable<string>;
  readonly drops: DropsSpan;
  readonly rollup: Rollup;
  readonly seriesFromMs: EpochMs;
}

function createDrawing(options: PictureOptions, stepMs: number) {
  const { parts, keep } = options;
  const graph = createGraphView(options);
  const groups = createDropsView(dropped);
  const audits = createDropsView(audited);
  const series = createSeriesView({ by: 'verdict', stepMs, keep });
  let undrawn = -1;
  let seriesFromMs: EpochMs = Number.NEGATIVE_INFINITY;

  async function update({ conversations, dirty, drops, rollup, seriesFromMs: fromMs }: Drawn): Promise<PictureChange> {
    const keys = [...dirty];
    const map = parts.has('map') ? await inTurns(graph.updating(conversations, keys, drops.recentMs)) : undefined;
    const list = parts.has('drops') ? await inTurns(groups.updating(conversations, keys, drops)) : undefined;
    const audit = parts.has('audit') ? await inTurns(audits.updating(conversations, keys, drops)) : undefined;
    const points = parts.has('series') ? await inTurns(series.changing(rollup, fromMs)) : [];
    const mapChanged = map !== undefined && (map.undrawn !== undrawn || !isEmpty(map.nodes) || !isEmpty(map.edges));
    undrawn = map?.undrawn ?? undrawn;
    seriesFromMs = fromMs;
    return {
      ...(mapChanged && { map }),
      ...(list && !isEmpty(list) && { drops: list }),
      ...(audit && !isEmpty(audit) && { audit }),
      ...(points.length > 0 && { series: points }),
    };
  }

  return {
    stepMs,
    bytes: () => graph.bytes() + groups.bytes() + audits.bytes(),
    update,
    touch(changes: readonly RowChange[]) {
      if (parts.has('series')) series.touch(changes.map(({ bucketMs }) => bucketMs));
    },
    whole: (): PictureWhole => ({
      ...(parts.has('map') && { map: graph.unordered() }),
      ...(parts.has('drops') && { drops: groups.groups() }),
      ...(parts.has('audit') && { audit: audits.groups() }),
      ...(parts.has('series') && { series: series.all(seriesFromMs) }),
    }),
  };
}

interface Changes<Thing, Id> {
  readonly upserted: readonly Thing[];
  readonly removed: readonly Id[];
}

function isEmpty({ upserted, removed }: Changes<unknown, unknown>): boolean {
  return upserted.length === 0 && removed.length === 0;
}
