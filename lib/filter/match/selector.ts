// Kubernetes label selectors (`app=cart,tier in (web,api),!canary`) over Cilium's labels (`source:key=value`).
// Grammar and limits: k8s.io/apimachinery/pkg/labels; what a key means: Cilium 1.19.
import { isWithin, readRange } from '@/lib/filter/match/address';

type Operator = '=' | '!=' | '>' | '<' | 'exists' | 'absent';

export interface Requirement {
  /** 'any' where the key names none. */
  readonly source: string;
  readonly key: string;
  readonly operator: Operator;
  /** Of `in` and `=` one must be equal; `notin` and `!=` none. */
  readonly values: readonly string[];
}

/** `message` is the rest of a sentence. */
export type ReadSelector =
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  | { readonly ok: false; readonly message: string };

export function readSelector(text: string): ReadSelector {
  const words = text.match(/==|!=|[=!(),><]|[^ \t\r\n=!(),><]+/g) ?? [];
  const requirements: Requirement[] = [];
  for (let at = 0; ; at++) {
    const read = readRequirement(words, at);
    if ('message' in read) return { ok: false, message: read.message };
    const problem = problemOf(read.requirement);
    if (problem) return { ok: false, message: problem };
    requirements.push(read.requirement);
    at = read.next;
    if (at >= words.length) return { ok: true, requirements };
    if (words[at] !== ',') return { ok: false, message: `a comma is missing before ${named(words[at])}.` };
  }
}

/** True when all requirements hold for these labels. */
export function compileSelector(requirements: readonly Requirement[]): (labels: readonly string[]) => boolean {
  const tests = requirements.map(compileRequirement);
  return (labels) => tests.every((test) => test(labels));
}

/** A selector that finds one of Cilium's labels; null where none can say it. Kubernetes' own need no source, nor do a node's. */
export function selectorFor(label: string): string | null {
  const { source, key, value } = readLabel(label);
  const isPlain = source === 'k8s' || source === 'unspec';
  const name = isPlain ? key : `${source}:${key}`;
  const text = value === '' && !isPlain ? name : `${name}=${value}`;
  return readSelector(text).ok ? text : null;
}

type Read = { readonly requirement: Requirement; readonly next: number } | { readonly message: string };

function readRequirement(words: readonly string[], start: number): Read {
  const negated = words[start] === '!';
  const keyAt = negated ? start + 1 : start;
  const name = words[keyAt];
  if (name === undefined || isSymbol(name)) return { message: 'a label key is missing.' };
  const { source, key } = splitKey(name);
  const next = keyAt + 1;
  if (negated) return { requirement: { source, key, operator: 'absent', values: [] }, next };
  const word = words[next];
  if (word === undefined || word === ',') return { requirement: { source, key, operator: 'exists', values: [] }, next };
  if (word === 'in' || word === 'notin') {
    const list = readList(words, next + 1);
    if ('message' in list) return list;
    return { requirement: { source, key, operator: word === 'in' ? '=' : '!=', values: list.values }, next: list.next };
  }
  const operator = comparisons.get(word);
  if (!operator) return { message: `after a key comes =, !=, in, notin, > or <, not ${named(word)}.` };
  const value = words[next + 1];
  if (value === undefined || value === ',')
    return { requirement: { source, key, operator, values: [''] }, next: next + 1 };
  if (isSymbol(value)) return { message: `a value is missing before ${named(value)}.` };
  return { requirement: { source, key, operator, values: [value] }, next: next + 2 };
}

const comparisons: ReadonlyMap<string, Operator> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['>', '>'],
  ['<', '<'],
]);

const isSymbol = (word: string): boolean => /^[=!(),><]/.test(word);

