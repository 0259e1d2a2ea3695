// Flows as `hubble observe -o jsonpb` writes them: one object a line, original field names in Hubble's order, defaults
// left out, 64-bit numbers as text, unknown enum values as numbers.

import { fromFlow } from '@/lib/capture/from-flow';
import { splitPath } from '@/lib/capture/read-message';
import { type Field, type Fields, flowFields } from '@/lib/capture/wire-schema';
import type { Flow, Json } from '@/lib/flow/flow';

/** One line, without its newline. parseCaptureLine reads it back to the same flow. */
export function flowToJsonpb(flow: Flow): string {
  const body = writeMessage(flowFields, fromFlow(flow));
  const response: Draft = { flow: body };
  if (flow.node) put(response, 'node_name', flow.node);
  if (flow.time) put(response, 'time', flow.time);
  for (const [path, value] of Object.entries(flow.unknown ?? {})) restore(response, body, path, value);
  return escaped(JSON.stringify(response));
}

/** The same JSON in a form that no terminal acts on: C1 controls, marks that turn text around, line separators. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON under construction. */
type Draft = { [key: string]: unknown };

function writeMessage(fields: Fields, message: { readonly [name: string]: unknown }): Draft {
  const draft: Draft = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = writeField(name, field, message[name]);
    if (value !== undefined) draft[name] = value;
  }
  return draft;
}

/** undefined for a default. `is_reply` is a wrapper, whose false is a statement. */
function writeField(name: string, field: Field, value: unknown): unknown {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'message':
      return isRecord(value) ? writeMessage(field.fields, value) : undefined;
    case 'messages':
      return Array.isArray(value) && value.length > 0
        ? value.map((item) => writeMessage(field.fields, item))
        : undefined;
    case 'texts':
      return Array.isArray(value) && value.length > 0 ? value : undefined;
    case 'enum':
      return value === field.names.get(0) || value === '' ? undefined : writeEnum(String(value));
    case 'flag':
      return value || name === 'is_reply' ? value : undefined;
    case 'any':
      return value;
    default:
      return value === '' || value === 0 || value === '0' ? undefined : value;
  }
}

/** An unknown enum value is a number in JSON as it is on the wire; foreign text stays text. */
const writeEnum = (text: string): string | number => (/^\d{1,9}$/.test(text) ? Number(text) : text);

/** Puts an unknown value back where it was found. */
function restore(response: Draft, body: Draft, path: string, value: Json): void {
  const [first = '', ...rest] = splitPath(path);
  if (first === 'response' && rest.length > 0) put(response, rest.join('.'), value);
  else putAt(body, [first, ...rest], value);
}

function putAt(target: Draft | unknown[], [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    put(target, key, value);
    return;
  }
  const held = Object.hasOwn(target, key) ? (target as Draft)[key] : undefined;
  const inner = isRecord(held) || Array.isArray(held) ? held : {};
  if (inner !== held) put(target, key, inner);
  putAt(inner, rest, value);
}

/** Without the setter that a key `__proto__` would call. */
function put(target: Draft | unknown[], key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

const isRecord = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
