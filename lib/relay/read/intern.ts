// Tables from bytes to what was made of them, so that a name or an endpoint seen before costs no new object.
// Direct-mapped: the newest entry of a slot replaces the one before it, which bounds them without bookkeeping.

/** Longer text is rarely seen twice. */
const longestText = 256;
const textSlots = 1 << 14;

const texts: (string | undefined)[] = new Array(textSlots).fill(undefined);

/** The text of `bytes[start, end)`. What is not UTF-8 becomes U+FFFD: a broken name is no reason to lose a flow. */
export function internText(bytes: Buffer, words: DataView, start: number, end: number): string {
  if (end === start) return '';
  if (end - start > longestText) return bytes.toString('utf8', start, end);
  const slot = hashOf(words, start, end) & (textSlots - 1);
  const held = texts[slot];
  if (held !== undefined && isSameText(held, bytes, start, end)) return held;
  const text = plainText(bytes, start, end);
  texts[slot] = text;
  return text;
}

/** Text that is never seen twice. */
export function plainText(bytes: Buffer, start: number, end: number): string {
  return isAscii(bytes, start, end) ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
}

function isSameText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) {
    const code = bytes[start + i] ?? 0;
    // A held text with other than ASCII characters has fewer of them than bytes, or fails here.
    if (text.charCodeAt(i) !== code || code > 0x7f) return false;
  }
  return true;
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] ?? 0) > 0x7f) return false;
  return true;
}

/** A place in a message, and the same bytes for reading four at a time. */
interface Place {
  readonly buffer: Buffer;
  readonly words: DataView;
  pos: number;
}

interface Entry<T> {
  readonly hash: number;
  readonly key: Uint8Array;
  readonly value: T;
}

/** Messages by their bytes. `T` must depend on the bytes alone and be read-only. */
export class MessageTable<T> {
  readonly #entries: (Entry<T> | undefined)[];
  readonly #longest: number;

  /** Holds at most `slots` (a power of two) messages of at most `longest` bytes. */
  constructor(slots: number, longest: number) {
    this.#entries = new Array(slots).fill(undefined);
    this.#longest = longest;
  }

  /** The message from the cursor to `end`; `read` makes it where it is new. Leaves the cursor at `end`. */
  take<At extends Place>(cursor: At, end: number, read: (cursor: At, end: number) => T): T {
    const { buffer: bytes, words, pos: start } = cursor;
    if (end - start > this.#longest) return read(cursor, end);
    const hash = hashOf(words, start, end);
    const slot = hash & (this.#entries.length - 1);
    const held = this.#entries[slot];
    if (held?.hash === hash && bytes.compare(held.key, 0, held.key.length, start, end) === 0) {
      cursor.pos = end;
      return held.value;
    }
    const value = read(cursor, end);
    this.#entries[slot] = { hash, key: new Uint8Array(bytes.subarray(start, end)), value };
    return value;
  }
}

/** Four bytes a step; equality is always checked, so a collision costs time and nothing else. */
function hashOf(words: DataView, start: number, end: number): number {
  let hash = end - start;
  let i = start;
  for (; i + 4 <= end; i += 4) hash = mix(hash, words.getInt32(i, true));
  for (; i < end; i++) hash = mix(hash, words.getUint8(i));
  hash ^= hash >>> 15;
  return hash ^ (hash >>> 7);
}

function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 16);
}
