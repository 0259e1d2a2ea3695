// Messages for the tests of the readers: every field of a descriptor, and the odd ways in which bytes may say them.
import {
  create,
  type DescField,
  type DescMessage,
  type Message,
  toBinary,
  type UnknownField,
} from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'frontend',
    'k8s:app=x',
    'reserved:world',
    'ünï',
    '\u{1f52d}',
    '\ufefftext',
    '<b>\u001b[31m',
    '__proto__',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer({ min: 200, max: 5_000 }).map((length) => 'x'.repeat(length)),
);
const uint32 = fc.oneof(fc.constantFrom(0, 1, 80, 127, 128, 65_535, 2 ** 31, 2 ** 32 - 1), fc.nat());
const int32 = fc.oneof(fc.constantFrom(0, 1, 4, 129, -1, -(2 ** 31), 2 ** 31 - 1), fc.integer());
const uint64 = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 53n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const int64 = fc.oneof(
  fc.constantFrom(0n, -1n, 1_700_000_000n, 2n ** 31n, 2n ** 34n, 2n ** 35n),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const bytes = fc.uint8Array({ maxLength: 8 });

// ScalarType numbers of descriptor.proto.
const scalars: Readonly<Record<number, fc.Arbitrary<unknown>>> = {
  1: fc.double({ noNaN: true }),
  3: int64,
  4: uint64,
  5: int32,
  8: fc.boolean(),
  9: text,
  12: bytes,
  13: uint32,
};

/** Any message of the type: each field absent or present, known and unknown enum numbers, unknown fields below. */
export function anyMessage(desc: DescMessage): fc.Arbitrary<Message> {
  const plain = desc.fields.filter(({ oneof }) => !oneof).map((field) => [field.localName, anyValue(field)] as const);
  const oneofs = desc.oneofs.map((oneof) => [oneof.localName, fc.oneof(...oneof.fields.map(anyMember))] as const);
  const fields = fc.record(Object.fromEntries([...plain, ...oneofs]), { requiredKeys: [] });
  return fc.tuple(fields, fc.array(unknownField(desc), { maxLength: 2 })).map(([values, unknown]) => {
    const message = create(desc, values) as Message;
    if (unknown.length > 0) message.$unknown = unknown;
    return message;
  });
}

function anyMember(field: DescField): fc.Arbitrary<unknown> {
  return anyValue(field).map((value) => ({ case: field.localName, value }));
}

function anyValue(field: DescField): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarOf(field.scalar);
    case 'enum':
      return fc.oneof(fc.constantFrom(...field.enum.values.map(({ number }) => number)), int32);
    case 'message':
      return unwrapped(field.message);
    case 'list':
      return fc.array(field.listKind === 'message' ? anyMessage(field.message) : listScalar(field), { maxLength: 3 });
    default:
      throw new Error(`no arbitrary for ${field.toString()}`);
  }
}

function listScalar(field: DescField): fc.Arbitrary<unknown> {
  return field.scalar === undefined ? int32 : scalarOf(field.scalar);
}

function scalarOf(type: number): fc.Arbitrary<unknown> {
  const arbitrary = scalars[type];
  if (!arbitrary) throw new Error(`no arbitrary for scalar type ${type}`);
  return arbitrary;
}

/** protobuf-es holds wrappers as their bare values. */
function unwrapped(desc: DescMessage): fc.Arbitrary<unknown> {
  const value = desc.typeName.endsWith('Value') ? desc.fields[0] : undefined;
  return value?.fieldKind === 'scalar' ? scalarOf(value.scalar) : anyMessage(desc);
}

function unknownField(desc: DescMessage): fc.Arbitrary<UnknownField> {
  const taken = new Set(desc.fields.map(({ number }) => number));
  const no = fc.constantFrom(4, 9, 12, 63, 64, 500, 50_001).filter((number) => !taken.has(number));
  const varint = uint64.map((value) => ({
    wireType: WireType.Varint,
    data: new BinaryWriter().uint64(value).finish(),
  }));
  const fixed = bytes.map(() => ({ wireType: WireType.Bit64, data: new Uint8Array(8) }));
  const lengthy = bytes.map((value) => ({
    wireType: WireType.LengthDelimited,
    data: new BinaryWriter().bytes(value).finish(),
  }));
  return fc.tuple(no, fc.oneof(varint, fixed, lengthy)).map(([number, field]) => ({ no: number, ...field }));
}

/** A random order: gives the place, below `length`, of what comes next. */
export type Pick = (length: number) => number;

/** The bytes of both messages, one after the other, fields of every level in any order: protobuf calls it their merge. */
export function mixed<Desc extends DescMessage>(desc: Desc, messages: readonly Message[], pick: Pick): Uint8Array {
  const parts = messages.map((message) => toBinary(desc, message as Parameters<typeof toBinary<Desc>>[1]));
  return shuffled(desc, Buffer.concat(parts), pick);
}

function shuffled(desc: DescMessage, encoded: Uint8Array, pick: Pick): Uint8Array {
  const fields = split(encoded);
  const writer = new BinaryWriter();
  while (fields.length > 0) {
    const [field] = fields.splice(pick(fields.length), 1);
    if (!field) break;
    const below = desc.fields.find(({ number }) => number === field.no)?.message;
    writer.tag(field.no, field.wireType);
    if (!below || field.wireType !== WireType.LengthDelimited) writer.raw(field.data);
    else writer.bytes(shuffled(below, new BinaryReader(field.data).bytes(), pick));
  }
  return writer.finish();
}

function split(encoded: Uint8Array): UnknownField[] {
  const reader = new BinaryReader(encoded);
  const fields: UnknownField[] = [];
  while (reader.pos < reader.len) {
    const [no, wireType] = reader.tag();
    fields.push({ no, wireType, data: reader.skip(wireType, no) });
  }
  return fields;
}
