// What can be shared, and for how long.

/** Pages of which a view can be frozen. */
export const frozenPages = ['map', 'drops', 'flows'] as const;
export type FrozenPage = (typeof frozenPages)[number];

/** How long a snapshot may be kept. */
export const keeps = ['1h', '1d', '1w', 'never'] as const;
export type Keep = (typeof keeps)[number];

const hourMs = 3_600_000;

/** When one made at `madeMs` is over; null: when it is taken back. */
export function endOf(keep: Keep, madeMs: number): number | null {
  const lengths = { '1h': hourMs, '1d': 24 * hourMs, '1w': 168 * hourMs, never: null };
  const length = lengths[keep];
  return length === null ? null : madeMs + length;
}

/** Of the file, in UTC. */
export const bundleName = (page: FrozenPage, atMs: number): string =>
  `eyepiece-${page}-${new Date(atMs).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.jsonl.gz`;
