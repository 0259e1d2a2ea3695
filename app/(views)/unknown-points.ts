// How much of the trends of drop groups is not known, because the server was not there yet.
import type { DropGroup } from '@/lib/drops/group';
import type { FeedContent } from '@/lib/feed/content';
import type { Status } from '@/lib/wire/frame';

/** So many points at the start of trends lie before what is held: trends say nothing of them. */
export function unknownPoints(
  { fromMs, toMs }: Pick<FeedContent, 'fromMs' | 'toMs'>,
  groups: readonly Pick<DropGroup, 'trend'>[],
  status: Status | null,
): number {
  const points = groups[0]?.trend.length ?? 0;
  const since = (status?.clusters ?? []).map(({ rollupSince }) =>
    rollupSince === null ? fromMs : Date.parse(rollupSince),
  );
  const part = (Math.max(fromMs, ...since) - fromMs) / Math.max(1, toMs - fromMs);
  return Math.min(points, Math.ceil(part * points));
}
