// JSON text read without losing digits, and without trusting its depth.
import type { Json } from '@/lib/flow/flow';

/** Deeper values are refused: nothing Hubble sends nests like this, and walking them could exhaust the stack. */
export const deepestJson = 64;

/** As JSON.parse, but integers beyond 2^53 come as decimal text. Throws SyntaxError. */
export function parseJson(text: string): Json {
  return JSON.parse(mayHoldBigIntegers.test(text) ? quoteBigIntegers(text) : text);
}

/** Every integer of 16 digits or more, quoted or not: a cheap first look. */
const mayHoldBigIntegers = /(?:^|[\s:[,-])\d{16}/;

/** Puts long integers that stand outside strings into quotes. One pass. */
function quoteBigIntegers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (part) =>
    part.length > 15 && /^-?\d+$/.test(part) ? `"${part}"` : part,
  );
}

/** True when a value nests deeper than `levels`. */
export function isDeeperThan(value: Json, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
