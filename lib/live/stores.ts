// Several stores as one: what an answer over all of them says of its span, and which workloads answer behind services.
import type { EntityId } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import type { GraphOptions } from '@/lib/graph/fold';
import type { Span } from '@/lib/live/live';
import { toRfc3339 } from '@/lib/live/rfc3339';
import type { Store } from '@/lib/live/store';

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

export function servicesOf(stores: readonly Store[]): NonNullable<GraphOptions['services']> {
  return {
    backendOf(service: EntityId) {
      for (const { services } of stores) {
        const backend = services.backendOf(service);
        if (backend) return backend;
      }
      return null;
    },
    version: () => stores.reduce((sum, { services }) => sum + services.version(), 0),
  };
}
