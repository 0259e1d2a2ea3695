// Several stores as one: what an answer over all of them says of its span, and what they have learnt of ends.
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import type { Span } from '@/lib/live/live';
import { toRfc3339 } from '@/lib/live/rfc3339';
import type { Store } from '@/lib/live/store/store';
import type { EndNames } from '@/lib/rollup/end-names';

export interface Reach {
  /** How far back a search through the log has come; 0 when none is under way. */
  readonly searchedToMs: EpochMs;
  /** Rows are answered by the log, pictures by the rollup, which may reach back further. */
  readonly rows: boolean;
}

/** The span with its gaps. Complete when it lies within what is held and touches no gap but footnotes. */
export function spanOf(stores: readonly Store[], fromMs: EpochMs, toMs: EpochMs, reach: Reach): Span {
  const gaps = stores.flatMap((store) => store.gaps.touching(fromMs, toMs));
  const heldMs = Math.max(
    reach.searchedToMs,
    ...stores.map((store) => (reach.rows ? store.rowsSinceMs() : store.countsSinceMs())),
  );
  return {
    from: toRfc3339(fromMs),
    to: toRfc3339(toMs),
    complete: fromMs >= heldMs && gaps.every(({ quiet }) => quiet),
    gaps,
  };
}

/** What the first of them knows that knows anything. */
export function namesOf(stores: readonly Store[]): EndNames {
  function first<Key extends string>(ask: (names: EndNames, key: Key) => Entity | null) {
    return (key: Key): Entity | null => {
      for (const { names } of stores) {
        const known = ask(names, key);
        if (known) return known;
      }
      return null;
    };
  }
  return {
    backendOf: first<EntityId>((names, service) => names.backendOf(service)),
    clientOf: first((names, conversation) => names.clientOf(conversation)),
    version: () => stores.reduce((sum, { names }) => sum + names.version(), 0),
  };
}

/** The present of what they hold. */
export const momentOf = (stores: readonly Store[], nowMs: EpochMs): EpochMs => stores[0]?.frozenMs ?? nowMs;
