// Pictures asked for once: the same folds as the live views', on the same rollups.
import type { DropGroup, ShownDrops } from '@/lib/drops/group';
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import { emptyGraph } from '@/lib/graph/diff';
import type { Graph, Grouping } from '@/lib/graph/graph';
import { levelOf } from '@/lib/graph/level';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { NamespaceRow, SeriesPoint, Span } from '@/lib/live/live';
import { type Answering, answering } from '@/lib/live/picture/answering';
import { namespaceWindowMs } from '@/lib/live/picture/namespace-feed';
import { createNamespaceTable } from '@/lib/live/picture/namespaces';
import { createPicture, type PicturePart, type PictureWhole } from '@/lib/live/picture/picture';
import { type SeriesBy, seriesOf, wholeSteps } from '@/lib/live/picture/series';
import type { HeldScope } from '@/lib/live/scope';
import { inTurns } from '@/lib/live/slices';
import { createMovingWindow } from '@/lib/live/store/moving-window';
import { momentOf, namesOf, spanOf } from '@/lib/live/store/stores';
import { byId } from '@/lib/rollup/keyed-diff';
import { gathering } from '@/lib/rollup/window';

export interface Answers {
  map(scope: HeldScope, filter: Filter, group: Grouping): Promise<Span & Graph>;
  drops(
    scope: HeldScope,
    filter: Filter,
    shown?: ShownDrops,
  ): Promise<Span & { readonly groups: readonly DropGroup[] }>;
  series(
    scope: HeldScope,
    filter: Filter,
    by: SeriesBy,
    stepMs: number,
  ): Promise<Span & { readonly stepMs: number; readonly points: readonly SeriesPoint[] }>;
  namespaces(scope: HeldScope, filter: Filter): Promise<Span & { readonly namespaces: readonly NamespaceRow[] }>;
}

/** Spans that the question leaves open. */
const pictureMs = 15 * 60_000;
const seriesMs = 60 * 60_000;

export function createAnswers({ lanes, now }: { readonly lanes: Lanes; readonly now: () => EpochMs }): Answers {
  /** Runs a question on the rollup that can answer it, once that has taken in what the logs hold. */
  async function ask<T>(
    scope: HeldScope,
    filter: Filter,
    group: Grouping,
    answer: (source: Answering, nowMs: EpochMs) => Promise<T>,
  ): Promise<T> {
    const source = answering({ stores: scope.stores, filter, group }, lanes);
    try {
      await source.lanes?.searched;
      return await answer(source, momentOf(scope.stores, now()));
    } finally {
      source.lanes?.close();
    }
  }

  function draw(
    scope: HeldScope,
    filter: Filter,
    { group, part }: { readonly group: Grouping; readonly part: PicturePart },
  ): Promise<Span & PictureWhole> {
    const { stores, toMs } = scope;
    return ask(scope, filter, group, async ({ shared, keep }, nowMs) => {
      const isStill = Number.isFinite(toMs);
      const fromMs = Number.isFinite(scope.fromMs) ? scope.fromMs : (isStill ? toMs : nowMs) - pictureMs;
      const names = levelOf(group) === 'workload' ? namesOf(stores) : undefined;
      const options = { group, names, shared, keep, parts: new Set([part]), windowMs: seriesMs, seriesMs };
      const picture = createPicture({ ...options, fromMs, toMs });
      await picture.update(nowMs);
      const whole = picture.whole();
      const span = picture.span(nowMs);
      picture.close();
      return { ...spanAt(scope, span, nowMs), ...whole };
    });
  }

  return {
    async map(scope, filter, group) {
      const { map = emptyGraph, ...span } = await draw(scope, filter, { group, part: 'map' });
      return { ...span, ...map, nodes: map.nodes.toSorted(byId), edges: map.edges.toSorted(byId) };
    },
    async drops(scope, filter, shown = 'dropped') {
      const part = shown === 'audit' ? 'audit' : 'drops';
      const { [part]: groups = [], ...span } = await draw(scope, filter, { group: 'workload', part });
      return { ...span, groups };
    },
    series: (scope, filter, by, stepMs) =>
      ask(scope, filter, 'workload', async ({ shared, keep }, nowMs) => {
        const { fromMs, toMs } = closed(scope, nowMs, seriesMs);
        const { rollup } = shared;
        const step = wholeSteps(stepMs, toMs - fromMs, rollup.bucketMs);
        const points = await inTurns(seriesOf(rollup, fromMs, scope.toMs, { by, stepMs: step, keep }));
        return { ...spanAt(scope, rollup.align(fromMs, toMs), nowMs), stepMs: step, points };
      }),
    namespaces: (scope, filter) =>
      ask(scope, filter, 'workload', async (source, nowMs) => {
        const span = closed(scope, nowMs, namespaceWindowMs);
        return { ...spanAt(scope, span, nowMs), namespaces: await namespaceRows(scope, source, span, nowMs) };
      }),
  };
}

interface Times {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

function closed({ fromMs, toMs }: HeldScope, nowMs: EpochMs, lengthMs: number): Times {
  const end = Math.min(toMs, nowMs);
  return { fromMs: Number.isFinite(fromMs) ? fromMs : end - lengthMs, toMs: end };
}

function spanAt({ stores }: HeldScope, { fromMs, toMs }: Times, nowMs: EpochMs): Span {
  return spanOf(stores, fromMs, Math.max(fromMs, Math.min(toMs, nowMs)), { searchedToMs: 0, rows: false });
}

async function namespaceRows(
  scope: HeldScope,
  { shared, keep }: Answering,
  span: Times,
  nowMs: EpochMs,
): Promise<readonly NamespaceRow[]> {
  const table = createNamespaceTable();
  let recentMs = 60_000;
  if (Number.isFinite(scope.toMs)) {
    const conversations = await inTurns(gathering(shared.rollup.buckets(span.fromMs, span.toMs), keep));
    await inTurns(table.updating(conversations, conversations.keys()));
  } else {
    const window = createMovingWindow({ shared, keep, windowMs: seriesMs, fromMs: span.fromMs });
    const reading = await inTurns(window.reading(nowMs));
    recentMs = reading.recentMs;
    await inTurns(table.updating(reading.conversations, reading.dirty));
    window.close();
  }
  const named = scope.stores.flatMap((store) => [...store.named]);
  return table.rows(scope.stores.map(({ cluster }) => cluster).join(), named, recentMs);
}
