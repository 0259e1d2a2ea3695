// Values of one key with how many flows have each. Equal questions of a moment share one look at what is held.
import type { EpochMs } from '@/lib/flow/flow';
import { filterKey } from '@/lib/live/filter-cover';
import { readerKey } from '@/lib/live/for-reader';
import type { Scope, Span, ValueCounts, ValuesQuery } from '@/lib/live/live';
import { inTurns } from '@/lib/live/slices';
import type { ValueTally } from '@/lib/live/value-tally';

/** Flows counted by all values of a key. */
export interface Look {
  readonly tally: ValueTally;
  readonly span: Span;
  /** Present where only so many of the newest flows were looked at. */
  readonly newest?: number;
}

export interface Values {
  /** `look` is run unless an equal question is being answered or just was, whatever was typed of the value. */
  answer(scope: Scope, query: ValuesQuery, look: () => Promise<Look>): Promise<Span & ValueCounts>;
}

/** A reader types a few characters in this time. */
const freshMs = 1_500;
const mostKept = 32;

export function createValues(): Values {
  const looks = new Map<string, Promise<Look>>();

  function begin(key: string, look: () => Promise<Look>): Promise<Look> {
    const begun = look();
    const forget = () => {
      if (looks.get(key) === begun) looks.delete(key);
    };
    begun.then(() => setTimeout(forget, freshMs).unref(), forget);
    const [oldest] = looks.keys();
    if (oldest !== undefined && looks.size >= mostKept) looks.delete(oldest);
    looks.set(key, begun);
    return begun;
  }

  return {
    async answer(scope, query, look) {
      const key = keyOf(scope, query);
      const { tally, span, newest } = await (looks.get(key) ?? begin(key, look));
      const wanted = query.prefix.toLowerCase();
      const found = await inTurns(tally.counting((value) => value.toLowerCase().includes(wanted), query.limit));
      return {
        ...span,
        values: found.slice(0, query.limit),
        more: found.length > query.limit,
        ...(newest !== undefined && { newest }),
      };
    },
  };
}

/** Relative times move on from one question to the next. */
function keyOf({ filter, cluster, fromMs, toMs, reader }: Scope, { key, side }: ValuesQuery): string {
  return JSON.stringify([
    filterKey(filter),
    cluster ?? null,
    second(fromMs),
    second(toMs),
    key,
    side,
    readerKey(reader),
  ]);
}

const second = (atMs: EpochMs | undefined): number | null => (atMs === undefined ? null : Math.floor(atMs / 1_000));
