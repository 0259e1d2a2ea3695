// What a view draws: map, drop groups and series of one rollup, kept up by what changes or computed once.
import { createDropsView, type DropsSpan } from '@/lib/drops/fold';
import type { DropGroup, DropsDiff } from '@/lib/drops/group';
import type { EpochMs } from '@/lib/flow/flow';
import { createGraphView, type GraphOptions } from '@/lib/graph/fold';
import type { Graph, GraphDiff } from '@/lib/graph/graph';
import type { SeriesPoint } from '@/lib/live/live';
import { createMovingWindow } from '@/lib/live/moving-window';
import { createSeriesView, wholeSteps } from '@/lib/live/series';
import type { SharedRollup } from '@/lib/live/shared-rollup';
import { nextTurn } from '@/lib/live/slices';
import type { Rollup } from '@/lib/rollup/rollup';
import type { RowChange, RowDims } from '@/lib/rollup/row';
import { type Conversation, conversationsOf } from '@/lib/rollup/window';

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

export type PicturePart = 'map' | 'drops' | 'series';

/** What changed; parts without a change are left out. */
export interface PictureChange {
  readonly map?: GraphDiff;
  readonly drops?: DropsDiff;
  readonly series?: readonly SeriesPoint[];
}

export interface PictureWhole {
  readonly map?: Graph;
  readonly drops?: readonly DropGroup[];
  readonly series?: readonly SeriesPoint[];
}

export interface Picture {
  /** Takes in what was folded, in slices; says what changed since the call before. */
  update(nowMs: EpochMs): Promise<PictureChange>;
  whole(): PictureWhole;
  /** The span of map and drops, widened to buckets. */
  span(nowMs: EpochMs): { readonly fromMs: EpochMs; readonly toMs: EpochMs };
  readonly stepMs: number;
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
    const { conversations, dirty, recentMs } = window.read(nowMs);
    const span = window.span(nowMs);
    const drops = { ...span, stepMs: rollup.bucketMs, slices: [...rollup.buckets(span.fromMs)], recentMs };
    const seriesFromMs = Math.max(fromMs, nowMs - seriesMs);
    return drawing.update(conversations, dirty, drops, () => drawing.changedPoints(rollup, seriesFromMs));
  }

  function close() {
    stop();
    window.close();
  }

  return { update, whole: drawing.whole, span: window.span, stepMs: drawing.stepMs, close };
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
    const conversations = conversationsOf(rollup.rows(span.fromMs, span.toMs).filter(({ dims }) => keep(dims)));
    const slices = [...rollup.buckets(span.fromMs, span.toMs)];
    const drops = { ...span, stepMs: rollup.bucketMs, slices, recentMs: 60_000 };
    return drawing.update(conversations, conversations.keys(), drops, () => drawing.changedPoints(rollup, span.fromMs));
  }

  return { update, whole: drawing.whole, span: () => span, stepMs: drawing.stepMs, close: stop };
}

function createDrawing(options: PictureOptions, stepMs: number) {
  const { parts, keep } = options;
  const graph = createGraphView(options);
  const drops = createDropsView();
  const series = createSeriesView({ by: 'verdict', stepMs, keep });
  let undrawn = -1;
  let seriesFromMs: EpochMs = Number.NEGATIVE_INFINITY;

  async function update(
    conversations: ReadonlyMap<string, Conversation>,
    dirty: Iterable<string>,
    span: DropsSpan,
    points: () => SeriesPoint[],
  ): Promise<PictureChange> {
    const maps: GraphDiff[] = [];
    const lists: DropsDiff[] = [];
    for (const keys of chunksOf([...dirty])) {
      if (maps.length + lists.length > 0) await nextTurn();
      if (parts.has('map')) maps.push(graph.update(conversations, keys, span.recentMs));
      if (parts.has('drops')) lists.push(drops.update(conversations, keys, span));
    }
    const map = joinedMaps(maps);
    const mapChanged = map !== undefined && (map.undrawn !== undrawn || !isEmpty(map.nodes) || !isEmpty(map.edges));
    undrawn = map?.undrawn ?? undrawn;
    const list = joined(lists);
    const changedPoints = parts.has('series') ? points() : [];
    return {
      ...(mapChanged && { map }),
      ...(list && !isEmpty(list) && { drops: list }),
      ...(changedPoints.length > 0 && { series: changedPoints }),
    };
  }

  return {
    stepMs,
    update,
    touch(changes: readonly RowChange[]) {
      if (parts.has('series')) series.touch(changes.map(({ bucketMs }) => bucketMs));
    },
    changedPoints(rollup: Rollup, fromMs: EpochMs) {
      seriesFromMs = fromMs;
      return series.changed(rollup, fromMs);
    },
    whole: (): PictureWhole => ({
      ...(parts.has('map') && { map: graph.graph() }),
      ...(parts.has('drops') && { drops: drops.groups() }),
      ...(parts.has('series') && { series: series.all(seriesFromMs) }),
    }),
  };
}

/** Some ten milliseconds of folding; smaller chunks would draw busy nodes again and again. */
const keysPerChunk = 1_000;

/** At least one chunk: a window that moves on changes what it holds though nothing came. */
function chunksOf(keys: readonly string[]): string[][] {
  const count = Math.max(1, Math.ceil(keys.length / keysPerChunk));
  return Array.from({ length: count }, (_, at) => keys.slice(at * keysPerChunk, (at + 1) * keysPerChunk));
}

interface Changes<Thing, Id> {
  readonly upserted: readonly Thing[];
  readonly removed: readonly Id[];
}

function isEmpty({ upserted, removed }: Changes<unknown, unknown>): boolean {
  return upserted.length === 0 && removed.length === 0;
}

function joinedMaps(maps: readonly GraphDiff[]): GraphDiff | undefined {
  const last = maps.at(-1);
  const nodes = joined(maps.map((map) => map.nodes));
  const edges = joined(maps.map((map) => map.edges));
  return last && nodes && edges && { nodes, edges, undrawn: last.undrawn, undrawnBy: last.undrawnBy };
}

/** Changes one after the other as one: what was said last of a thing holds. */
function joined<Thing extends { readonly id: Id }, Id>(
  all: readonly Changes<Thing, Id>[],
): Changes<Thing, Id> | undefined {
  const [only] = all;
  if (all.length < 2) return only;
  const last = new Map<Id, Thing | null>();
  for (const { upserted, removed } of all) {
    for (const id of removed) last.set(id, null);
    for (const thing of upserted) last.set(thing.id, thing);
  }
  const entries = [...last];
  return {
    upserted: entries.flatMap(([, thing]) => thing ?? []),
    removed: entries.flatMap(([id, thing]) => (thing === null ? [id] : [])),
  };
}
