// Reads protobuf fields by table: what the table names is read, everything else is stepped over.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { internText, plainText } from './intern';

/** Reads one field at the cursor into the draft. */
export type ReadField<Draft> = (cursor: Cursor, draft: Draft) => void;

/** Fields by tag (number and wire type): a known number with a wire type of its own is an unknown field. */
export interface FieldTable<Draft> {
  readonly low: readonly (ReadField<Draft> | undefined)[];
  readonly high: ReadonlyMap<number, ReadField<Draft>>;
}

type Field<Draft> = readonly [number: number, wire: 'varint' | 'bytes', read: ReadField<Draft>];

const highestLowTag = 512;

export function fieldTable<Draft>(fields: readonly Field<Draft>[]): FieldTable<Draft> {
  const low: (ReadField<Draft> | undefined)[] = new Array(highestLowTag).fill(undefined);
  const high = new Map<number, ReadField<Draft>>();
  for (const [number, wire, read] of fields) {
    const tag = (number << 3) | (wire === 'varint' ? WireType.Varint : WireType.LengthDelimited);
    if (tag < highestLowTag) low[tag] = read;
    else high.set(tag, read);
  }
  return { low, high };
}

/** Reads the message from the cursor to `end`. Throws RangeError on bytes that are not one. */
export function readFields<Draft>(cursor: Cursor, end: number, table: FieldTable<Draft>, draft: Draft): void {
  while (cursor.pos < end) {
    const tag = cursor.uint32();
    const read = tag < highestLowTag ? table.low[tag] : table.high.get(tag);
    if (read === undefined) cursor.stepOver(tag);
    else read(cursor, draft);
  }
  if (cursor.pos !== end) throw new RangeError('a field runs past the end of its message');
}

const nothing = Buffer.alloc(0);

/**
 * A place in a message. BinaryReader can do the same and more, but makes three objects for each message; this one is
 * opened on message after message, which often share their memory, and leaves what is rare to a BinaryReader.
 */
export class Cursor {
  /** All of the memory that the message lies in; places are counted from its start. */
  buffer: Buffer = nothing;
  /** The same memory, for reading four bytes at a time. */
  words: DataView = new DataView(nothing.buffer);
  pos = 0;
  /** Where the message ends. */
  limit = 0;
  /** Mixed from all that was taken from tables of messages: equal for flows that hold the same of them. */
  alike = 0;
  /** A singular message, or two members of one oneof, came twice: their merge is not for the fast road. */
  isMerged = false;

  /** Begins anew at the start of these bytes. */
  open(bytes: Uint8Array): this {
    if (bytes.buffer !== this.words.buffer) {
      this.buffer = Buffer.from(bytes.buffer);
      this.words = new DataView(bytes.buffer);
    }
    this.pos = bytes.byteOffset;
    this.limit = bytes.byteOffset + bytes.length;
    this.isMerged = false;
    this.alike = 0;
    return this;
  }

  uint32(): number {
    const { words, pos, limit } = this;
    if (pos + 1 >= limit) return this.longUint32();
    const first = words.getUint8(pos);
    if (first < 0x80) {
      this.pos = pos + 1;
      return first;
    }
    const second = words.getUint8(pos + 1);
    if (second >= 0x80) return this.longUint32();
    this.pos = pos + 2;
    return (first & 0x7f) | (second << 7);
  }

  int32(): number {
    return this.uint32() | 0;
  }

  bool(): boolean {
    const { pos } = this;
    if (pos >= this.limit || this.words.getUint8(pos) >= 0x80) return this.uint64() !== '0';
    this.pos = pos + 1;
    return this.words.getUint8(pos) !== 0;
  }

  /** As decimal text. */
  uint64(): string {
    const { pos } = this;
    if (pos < this.limit && this.words.getUint8(pos) < 0x80) return String(this.uint32());
    return String(this.rare((reader) => reader.uint64()));
  }

  /** Reads a length and returns where the field ends. */
  end(): number {
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.limit) throw new RangeError('a field runs past the end of the message');
    return end;
  }

  /** Over a field of bytes. */
  pass(): void {
    this.pos = this.end();
  }

  /** Text that other flows carry too. */
  text(): string {
    const end = this.end();
    const text = internText(this, end);
    this.pos = end;
    return text;
  }

  /** Text of its own, such as a uuid. */
  ownText(): string {
    const end = this.end();
    const text = plainText(this.buffer, this.pos, end);
    this.pos = end;
    return text;
  }

  /** A singular message field. `held` is what this field gave before. */
  once<T>(held: unknown, read: (cursor: Cursor, end: number) => T): T {
    if (held !== undefined) this.isMerged = true;
    return read(this, this.end());
  }

  /** An int64 as a number, exact within 2^53; without a bigint where it fits into 32 bits. */
  long(): number {
    const { buffer, pos } = this;
    let length = 0;
    while (length < 5 && (buffer[pos + length] ?? 0) > 0x7f) length++;
    const isShort = length < 4 || (length === 4 && (buffer[pos + 4] ?? 0) < 0x10);
    return isShort ? this.uint32() : Number(this.rare((reader) => reader.int64()));
  }

  /** Past a field that nobody asked for. BinaryReader's own skip makes a view of what it skips. */
  stepOver(tag: number): void {
    const wire = tag & 7;
    if (tag >>> 3 === 0) throw new RangeError('a field has the number 0');
    if (wire === WireType.LengthDelimited) this.pass();
    else if (wire === WireType.Varint) this.stepOverVarint();
    else this.rare((reader) => reader.skip(wire, tag >>> 3));
    if (this.pos > this.limit) throw new RangeError('the message ends within a field');
  }

  private stepOverVarint(): void {
    for (let i = 0; i < 10; i++) if ((this.buffer[this.pos++] ?? 0) < 0x80) return;
    throw new RangeError('a number has more than ten bytes');
  }

  /** Of any length: what lies above 32 bits is dropped, as protobuf wants it. */
  private longUint32(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.limit) throw new RangeError('the message ends within a number');
      const byte = this.words.getUint8(this.pos++);
      if (i < 5) value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a number has more than ten bytes');
  }

  private rare<T>(read: (reader: BinaryReader) => T): T {
    const reader = new BinaryReader(this.buffer.subarray(0, this.limit));
    reader.pos = this.pos;
    const value = read(reader);
    this.pos = reader.pos;
    return value;
  }
}
