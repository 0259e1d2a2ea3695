// A measured figure: what several tries gave, told as their median and how far they lie apart.

export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Of at least one sample. */
export function figure(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** Of ascending numbers, between the two nearest. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** `12.3 (11.9–14.0)`; the spread is left out where there is none. */
export function said({ median, least, most }: Figure, digits = 1): string {
  const text = (value: number) => value.toLocaleString('en', { maximumFractionDigits: digits }).replaceAll(',', ' ');
  return text(least) === text(most) ? text(median) : `${text(median)} (${text(least)}–${text(most)})`;
}
