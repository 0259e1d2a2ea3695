// Values of one key with how many flows have each. Equal questions of a moment share one look at what is held.
import type { Scope, Span, ValueCounts, ValuesQuery } from '@/lib/live/live';
import { scopeKey } from '@/lib/live/query/scope-key';
import { createSharedAnswers } from '@/lib/live/query/shared-answers';
import type { ValueTally } from '@/lib/live/query/value-tally';
import { inTurns } from '@/lib/live/slices';

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

export function createValues(): Values {
  const looks = createSharedAnswers<Look>(freshMs);
  return {
    async answer(scope, query, look) {
      const { tally, span, newest } = await looks.of(keyOf(scope, query), look);
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

const keyOf = (scope: Scope, { key, side }: ValuesQuery): string => JSON.stringify([scopeKey(scope), key, side]);
