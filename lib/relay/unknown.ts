// What a message holds that this version has no name for: kept, shown by number, never a reason to fail.
import type { DescField, UnknownField } from '@bufbuild/protobuf';
import type { ReflectMessage } from '@bufbuild/protobuf/reflect';
import { BinaryReader, base64Encode, WireType } from '@bufbuild/protobuf/wire';
import type { Json } from '@/lib/flow/flow';

/** Whether there is an unknown field anywhere below a message. Nearly never, and this is much quicker than the search. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.some(hasUnknown);
  // A message, or the member of a oneof beside the name of its case.
  for (const key in value) {
    if (key === '$unknown' || hasUnknown((value as Record<string, unknown>)[key])) return true;
  }
  return false;
}

/** Adds every unknown field below `message` to `into`, under paths like `IP.#9` or `source.workloads.0.#3`. */
export function collectUnknown(message: ReflectMessage, path: string, into: Record<string, Json>): void {
  keepUnknown(message.getUnknown(), path, into);
  for (const field of message.fields) {
    if (message.isSet(field))
      for (const [name, child] of children(message, field)) collectUnknown(child, `${path}${name}.`, into);
  }
}

/** Adds the unknown fields of one message. */
export function keepUnknown(
  fields: readonly UnknownField[] | undefined,
  path: string,
  into: Record<string, Json>,
): void {
  for (const field of fields ?? []) keep(into, `${path}#${field.no}`, wireValue(field));
}

function children(message: ReflectMessage, field: DescField): readonly (readonly [string, ReflectMessage])[] {
  if (field.fieldKind === 'message') return [[field.name, message.get(field)]];
  if (field.fieldKind !== 'list' || field.listKind !== 'message') return [];
  // The list kind was checked: its items are messages.
  return [...message.get(field)].map((item, i) => [`${field.name}.${i}`, item as ReflectMessage]);
}

/** A number that comes more than once becomes a list. */
function keep(into: Record<string, Json>, path: string, value: Json): void {
  const held = into[path];
  if (held === undefined) into[path] = value;
  else into[path] = Array.isArray(held) ? [...held, value] : [held, value];
}

/** The wire alone tells little: numbers as unsigned, bytes as text where they read as text. */
function wireValue({ wireType, data }: UnknownField): Json {
  const reader = new BinaryReader(data);
  switch (wireType) {
    case WireType.Varint:
      return small(reader.uint64());
    case WireType.Bit64:
      return small(reader.fixed64());
    case WireType.Bit32:
      return reader.fixed32();
    case WireType.LengthDelimited:
      return textOrBase64(reader.bytes());
    default:
      return { base64: base64Encode(data) };
  }
}

function small(value: bigint | string): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOrBase64(bytes: Uint8Array): Json {
  try {
    const text = utf8.decode(bytes);
    if (!/[\p{Cc}\p{Cn}]/u.test(text)) return text;
  } catch {
    // Not UTF-8, so not text.
  }
  return { base64: base64Encode(bytes) };
}