/** `(a,b)`; nothing beside a comma is the empty value. */
function readList(words: readonly string[], start: number): { values: string[]; next: number } | { message: string } {
  const expected = { message: 'after in and notin come values in brackets: (a,b).' };
  if (words[start] !== '(') return expected;
  const values: string[] = [];
  let wantsValue = true;
  for (let at = start + 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === ')') {
      if (values.length > 0 && wantsValue) values.push('');
      return values.length > 0 ? { values, next: at + 1 } : expected;
    }
    if (word === ',') {
      if (wantsValue) values.push('');
      wantsValue = true;
    } else if (isSymbol(word) || !wantsValue) return expected;
    else {
      values.push(word);
      wantsValue = false;
    }
  }
  return expected;
}

function splitKey(name: string): { source: string; key: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { source: 'any', key: name } : { source: name.slice(0, colon), key: name.slice(colon + 1) };
}

/** For sentences, which are not to grow with what is wrong. */
const named = (text = ''): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);

const namePattern = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const domainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Cilium puts the source and a dot before the key and holds the whole to the rules of Kubernetes. */
function problemOf({ source, key, operator, values }: Requirement): string | null {
  const [first = '', second, ...more] = `${source}.${key}`.split('/');
  const name = second ?? first;
  const isSound =
    more.length === 0 &&
    namePattern.test(name) &&
    (second === undefined || (first.length <= 253 && domainPattern.test(first)));
  if (!isSound) return `${named(key)} is no label key.`;
  const bad = values.find((value) => value !== '' && !namePattern.test(value));
  if (bad !== undefined) return `${named(bad)} is no label value.`;
  const compares = operator === '>' || operator === '<';
  return compares && readInteger(values[0] ?? '') === null ? 'after > and < comes a whole number.' : null;
}

/** A whole number of 64 bits. */
function readInteger(text: string): bigint | null {
  if (!/^[-+]?\d{1,64}$/.test(text)) return null;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : null;
}

function compileRequirement({ source, key, operator, values }: Requirement): (labels: readonly string[]) => boolean {
  const find = source === 'cidr' ? cidrFinder(key) : labelFinder(source, key);
  const bound = readInteger(values[0] ?? '') ?? 0n;
  return (labels) => {
    const found = find(labels);
    if (operator === 'exists') return found !== undefined;
    if (operator === 'absent') return found === undefined;
    if (operator === '=') return found !== undefined && values.includes(found);
    if (operator === '!=') return found === undefined || !values.includes(found);
    const number = readInteger(found ?? '');
    return number !== null && (operator === '>' ? number > bound : number < bound);
  };
}

/** Gives the value of the first label that a key speaks of. */
type Finder = (labels: readonly string[]) => string | undefined;

function labelFinder(source: string, key: string): Finder {
  return (labels) => {
    for (const text of labels) {
      const label = readLabel(text);
      if (label.key === key && (source === 'any' || label.source === source)) return label.value;
    }
    return undefined;
  };
}

/** `cidr:10.0.0.0/8` also speaks of labels of ranges within it. */
function cidrFinder(key: string): Finder {
  const outer = readRange(addressText(key));
  return (labels) => {
    for (const text of labels) {
      const label = readLabel(text);
      if (label.source !== 'cidr') continue;
      const inner = outer && readRange(addressText(label.key));
      const isInside = inner && outer && inner.bits >= outer.bits && isWithin(outer, inner.network);
      if (label.key === key || isInside) return label.value;
    }
    return undefined;
  };
}

/** Keys write IPv6 with dashes. */
const addressText = (key: string): string => key.replaceAll('-', ':');

/** `source:key=value`; `reserved.x` and `$x` are old ways to write `reserved:x`. */
function readLabel(text: string): { source: string; key: string; value: string } {
  const full = text.startsWith('$') ? `reserved:${text.slice(1)}` : text;
  const colon = full.indexOf(':');
  const old = colon < 0 && full.startsWith('reserved.');
  const start = old ? 'reserved.'.length : colon + 1;
  const source = old ? 'reserved' : colon < 0 ? 'unspec' : full.slice(0, colon);
  const equals = full.indexOf('=', start);
  if (equals < 0) return { source, key: full.slice(start), value: '' };
  if (equals === start && source === 'reserved') return { source, key: full.slice(start + 1), value: '' };
  return { source, key: full.slice(start, equals), value: full.slice(equals + 1) };
}
