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

/** Puts long integers that stand outside strings into quotes. One pass, whatever the text. */
function quoteBigIntegers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') inText = !inText;
    else if (inText && char === '\\') at++;
    else if (!inText && isNumberChar(char)) {
      const end = numberEnd(text, at);
      const number = text.slice(at, end);
      if (number.length > 15 && /^-?\d+$/.test(number)) {
        parts.push(text.slice(from, at), `"${number}"`);
        from = end;
      }
      at = end - 1;
    }
  }
  return parts.join('') + text.slice(from);
}

const isNumberChar = (char: string): boolean => (char >= '0' && char <= '9') || char === '-';

function numberEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[\d.eE+-]/.test(text.charAt(end))) end++;
  return end;
}

/** True when a value nests deeper than `levels`. */
export function isDeeperThan(value: Json, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
