// The colour of the page around an embedded view, made to be read on our grounds. Verdicts keep their own colours.

/** What an accent stands on, at its hardest: rows and links under the pointer (`--bg-hover` of both themes). */
export const accentGrounds = { dark: '#1a1f25', light: '#f3f5f7' } as const;

const leastContrast = 4.5;

/** `#rrggbb` in small letters of `#RRGGBB`, `rrggbb`, `#rgb` and `rgb`; null of everything else. */
export function readAccent(text: string): string | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text)?.[1]?.toLowerCase();
  if (digits === undefined) return null;
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join('')}`;
}

/** The accent as near as can be read as text on the ground of a theme: mixed with white or black as far as needed. */
export function accentOn(theme: keyof typeof accentGrounds, accent: string): string {
  const ground = channelsOf(accentGrounds[theme]);
  const end = theme === 'dark' ? 255 : 0;
  const own = channelsOf(accent);
  for (let part = 0; part <= 100; part += 2) {
    const mixed = own.map((channel) => Math.round(channel + ((end - channel) * part) / 100));
    if (contrast(mixed, ground) >= leastContrast) return hexOf(mixed);
  }
  return hexOf([end, end, end]);
}

/** WCAG 2.2 contrast of two colours, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  return contrast(channelsOf(one), channelsOf(other));
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(channels: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = channels.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const channelsOf = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

const hexOf = (channels: readonly number[]): string =>
  `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
