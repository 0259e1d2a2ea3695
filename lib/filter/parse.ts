// Filter text read into a filter value. Never throws, and takes time linear in the text.

import type { FilterError, Parsed, Side, Token } from '@/lib/filter/filter';
import type { KeySpec } from '@/lib/filter/keys/key-spec';
import { keySpec, keyWords, longForm, shorthands } from '@/lib/filter/keys/keys';
import { nearest } from '@/lib/filter/nearest';
import { quote } from '@/lib/filter/print';
import { clashOf } from '@/lib/filter/relay/clash';
import { type RawToken, type RawValue, scan } from '@/lib/filter/scan';
import { visible } from '@/lib/flow/visible';

/** Longer texts are refused: they come from nobody's keyboard, and the API takes none. */
const longestFilter = 8_192;

/** Reads the grammar of the filter bar and of `q=`. An error names the token, its place and what is allowed. */
export function parseFilter(text: string): Parsed {
  const read = readTokens(text);
  if ('error' in read) return refuse(read.error);
  const clash = clashError(text, read.tokens, read.raws);
  return clash ? refuse(clash) : { ok: true, filter: { tokens: read.tokens } };
}

/** The same for tokens that need not hold together, such as those that are switched off. */
export function parseTokens(text: string): Parsed {
  const read = readTokens(text);
  return 'error' in read ? refuse(read.error) : { ok: true, filter: { tokens: read.tokens } };
}

type ReadTokens =
  | { readonly tokens: readonly Token[]; readonly raws: readonly RawToken[] }
  | { readonly error: FilterError };

function readTokens(text: string): ReadTokens {
  if (text.length > longestFilter) return { error: tooLong(text) };
  const tokens: Token[] = [];
  const raws: RawToken[] = [];
  for (const raw of scan(text)) {
    const read = readToken(text, raw);
    if ('error' in read) return read;
    tokens.push(read.token);
    raws.push(raw);
  }
  return { tokens, raws };
}

type Read = { readonly token: Token } | { readonly error: FilterError };

function readToken(text: string, raw: RawToken): Read {
  if (raw.flaw) return failed(text, raw, raw.flaw);
  if (raw.head === undefined) return readValues(text, raw, keySpec('text'), 'either');
  const head = raw.head.text.toLowerCase();
  const shorthand = shorthands.get(head);
  if (shorthand) return readShorthand(text, raw, shorthand);
  const { side, word } = splitSide(head);
  const key = longForm(word);
  if (key === undefined) return unknownKey(text, raw, side, word);
  const spec = keySpec(key);
  if (side !== 'either' && !spec.sided) return noSides(text, raw, spec);
  return readValues(text, raw, spec, side);
}

/** `from:shop/cart` is a pod of that side, `from:shop/` its whole namespace. */
function readShorthand(text: string, raw: RawToken, side: Side): Read {
  const whole = raw.values.every((value) => value.text.length > 1 && value.text.indexOf('/') === value.text.length - 1);
  if (!whole) return readValues(text, raw, keySpec('pod'), side);
  const values = raw.values.map((value) => ({ ...value, text: value.text.slice(0, -1) }));
  return readValues(text, { ...raw, values }, keySpec('ns'), side);
}

function readValues(text: string, raw: RawToken, spec: KeySpec, side: Side): Read {
  const values = new Set<string>();
  for (const value of raw.values) {
    const isSaid = spec.takesEmpty && value.end > value.start;
    if (value.text === '' && !isSaid) return emptyValue(text, raw, value, spec);
    const read = spec.read(value.text);
    if (!read.ok) return badValue(text, raw, value, spec, read.message, read.suggestion);
    values.add(read.value);
  }
  return { token: { key: spec.key, side, not: raw.not, values: [...values] } };
}

function splitSide(head: string): { side: Side; word: string } {
  if (head.startsWith('from.')) return { side: 'from', word: head.slice('from.'.length) };
  if (head.startsWith('to.')) return { side: 'to', word: head.slice('to.'.length) };
  if (head.startsWith('end.')) return { side: 'end', word: head.slice('end.'.length) };
  return { side: 'either', word: head };
}

