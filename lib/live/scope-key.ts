// Equal for questions on the same: who asks, of what, and when to the second.
import type { EpochMs } from '@/lib/flow/flow';
import { filterKey } from '@/lib/live/filter-cover';
import { readerKey } from '@/lib/live/for-reader';
import type { Scope } from '@/lib/live/live';

/** Relative times move on from one question to the next. */
export const scopeKey = ({ filter, cluster, fromMs, toMs, reader }: Scope): string =>
  JSON.stringify([filterKey(filter), cluster ?? null, second(fromMs), second(toMs), readerKey(reader)]);

const second = (atMs: EpochMs | undefined): number | null => (atMs === undefined ? null : Math.floor(atMs / 1_000));
