// Equal for questions on the same: who asks, of what, and when to the second.
import type { EpochMs } from '@/lib/flow/flow';
import type { Scope } from '@/lib/live/live';
import { readerKey } from '@/lib/live/sight/for-reader';
import { filterKey } from '@/lib/live/store/filter-cover';

/** Relative times move on from one question to the next. */
export const scopeKey = ({ filter, cluster, fromMs, toMs, reader }: Scope): string =>
  JSON.stringify([filterKey(filter), cluster ?? null, second(fromMs), second(toMs), readerKey(reader)]);

const second = (atMs: EpochMs | undefined): number | null => (atMs === undefined ? null : Math.floor(atMs / 1_000));
