// One reader for all messages, liberal in what it takes: snake_case or lowerCamelCase keys, enums as names, numbers or
// text, numbers as text. What it cannot place is kept by its dotted path.

import { deepestJson, isDeeperThan } from '@/lib/capture/json';
import type { EnumField, Field, Fields, Wire } from '@/lib/capture/wire-schema';
import { readTime } from '@/lib/capture/wire-time';
import type { Json } from '@/lib/flow/flow';

export type JsonObject = { readonly [key: string]: Json };

/** Values nobody here knows, by path from the flow: `IP.dscp`, `source.workloads.0.zone`. */
export type Unknowns = Map<string, Json>;

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Reads `json` as a message of `fields`; `path` is where it stands, '' at the top. */
export function readMessage<F extends Fields>(fields: F, json: JsonObject, path: string, unknowns: Unknowns): Wire<F> {
  const names = namesOf(fields);
  const read: { [name: string]: unknown } = {};
  for (const [key, value] of Object.entries(json)) {
    const name = Object.hasOwn(fields, key) ? key : names.get(plain(key));
    const field = name === undefined ? undefined : fields[name];
    if (name === undefined || field === undefined) keepUnknown(unknowns, path, key, value);
    else if (value !== null) {
      const result = readField(field, value, joinPath(path, name), unknowns);
      if (result === unreadable) keepUnknown(unknowns, path, name, value);
      else if (result !== undefined) read[name] = result;
    }
  }
  // Each value was read as its field's kind says.
  return read as Wire<F>;
}

/** Keeps a value under its path; one that nests without end is replaced by a remark. */
export function keepUnknown(unknowns: Unknowns, path: string, key: string, value: Json): void {
  const kept = isDeeperThan(value, deepestJson) ? `(nested deeper than ${deepestJson} levels)` : value;
  unknowns.set(joinPath(path, key.replace(/[\\.]/g, '\\$&')), kept);
}

/** A path's keys in order; dots inside keys are escaped. */
export function splitPath(path: string): string[] {
  return (path.match(/(?:[^\\.]+|\\.)+/gs) ?? []).map((key) => key.replace(/\\(.)/gs, '$1'));
}

const unreadable = Symbol('unreadable');

/** undefined: the default. */
function readField(field: Field, value: Json, path: string, unknowns: Unknowns): unknown {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? value : unreadable;
    case 'flag':
      return readFlag(unwrap(value));
    case 'number':
      return readNumber(unwrap(value));
    case 'numberOrText':
      return typeof value === 'string' && !/^\d+$/.test(value) ? value : readNumber(value);
    case 'decimal':
      return readDecimal(unwrap(value));
    case 'time':
      return readTime(value) ?? unreadable;
    case 'enum':
      return readEnum(field, value);
    case 'texts':
      return readTexts(value);
    case 'any':
      return isDeeperThan(value, deepestJson) ? unreadable : value;
    case 'message':
      return isObject(value) ? readMessage(field.fields, value, path, unknowns) : unreadable;
    case 'messages':
      return readMessages(field.fields, value, path, unknowns);
  }
}

function readFlag(value: Json): boolean | typeof unreadable {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : unreadable;
}

function readNumber(value: Json): number | typeof unreadable {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : unreadable;
}

function readDecimal(value: Json): string | typeof unreadable {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? value : unreadable;
}

/** A known name, the name of a known number, an unknown number as text, or the text as it is. */
function readEnum({ names, spellings }: EnumField, value: Json): string | undefined | typeof unreadable {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return unreadable;
  // Foreign exporters write "Policy denied" or "dropped" for what Hubble calls POLICY_DENIED and DROPPED.
  const name = spellings.get(text) ?? spellings.get(text.toUpperCase().replace(/[\s-]+/g, '_')) ?? text;
  return name === names.get(0) || name === '' ? undefined : name;
}

function readTexts(value: Json): readonly string[] | typeof unreadable {
  return isArray(value) && value.every((item) => typeof item === 'string') ? value : unreadable;
}

function readMessages(fields: Fields, value: Json, path: string, unknowns: Unknowns): unknown {
  if (!isArray(value) || !value.every(isObject)) return unreadable;
  return value.map((item, at) => readMessage(fields, item, joinPath(path, String(at)), unknowns));
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JavaScript dumps show wrapper messages as `{value: 5}`. */
const unwrap = (value: Json): Json => (isObject(value) && 'value' in value ? (value.value ?? null) : value);

const joinPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const plain = (key: string): string => key.replaceAll('_', '').toLowerCase();

const nameTables = new WeakMap<Fields, ReadonlyMap<string, string>>();

/** Field names by their letters alone; dumps add "List" to repeated fields. */
function namesOf(fields: Fields): ReadonlyMap<string, string> {
  const known = nameTables.get(fields);
  if (known) return known;
  const names = new Map<string, string>();
  for (const [name, field] of Object.entries(fields)) {
    names.set(plain(name), name);
    if (field.kind === 'texts' || field.kind === 'messages') names.set(`${plain(name)}list`, name);
  }
  nameTables.set(fields, names);
  return names;
}
