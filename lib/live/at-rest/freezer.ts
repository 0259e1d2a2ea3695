// Views frozen as files: what is held of a scope at one moment.
import type { EpochMs } from '@/lib/flow/flow';
import { writeFrozen } from '@/lib/frozen/file';
import { freeze } from '@/lib/live/at-rest/freeze';
import { LiveError } from '@/lib/live/error';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { Live } from '@/lib/live/live';
import type { Asking } from '@/lib/live/query/asking';
import { momentOf } from '@/lib/live/store/stores';

/** Each looks through all that is held, in slices that it shares with every other question. */
const mostAtOnce = 4;

/** Files take `mostBytes` at most. Rejects with `captures-busy` while others are made. */
export function createFreezer(
  { resolve, ask }: Asking,
  lanes: Lanes,
  mostBytes: number,
  now: () => EpochMs,
): Live['freeze'] {
  let inHand = 0;
  return async (scope, group, about) => {
    if (inHand >= mostAtOnce)
      throw new LiveError('captures-busy', 'Other views are being written to files at this moment; write yours again.');
    inHand += 1;
    try {
      return await write(scope, group, about);
    } finally {
      inHand -= 1;
    }
  };

  async function write(...[scope, group, about]: Parameters<Live['freeze']>): ReturnType<Live['freeze']> {
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
  }
}
