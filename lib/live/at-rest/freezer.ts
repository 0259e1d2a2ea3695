// Views frozen as files: what is held of a scope at one moment.
import type { EpochMs } from '@/lib/flow/flow';
import { writeFrozen } from '@/lib/frozen/file';
import { createFilesInHand } from '@/lib/live/at-rest/files-in-hand';
import { freeze } from '@/lib/live/at-rest/freeze';
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
  const inHand = createFilesInHand({
    mostFiles: mostAtOnce,
    busy: 'Other views are being written to files at this moment; write yours again.',
  });
  return (scope, group, about) => inHand(() => write(scope, group, about));

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
