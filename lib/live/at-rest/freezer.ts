// Views frozen as files: what is held of a scope at one moment.
import type { EpochMs } from '@/lib/flow/flow';
import { writeFrozen } from '@/lib/frozen/file';
import { freeze } from '@/lib/live/at-rest/freeze';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { Live } from '@/lib/live/live';
import type { Asking } from '@/lib/live/query/asking';
import { momentOf } from '@/lib/live/store/stores';

/** Files take `mostBytes` at most. */
export function createFreezer(
  { resolve, ask }: Asking,
  lanes: Lanes,
  mostBytes: number,
  now: () => EpochMs,
): Live['freeze'] {
  return async (scope, group, about) => {
    const nowMs = now();
    const statuses = resolve(scope).sources.flatMap((source) => source.status?.(nowMs) ?? []);
    return ask(scope, async (held, filter) => {
      const parts = freeze({
        held,
        asked: scope.filter,
        filter,
        group,
        about,
        statuses,
        lanes,
        mostBytes,
        nowMs: momentOf(held.stores, nowMs),
      });
      const { bytes, end } = await writeFrozen(parts);
      return { bytes, ...end, fromMs: held.fromMs, toMs: held.toMs };
    });
  };
}