function unknownKey(text: string, raw: RawToken, side: Side, word: string): Read {
  const isExclaimed = word.startsWith('!') && side === 'either' && !raw.not;
  const meant = nearest(isExclaimed ? word.slice(1) : word, keyWords);
  // What is left out stands behind a minus; a fix must not ask for it instead.
  const prefix = isExclaimed ? '-' : side === 'either' ? '' : `${side}.`;
  const head = raw.head ?? raw.token;
  const fix = meant
    ? splice(text, head.start, head.end, prefix + meant)
    : splice(text, raw.body.start, raw.body.end, quote(text.slice(raw.body.start, raw.body.end), true));
  const advice = meant ? `Did you mean "${prefix}${meant}"?` : `To look for the word itself, put it in quotes.`;
  const message = `There is no key "${clip(head.text)}". ${advice} Keys: ${keyWords.join(', ')}.`;
  return { error: errorAt(raw, head.start, head.end, message, fix) };
}

function noSides(text: string, raw: RawToken, spec: KeySpec): Read {
  const head = raw.head ?? raw.token;
  const message = `"${spec.key}" belongs to the whole flow and has no side; write "${spec.key}:" without "from.", "to." or "end.".`;
  return { error: errorAt(raw, head.start, head.end, message, splice(text, head.start, head.end, spec.key)) };
}

function emptyValue(text: string, raw: RawToken, value: RawValue, spec: KeySpec): Read {
  const several = raw.values.length > 1;
  const message = several
    ? `One value of "${clip(raw.token.text)}" is empty; leave out the extra comma.`
    : `"${clip(raw.token.text)}" needs a value, for example ${spec.example}.`;
  const fix = several ? withoutEmptyValues(text, raw) : undefined;
  return {
    error: errorAt(raw, several ? value.start : raw.token.start, several ? value.end : raw.token.end, message, fix),
  };
}

function withoutEmptyValues(text: string, raw: RawToken): string | undefined {
  const kept = raw.values.filter((value) => value.text !== '');
  const from = raw.values[0]?.start ?? raw.token.start;
  return kept.length === 0
    ? undefined
    : splice(text, from, raw.token.end, kept.map((v) => quote(v.text, !raw.head)).join(','));
}

function badValue(text: string, raw: RawToken, at: RawValue, spec: KeySpec, message: string, meant?: string): Read {
  const advice = meant ? ` Did you mean "${meant}"?` : '';
  const fix = meant ? splice(text, at.start, at.end, quote(meant, spec.key === 'text')) : undefined;
  return {
    error: errorAt(
      raw,
      at.start,
      at.end,
      `"${clip(at.text)}" is not a value of "${spec.key}": ${message}${advice}`,
      fix,
    ),
  };
}

function failed(text: string, raw: RawToken, flaw: NonNullable<RawToken['flaw']>): Read {
  const at = flaw.end > flaw.start ? flaw : raw.token;
  return {
    error: errorAt(raw, at.start, at.end, flaw.message, flaw.mend && splice(text, at.start, at.end, flaw.mend)),
  };
}

function clashError(text: string, tokens: readonly Token[], raws: readonly RawToken[]): FilterError | null {
  const clash = clashOf(tokens);
  const [type, http] = [raws[clash?.typeAt ?? -1], raws[clash?.httpAt ?? -1]];
  if (!type || !http) return null;
  const message = `"${clip(http.token.text)}" speaks of L7 events, which "${clip(type.token.text)}" leaves out; add l7 to the types.`;
  return errorAt(type, type.token.start, type.token.end, message, splice(text, type.token.end, type.token.end, ',l7'));
}

/** `token` of an error is the offending token's whole text; position and length point at the part to mend. */
function errorAt(raw: RawToken, start: number, end: number, message: string, fix?: string): FilterError {
  return {
    message,
    token: raw.token.text,
    position: start,
    length: end - start,
    ...(fix === undefined ? {} : { fix }),
  };
}

function tooLong(text: string): FilterError {
  const message = `The filter is longer than ${longestFilter} characters; shorten it.`;
  return { message, token: clip(text), position: longestFilter, length: text.length - longestFilter };
}

const refuse = (error: FilterError): Parsed => ({ ok: false, error });
const splice = (text: string, start: number, end: number, put: string): string =>
  text.slice(0, start) + put + text.slice(end);
const clip = (text: string): string => visible(text.length > 60 ? `${text.slice(0, 57)}…` : text);
