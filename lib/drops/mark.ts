// What the team has said of drop groups: that they are known, or that nobody wants to see them for a while.
import type { DropGroup } from '@/lib/drops/group';
import type { EpochMs } from '@/lib/flow/flow';

/**
 * - `acknowledged`  somebody looks after it: it stands back until it rises or returns
 * - `muted`         known noise of this cluster: folded away and left out of counts, however much it rises
 */
export const markKinds = ['acknowledged', 'muted'] as const;
export type MarkKind = (typeof markKinds)[number];

/** Why an acknowledged group is loud again. One with another reason or other policies is another group, and never was quiet. */
export const loudReasons = ['rose', 'returned'] as const;
export type LoudReason = (typeof loudReasons)[number];

export interface DropMark {
  /** Id of the drop group. */
  readonly group: string;
  readonly kind: MarkKind;
  /** '' where none was given. */
  readonly note: string;
  /** Who signed in; where nobody does, as they gave themselves, '' where they did not. */
  readonly author: string;
  readonly atMs: EpochMs;
  /** When a mute ends by itself; null: when somebody ends it. */
  readonly untilMs: EpochMs | null;
  /** Denials of its worst minute when it was acknowledged. */
  readonly perMinute: number;
  /** Present once an acknowledged group was loud again. */
  readonly loud?: { readonly atMs: EpochMs; readonly why: LoudReason } | undefined;
}

/** How a group is shown: `noise` and `muted` fold away, `acknowledged` stands back. */
export type Standing = 'loud' | 'acknowledged' | 'muted' | 'noise';

export type Marks = ReadonlyMap<string, DropMark>;

export const marksByGroup = (marks: readonly DropMark[]): Marks => new Map(marks.map((mark) => [mark.group, mark]));

/** The mark that counts at this time: one that ran out does not. */
export function markOf({ id }: Pick<DropGroup, 'id'>, marks: Marks, nowMs: EpochMs): DropMark | undefined {
  const mark = marks.get(id);
  return mark && isOver(mark, nowMs) ? undefined : mark;
}

export function isOver({ untilMs }: DropMark, nowMs: EpochMs): boolean {
  return untilMs !== null && nowMs >= untilMs;
}

export function standingOf(group: Pick<DropGroup, 'id' | 'class'>, marks: Marks, nowMs: EpochMs): Standing {
  if (group.class === 'noise') return 'noise';
  const mark = markOf(group, marks, nowMs);
  if (!mark || (mark.kind === 'acknowledged' && mark.loud)) return 'loud';
  return mark.kind;
}

const bucketsPerMinute = 4;

/** Denials of the worst minute of a trend of 15-second buckets; at least the last minute's. */
export function worstMinute({ trend, perSecond }: Pick<DropGroup, 'trend' | 'perSecond'>): number {
  let worst = perSecond * 60;
  for (let from = 0; from + bucketsPerMinute <= trend.length; from++) {
    const minute = trend.slice(from, from + bucketsPerMinute).reduce((sum, count) => sum + count, 0);
    worst = Math.max(worst, minute);
  }
  return Math.round(worst);
}

/** A few more are chance, not a rise. */
const leastRise = 5;
/** As long as a live view reaches back. */
const quietMs = 15 * 60_000;

/**
 * Why an acknowledged group is loud again, null while it is not: a minute with half as much again as its worst one
 * before, or denials after a quarter of an hour without any. `seenMs` is its newest denial known before these.
 */
export function loudAgain(
  { perMinute }: Pick<DropMark, 'perMinute'>,
  { perSecond, firstMs }: Pick<DropGroup, 'perSecond' | 'firstMs'>,
  seenMs: EpochMs,
): LoudReason | null {
  if (firstMs - seenMs >= quietMs) return 'returned';
  const now = perSecond * 60;
  return now >= perMinute * 1.5 && now >= perMinute + leastRise ? 'rose' : null;
}
