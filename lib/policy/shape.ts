// Checks plain JSON against a description of its fields, and names each field that is wrong.
import type { Problem } from '@/lib/policy/problem';

export type Shape =
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Shape>>;
      readonly required: readonly string[];
      /** What to write instead of a field that people look for here. */
      readonly instead: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'texts'; readonly problem?: (value: string) => string | null }
  | { readonly kind: 'text'; readonly problem?: (value: string) => string | null }
  | { readonly kind: 'number'; readonly from: number; readonly to: number }
  | { readonly kind: 'truth' }
  | { readonly kind: 'any' }
  | { readonly kind: 'either'; readonly test: (value: unknown) => Shape };

/** An object of these fields; a name that ends with `!` must be there. */
export function object(fields: Readonly<Record<string, Shape>>, instead: Readonly<Record<string, string>> = {}): Shape {
  const required = Object.keys(fields)
    .filter((name) => name.endsWith('!'))
    .map((name) => name.slice(0, -1));
  const bare = Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name.replace(/!$/, ''), shape]));
  return { kind: 'object', fields: bare, required, instead };
}

export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const text = (problem?: (value: string) => string | null): Shape => ({
  kind: 'text',
  ...(problem && { problem }),
});
/** An object of texts under any name. */
export const texts = (problem?: (value: string) => string | null): Shape => ({
  kind: 'texts',
  ...(problem && { problem }),
});
export const oneOf = (...values: readonly string[]): Shape =>
  text((value) => (values.includes(value) ? null : `is one of ${values.join(', ')}`));
export const number = (from: number, to: number): Shape => ({ kind: 'number', from, to });
export const truth: Shape = { kind: 'truth' };
export const any: Shape = { kind: 'any' };

/** A problem for every field of `value` that `shape` does not have or that is of another kind. */
export function shapeProblems(shape: Shape, value: unknown, path: string): readonly Problem[] {
  switch (shape.kind) {
    case 'any':
      return [];
    case 'either':
      return shapeProblems(shape.test(value), value, path);
    case 'object':
      return isObject(value) ? fieldProblems(shape, value, path) : wrongKind(path, 'an object', value);
    case 'list':
      if (!Array.isArray(value)) return wrongKind(path, 'a list', value);
      return value.flatMap((one, index) => shapeProblems(shape.of, one, `${path}[${index}]`));
    case 'texts': {
      if (!isObject(value)) return wrongKind(path, 'an object of texts', value);
      const one = text(shape.problem);
      return Object.entries(value).flatMap(([name, said]) => shapeProblems(one, said, `${path}.${name}`));
    }
    case 'text': {
      if (typeof value !== 'string') return wrongKind(path, 'text', value);
      const problem = shape.problem?.(value);
      return problem ? refused(path, problem) : [];
    }
    case 'number':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrongKind(path, 'a whole number', value);
      return value < shape.from || value > shape.to ? refused(path, `must be from ${shape.from} to ${shape.to}`) : [];
    case 'truth':
      return typeof value === 'boolean' ? [] : wrongKind(path, 'true or false', value);
  }
}

function wrongKind(path: string, wanted: string, value: unknown): readonly Problem[] {
  const quotes = wanted === 'text' ? quoted(value) : '';
  return refused(path, `must be ${wanted}, not ${kindOf(value)}${quotes}`);
}

function refused(path: string, message: string): readonly Problem[] {
  return [{ path, message: `${path || 'The object'} ${message}.`, effect: 'refused' }];
}

type ObjectShape = Extract<Shape, { kind: 'object' }>;

function fieldProblems(shape: ObjectShape, value: Fields, path: string): readonly Problem[] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const missing = shape.required.filter((name) => value[name] === undefined || value[name] === null);
  const there = Object.entries(value).flatMap(([name, one]): readonly Problem[] => {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (!field) return [{ path: at(name), message: unknownField(shape, at(name), name), effect: 'dropped' }];
    // An empty field of YAML is no field.
    return one === null ? [] : shapeProblems(field, one, at(name));
  });
  return [...missing.flatMap((name) => refused(at(name), 'is required')), ...there];
}

function unknownField({ fields, instead }: ObjectShape, path: string, name: string): string {
  const cure = Object.hasOwn(instead, name) ? instead[name] : undefined;
  if (cure) return `${path} does not exist; ${cure}.`;
  const near = Object.keys(fields).find((known) => known.toLowerCase() === name.toLowerCase());
  return near
    ? `${path} does not exist; it is written ${near}.`
    : `${path} does not exist; here are ${Object.keys(fields).join(', ')}.`;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Of a word that YAML takes for true or false it is not known which. */
function quoted(value: unknown): string {
  if (typeof value === 'number') return `: write "${value}" with quotes`;
  return typeof value === 'boolean' ? ': write it with quotes' : '';
}

/** Fields of what should be an object; none of anything else. */
export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});

/** Objects of what should be a list of them. */
export const objectsOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
