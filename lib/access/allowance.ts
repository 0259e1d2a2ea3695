// How often a client may ask: so many in a minute, a whole minute's worth at once after a while of silence.
import type { EpochMs } from '@/lib/flow/flow';

export interface Allowance {
  /** Whole seconds to wait; 0: go on, and it is counted. */
  readonly take: (client: string, nowMs: EpochMs) => number;
}

const minute = 60_000;
const mostClients = 10_000;

/** 0 is without limit. */
export function createAllowance(perMinute: number): Allowance {
  /** How many are left to each, as of when. Clients who have all of them left are forgotten. */
  const left = new Map<string, { readonly count: number; readonly atMs: EpochMs }>();
  const gained = (fromMs: EpochMs, toMs: EpochMs) => (Math.max(0, toMs - fromMs) / minute) * perMinute;

  function forget(nowMs: EpochMs) {
    for (const [client, { count, atMs }] of left) {
      if (count + gained(atMs, nowMs) >= perMinute) left.delete(client);
    }
    // Whoever has many addresses is not to make us hold many: the oldest begin anew.
    for (const oldest of left.keys()) if (left.size >= mostClients) left.delete(oldest);
  }

  return {
    take(client, nowMs) {
      if (perMinute === 0) return 0;
      const { count, atMs } = left.get(client) ?? { count: perMinute, atMs: nowMs };
      const available = Math.min(perMinute, count + gained(atMs, nowMs));
      if (available < 1) return Math.max(1, Math.ceil(((1 - available) / perMinute) * (minute / 1_000)));
      if (!left.has(client) && left.size >= mostClients) forget(nowMs);
      left.delete(client);
      left.set(client, { count: available - 1, atMs: nowMs });
      return 0;
    },
  };
}
