// Tables from bytes to what was made of them, so that a name or an endpoint seen before costs no new object.
// Each thing has one place or two: the newest replaces an older one there, which bounds them without bookkeeping.

/** A place in a message, and its memory for reading four bytes at a time. */
interface Place {
  readonly buffer: Buffer;
  readonly words: DataView;
  pos: number;
  /** See Cursor. */
  alike: number;
}

/** Longer text is rarely seen twice. */
const longestText = 256;
const textSlots = 1 << 14;

const texts: (string | undefined)[] = new Array(textSlots).fill(undefined);

/** Estimate of what all tables of this process hold. */
let heldBytes = 0;

export function internedBytes(): number {
  return heldBytes;
}

const bytesPerText = 24;
/** The entry and its key; what was made of a message is about twice as large as the message. */
const bytesPerEntry = 300;
const valueSize = 2;

/** The text from the place to `end`. What is not UTF-8 becomes U+FFFD: a broken name is no reason to lose a flow. */
export function internText({ buffer, words, pos }: Place, end: number): string {
  if (end === pos) return '';
  if (end - pos > longestText) return buffer.toString('utf8', pos, end);
  const slot = hashOf(words, pos, end) & (textSlots - 1);
  const held = texts[slot];
  if (held !== undefined && isSameText(held, words, pos, end)) return held;
  const text = plainText(buffer, pos, end);
  texts[slot] = text;
  heldBytes += text.length - (held === undefined ? -bytesPerText : held.length);
  return text;
}

/** Text that is never seen twice. */
export function plainText(bytes: Buffer, start: number, end: number): string {
  return isAscii(bytes, start, end) ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
}

function isSameText(text: string, words: DataView, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) {
    const code = words.getUint8(start + i);
    // A held text with other than ASCII characters has fewer of them than bytes, or fails here.
    if (text.charCodeAt(i) !== code || code > 0x7f) return false;
  }
  return true;
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] ?? 0) > 0x7f) return false;
  return true;
}

interface Entry<T> {
  readonly hash: number;
  readonly key: DataView;
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
    const { buffer, words, pos: start } = cursor;
    if (end - start > this.#longest) return read(cursor, end);
    const hash = hashOf(words, start, end);
    cursor.alike = mix(cursor.alike, hash);
    const slot = hash & (this.#entries.length - 1);
    const held = this.#find(slot, hash, words, start, end) ?? this.#find(slot ^ 1, hash, words, start, end);
    if (held !== undefined) {
      cursor.pos = end;
      return held.value;
    }
    const value = read(cursor, end);
    this.#put(slot, { hash, key: new DataView(Uint8Array.from(buffer.subarray(start, end)).buffer), value });
    return value;
  }

  #find(slot: number, hash: number, words: DataView, start: number, end: number): Entry<T> | undefined {
    const held = this.#entries[slot];
    return held !== undefined && held.hash === hash && isSame(held.key, words, start, end) ? held : undefined;
  }

  /** Where both places are taken, the entry that was there moves next door and drives out the older one. */
  #put(slot: number, entry: Entry<T>): void {
    const entries = this.#entries;
    const other = slot ^ 1;
    heldBytes += sizeOf(entry);
    if (entries[slot] === undefined) entries[slot] = entry;
    else if (entries[other] === undefined) entries[other] = entry;
    else {
      heldBytes -= sizeOf(entries[other]);
      entries[other] = entries[slot];
      entries[slot] = entry;
    }
  }
}

function sizeOf({ key }: Entry<unknown>): number {
  return bytesPerEntry + (1 + valueSize) * key.byteLength;
}

/** Buffer's own compare takes longer to call than the bytes of an endpoint take to look at. */
function isSame(key: DataView, words: DataView, start: number, end: number): boolean {
  const length = end - start;
  if (key.byteLength !== length) return false;
  let i = 0;
  for (; i + 4 <= length; i += 4) if (key.getInt32(i) !== words.getInt32(start + i)) return false;
  for (; i < length; i++) if (key.getUint8(i) !== words.getUint8(start + i)) return false;
  return true;
}

/** Eight bytes a step; equality is always checked, so a collision costs time and nothing else. */
function hashOf(words: DataView, start: number, end: number): number {
  let hash = end - start;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    hash = mix(hash, words.getInt32(i, true) ^ Math.imul(words.getInt32(i + 4, true), 0x85ebca6b));
  }
  for (; i < end; i++) hash = mix(hash, words.getUint8(i));
  hash ^= hash >>> 15;
  return hash ^ (hash >>> 7);
}

function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 16);
}
