// Times as this layer tells them.
import type { EpochMs, Rfc3339 } from '@/lib/flow/flow';

/** Milliseconds since 1970 as RFC 3339 text in UTC, kept within the years 1 to 9999. */
export function toRfc3339(atMs: EpochMs): Rfc3339 {
  const within = Math.min(Math.max(Math.floor(atMs), -62_135_596_800_000), 253_402_300_799_999);
  return new Date(Number.isFinite(within) ? within : 0).toISOString();
}

export function toRfc3339OrNull(atMs: EpochMs | null): Rfc3339 | null {
  return atMs === null ? null : toRfc3339(atMs);
}
