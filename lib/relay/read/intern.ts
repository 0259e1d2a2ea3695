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
/** What was made of a message: some objects, and about twice as large as the message. */
const bytesPerEntry = 100;
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

/** Messages by their bytes. `T` must depend on the bytes alone and be read-only. */
export class MessageTable<T> {
  // Side by side and not in an object for each entry: nearly all of a look-up's time is the wait for memory.
  readonly #hashes: Int32Array;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint32Array;
  readonly #values: (T | undefined)[];
  readonly #longest: number;
  #keys = new Uint8Array(firstKeyBytes);
  #words = new DataView(this.#keys.buffer);
  #used = 0;
  #counted = 0;

  /** Holds at most `slots` (a power of two) messages of at most `longest` bytes. */
  constructor(slots: number, longest: number) {
    this.#hashes = new Int32Array(slots);
    this.#starts = new Uint32Array(slots);
    this.#lengths = new Uint32Array(slots);
    this.#values = new Array(slots).fill(undefined);
    this.#longest = longest;
  }

  /** The message from the cursor to `end`; `read` makes it where it is new. Leaves the cursor at `end`. */
  take<At extends Place>(cursor: At, end: number, read: (cursor: At, end: number) => T): T {
    const { words, pos: start } = cursor;
    const length = end - start;
    if (length > this.#longest) return read(cursor, end);
    const hash = hashOf(words, start, end) || 1;
    cursor.alike = mix(cursor.alike, hash);
    const home = hash & (this.#hashes.length - 1);
    const slot = this.#holds(home, hash, words, start, length) ? home : home ^ 1;
    if (slot === home || this.#holds(slot, hash, words, start, length)) {
      cursor.pos = end;
      return this.#values[slot] as T;
    }
    const value = read(cursor, end);
    this.#put(home, hash, cursor.buffer.subarray(start, end), value);
    return value;
  }

  #holds(slot: number, hash: number, words: DataView, start: number, length: number): boolean {
    if (this.#hashes[slot] !== hash || this.#lengths[slot] !== length) return false;
    return isSame(this.#words, this.#starts[slot] ?? 0, words, start, length);
  }

  /** Where both places are taken, what was at home moves next door and drives out what is older. */
  #put(home: number, hash: number, key: Uint8Array, value: T): void {
    if (this.#used + key.length > this.#keys.length) this.#makeRoom(key.length);
    const other = home ^ 1;
    const isMoved = this.#hashes[home] !== 0 && this.#hashes[other] !== 0;
    if (isMoved) this.#move(home, other);
    const slot = isMoved || this.#hashes[home] === 0 ? home : other;
    this.#keys.set(key, this.#used);
    this.#hashes[slot] = hash;
    this.#starts[slot] = this.#used;
    this.#lengths[slot] = key.length;
    this.#values[slot] = value;
    this.#used += key.length;
    this.#count(bytesPerEntry + (1 + valueSize) * key.length);
  }

  #move(from: number, to: number): void {
    this.#hashes[to] = this.#hashes[from] ?? 0;
    this.#starts[to] = this.#starts[from] ?? 0;
    this.#lengths[to] = this.#lengths[from] ?? 0;
    this.#values[to] = this.#values[from];
  }

  /** Keys are written one behind the other; when there is no more room for them, all is forgotten. */
  #makeRoom(bytes: number): void {
    const most = this.#hashes.length * keyBytesPerSlot;
    if (this.#keys.length < most && this.#used > 0) {
      const longer = new Uint8Array(2 * this.#keys.length);
      longer.set(this.#keys);
      this.#keys = longer;
    } else {
      this.#keys = new Uint8Array(Math.max(firstKeyBytes, bytes));
      this.#hashes.fill(0);
      this.#values.fill(undefined);
      this.#used = 0;
      this.#count(-this.#counted);
    }
    this.#words = new DataView(this.#keys.buffer);
  }

  #count(bytes: number): void {
    this.#counted += bytes;
    heldBytes += bytes;
  }
}

/** Buffer's own compare takes longer to call than the bytes of an endpoint take to look at. */
function isSame(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  for (; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
  return true;
}

const firstKeyBytes = 16_384;
/** Half of an endpoint with many labels: not every slot is taken. */
const keyBytesPerSlot = 256;

const hashedHead = 32;
const hashedTail = 96;

/**
 * Equality is always checked, so a collision costs time and nothing else. Long messages by both ends alone: endpoints
 * begin with their numbers and end with pod, workload and cluster.
 */
function hashOf(words: DataView, start: number, end: number): number {
  const length = end - start;
  if (length <= hashedHead + hashedTail) return settle(hashPart(length, words, start, end));
  return settle(hashPart(hashPart(length, words, start, start + hashedHead), words, end - hashedTail, end));
}

/** Eight bytes a step. */
function hashPart(seed: number, words: DataView, start: number, end: number): number {
  let hash = seed;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    hash = mix(hash, words.getInt32(i, true) ^ Math.imul(words.getInt32(i + 4, true), 0x85ebca6b));
  }
  for (; i < end; i++) hash = mix(hash, words.getUint8(i));
  return hash;
}

function settle(hash: number): number {
  const folded = hash ^ (hash >>> 15);
  return folded ^ (folded >>> 7);
}

function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 16);
}
