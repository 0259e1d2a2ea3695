// Lengths of time as settings have them: `15m`, `1h`, `7d`.

const minute = 60_000;
const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: minute, h: 60 * minute, d: 24 * 60 * minute };

/** Milliseconds; null where the text is no whole number of one of the units, `mhd` or `smhd`. */
export function readLength(text: string, units: string): number | null {
  const found = /^(\d{1,6})([smhd])$/.exec(text);
  const [, figure = '', unit = ''] = found ?? [];
  return found && units.includes(unit) ? Number(figure) * (unitsMs[unit] ?? 0) : null;
}
