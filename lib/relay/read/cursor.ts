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

/** A BinaryReader that knows its bytes. */
export class Cursor extends BinaryReader {
  readonly buffer: Buffer;
  /** The same bytes, for reading four at a time. */
  readonly words: DataView;
  /** A singular message, or two members of one oneof, came twice: their merge is not for the fast road. */
  isMerged = false;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads a length and returns where the field ends. */
  end(): number {
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.len) throw new RangeError('a field runs past the end of the message');
    return end;
  }

  /** Text that other flows carry too. */
  text(): string {
    const end = this.end();
    const text = internText(this.buffer, this.words, this.pos, end);
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
    return isShort ? this.uint32() : Number(this.int64());
  }

  /** Past a field that nobody asked for. BinaryReader's own skip makes a view of what it skips. */
  stepOver(tag: number): void {
    const wire = tag & 7;
    if (tag >>> 3 === 0) throw new RangeError('a field has the number 0');
    if (wire === WireType.LengthDelimited) this.pos = this.end();
    else if (wire === WireType.Varint) this.stepOverVarint();
    else this.skip(wire, tag >>> 3);
    if (this.pos > this.len) throw new RangeError('the message ends within a field');
  }

  private stepOverVarint(): void {
    for (let i = 0; i < 10; i++) if ((this.buffer[this.pos++] ?? 0) < 0x80) return;
    throw new RangeError('a number has more than ten bytes');
  }
}
