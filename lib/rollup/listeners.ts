// Ports known to be served, so that a late reply from one of them is recognised.
import type { EntityId } from '@/lib/flow/entity';
import { firstEphemeralPort, type IsListener } from '@/lib/rollup/sighting';

export interface Listeners {
  has: IsListener;
  /** Ephemeral ports are not taken: behind them a client is likelier than a server. */
  add(entity: EntityId, protocol: string, port: number): void;
}

/** Remembers up to `limit` of them, the first to come being the first to go. */
export function createListeners(limit = 50_000): Listeners {
  const known = new Set<string>();
  return {
    has: (entity, protocol, port) => known.has(keyOf(entity, protocol, port)),
    add(entity, protocol, port) {
      if (port === 0 || port >= firstEphemeralPort) return;
      known.add(keyOf(entity, protocol, port));
      if (known.size <= limit) return;
      for (const oldest of known) {
        known.delete(oldest);
        return;
      }
    },
  };
}

function keyOf(entity: EntityId, protocol: string, port: number): string {
  return `${protocol}/${port} ${entity}`;
}
