// The picture of a view, from the rollup that can answer it.
import { diffDrops } from '@/lib/drops/diff';
import type { EpochMs } from '@/lib/flow/flow';
import { diffGraph, emptyGraph } from '@/lib/graph/diff';
import { levelOf } from '@/lib/graph/level';
import type { Lanes } from '@/lib/live/lane/lanes';
import { answering } from '@/lib/live/picture/answering';
import {
  createPicture,
  type Picture,
  type PictureChange,
  type PicturePart,
  type PictureWhole,
} from '@/lib/live/picture/picture';
import { namesOf } from '@/lib/live/store/stores';
import type { ViewQuery } from '@/lib/live/view/view-query';

const seriesMs = 3_600_000;

export type ViewPictures = Omit<Picture, 'stepMs'> & {
  stepMs(): number;
  searched(): Promise<unknown> | undefined;
  searchedToMs(): EpochMs | null;
};

const pictureParts: readonly PicturePart[] = ['map', 'drops', 'audit', 'series'];

/** Null when no picture is wanted. */
export function createViewPictures(query: ViewQuery, lanes: Lanes): ViewPictures | null {
  const parts = new Set(pictureParts.filter((part) => query.wants.includes(part)));
  if (parts.size === 0) return null;
  let { source, picture } = draw();

  function draw() {
    const { stores, group, fromMs, toMs } = query;
    const source = answering(query, lanes);
    const names = levelOf(group) === 'workload' ? namesOf(stores) : undefined;
    const windowMs = Number.isFinite(fromMs) ? seriesMs : query.windowMs;
    const { shared, keep } = source;
    return {
      source,
      picture: createPicture({ group, names, shared, keep, parts, windowMs, fromMs, toMs, seriesMs }),
    };
  }

  function close() {
    picture.close();
    source.lanes?.close();
  }

  async function update(nowMs: EpochMs): Promise<PictureChange> {
    if (source.isExact()) return picture.update(nowMs);
    const before = picture.whole();
    close();
    ({ source, picture } = draw());
    await source.lanes?.searched;
    await picture.update(nowMs);
    return changeBetween(before, picture.whole());
  }

  return {
    update,
    whole: () => picture.whole(),
    span: (nowMs) => picture.span(nowMs),
    stepMs: () => picture.stepMs,
    bytes: () => picture.bytes(),
    searched: () => source.lanes?.searched,
    searchedToMs: () => source.lanes?.searchedToMs() ?? null,
    close,
  };
}

function changeBetween(before: PictureWhole, after: PictureWhole): PictureChange {
  return {
    ...(after.map && { map: diffGraph(before.map ?? emptyGraph, after.map) }),
    ...(after.drops && { drops: diffDrops(before.drops ?? [], after.drops) }),
    ...(after.audit && { audit: diffDrops(before.audit ?? [], after.audit) }),
    ...(after.series && { series: after.series }),
  };
}
