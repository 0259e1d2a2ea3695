// Counts over time, read from the buckets of a rollup.
import type { EpochMs } from '@/lib/flow/flow';
import type { SeriesPoint } from '@/lib/live/live';
import { denialGroups } from '@/lib/rollup/denial-groups';
import { denialsOf, isDenialRow } from '@/lib/rollup/denials';
import type { Rollup, RollupBucket } from '@/lib/rollup/rollup';
import type { Row, RowDims } from '@/lib/rollup/row';
import type { Steps } from '@/lib/rollup/steps';

export type SeriesBy = 'verdict' | 'reason' | 'namespace';

export interface SeriesOptions {
  readonly by: SeriesBy;
  /** A multiple of the rollup's bucket; `wholeSteps` makes it one. */
  readonly stepMs: number;
  readonly keep: (dims: RowDims) => boolean;
}

/** More points than any chart is wide. */
const mostPoints = 2_000;

/** The step rounded up to whole buckets, and so that the span has a number of points that can be drawn. */
export function wholeSteps(stepMs: number, spanMs: number, bucketMs: number): number {
  const least = Math.max(stepMs, spanMs / mostPoints, bucketMs);
  return Math.ceil(least / bucketMs) * bucketMs;
}

/** Points of the steps in which something was counted, oldest first. */
export function* seriesOf(
  rollup: Rollup,
  fromMs: EpochMs,
  toMs: EpochMs,
  options: SeriesOptions,
): Steps<SeriesPoint[]> {
  const steps = new Map<EpochMs, RollupBucket[]>();
  for (const bucket of rollup.buckets(fromMs, toMs)) {
    const atMs = stepOf(bucket.startMs, options.stepMs);
    const buckets = steps.get(atMs);
    if (buckets) buckets.push(bucket);
    else steps.set(atMs, [bucket]);
  }
  const points: SeriesPoint[] = [];
  for (const [atMs, buckets] of [...steps].sort(([a], [b]) => a - b)) {
    points.push(yield* pointOf(atMs, buckets, options));
  }
  return points;
}

export function stepOf(atMs: EpochMs, stepMs: number): EpochMs {
  return Math.floor(atMs / stepMs) * stepMs;
}

const rowsPerStep = 200;

function* pointOf(atMs: EpochMs, buckets: readonly RollupBucket[], { by, keep }: SeriesOptions): Steps<SeriesPoint> {
  const values = new Map<string, number>();
  const add = (name: string, count: number) => {
    if (count > 0) values.set(name, (values.get(name) ?? 0) + count);
  };
  const refused = new Map<string, Row[]>();
  let count = 0;
  for (const row of rowsOf(buckets)) {
    count += 1;
    if (count % rowsPerStep === 0) yield;
    if (!keep(row.dims)) continue;
    if (by === 'verdict') add(row.dims.verdict, row.events);
    if (by === 'namespace') for (const namespace of namespacesOf(row.dims)) add(namespace, row.events);
    if (isDenialRow(row)) addTo(refused, row);
  }
  for (const rows of refused.values()) {
    if (by === 'reason') for (const group of denialGroups(rows)) add(group.reason, group.count);
    else add('denials', denialsOf(rows).total);
  }
  return { atMs, values: Object.fromEntries(values) };
}

function* rowsOf(buckets: readonly RollupBucket[]): Generator<Row> {
  for (const { rows } of buckets) yield* rows.values();
}

function addTo(conversations: Map<string, Row[]>, row: Row) {
  const rows = conversations.get(row.dims.conversation);
  if (rows) rows.push(row);
  else conversations.set(row.dims.conversation, [row]);
}

/** The namespaces of both ends, each once; ends outside have none. */
export function namespacesOf({ client, server }: Pick<RowDims, 'client' | 'server'>): readonly string[] {
  const both = client.namespace === server.namespace ? [client.namespace] : [client.namespace, server.namespace];
  return both.filter((namespace) => namespace !== '');
}

/** Keeps a moving series up to date at the cost of the steps that changed. */
export interface SeriesView {
  /** Marks the steps of buckets in which something was counted. */
  touch(bucketsMs: Iterable<EpochMs>): void;
  /** Points that changed since the last call, of steps from `fromMs` on. */
  changing(rollup: Rollup, fromMs: EpochMs): Steps<SeriesPoint[]>;
  /** All points of steps from `fromMs` on, as `changing` last made them. */
  all(fromMs: EpochMs): SeriesPoint[];
}

export function createSeriesView(options: SeriesOptions): SeriesView {
  const points = new Map<EpochMs, SeriesPoint>();
  const dirty = new Set<EpochMs>();
  let isNew = true;

  function* changing(rollup: Rollup, fromMs: EpochMs): Steps<SeriesPoint[]> {
    const touched = [...dirty];
    dirty.clear();
    const made = isNew
      ? yield* seriesOf(rollup, fromMs, Number.POSITIVE_INFINITY, options)
      : yield* remade(touched, rollup, fromMs);
    isNew = false;
    for (const point of made) points.set(point.atMs, point);
    for (const atMs of points.keys()) if (atMs + options.stepMs <= fromMs) points.delete(atMs);
    return made;
  }

  function* remade(touched: readonly EpochMs[], rollup: Rollup, fromMs: EpochMs): Steps<SeriesPoint[]> {
    const made: SeriesPoint[] = [];
    for (const atMs of touched) {
      if (atMs + options.stepMs <= fromMs) continue;
      made.push(...(yield* seriesOf(rollup, atMs, atMs + options.stepMs, options)));
    }
    return made;
  }

  return {
    touch(bucketsMs) {
      for (const atMs of bucketsMs) dirty.add(stepOf(atMs, options.stepMs));
    },
    changing,
    all: (fromMs) =>
      [...points.values()].filter(({ atMs }) => atMs + options.stepMs > fromMs).sort((a, b) => a.atMs - b.atMs),
  };
}
