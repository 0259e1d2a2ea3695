// Filter text cut into tokens with their places, before any key is understood.
import { quote } from '@/lib/filter/print';

/** A stretch of the text; `text` is what it says, with quotes and escapes taken away. */
export interface Span {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type RawValue = Span;

export interface RawToken {
  readonly not: boolean;
  /** The whole token, minus included, as written. */
  readonly token: Span;
  /** The token less its minus. */
  readonly body: Span;
  /** What stands before the colon, side included; absent on a bare word. */
  readonly head?: Span;
  readonly values: readonly RawValue[];
  /** Why the token cannot be read; `mend` would be right in place of `start` to `end`. */
  readonly flaw?: { readonly message: string; readonly start: number; readonly end: number; readonly mend?: string };
}

const isSpace = (char: string): boolean => /\s/.test(char);

/** All tokens in order. One pass, every character looked at a bounded number of times. */
export function scan(text: string): RawToken[] {
  const tokens: RawToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text.charAt(at))) {
      at++;
      continue;
    }
    const token = scanToken(text, at);
    tokens.push(token);
    at = token.token.end;
  }
  return tokens;
}

function scanToken(text: string, start: number): RawToken {
  const not = text.charAt(start) === '-';
  const bodyStart = not ? start + 1 : start;
  const head = scanHead(text, bodyStart);
  const values: RawValue[] = [];
  let at = head ? head.end + 1 : bodyStart;
  let flaw: RawToken['flaw'];
  for (;;) {
    const value = scanValue(text, at);
    values.push(value.span);
    flaw ??= value.flaw;
    at = value.span.end;
    if (text.charAt(at) !== ',') break;
    at++;
  }
  if (not && at === bodyStart)
    flaw = { message: 'A minus excludes the token it stands before; nothing follows it.', start, end: at };
  const span = (from: number): Span => ({ text: text.slice(from, at), start: from, end: at });
  return {
    not,
    token: span(start),
    body: span(bodyStart),
    ...(head ? { head } : {}),
    values,
    ...(flaw ? { flaw } : {}),
  };
}

/** The key, when a colon comes before any quote, comma or blank. */
function scanHead(text: string, start: number): Span | undefined {
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ':') return { text: text.slice(start, at), start, end: at };
    if (char === '"' || char === ',' || isSpace(char)) return undefined;
  }
  return undefined;
}

interface Scanned {
  readonly span: RawValue;
  readonly flaw?: RawToken['flaw'];
}

function scanValue(text: string, start: number): Scanned {
  if (text.charAt(start) === '"') return scanQuoted(text, start);
  let at = start;
  while (at < text.length && text.charAt(at) !== ',' && !isSpace(text.charAt(at))) at++;
  return { span: { text: text.slice(start, at), start, end: at } };
}

/** `"…"`, in which `\"` is a quote and `\\` a backslash; every other backslash is itself. */
function scanQuoted(text: string, start: number): Scanned {
  const parts: string[] = [];
  let at = start + 1;
  let from = at;
  for (; at < text.length && text.charAt(at) !== '"'; at++) {
    if (text.charAt(at) !== '\\' || !'\\"'.includes(text.charAt(at + 1) || ' ')) continue;
    parts.push(text.slice(from, at));
    at++;
    from = at;
  }
  parts.push(text.slice(from, at));
  const said = parts.join('');
  if (at >= text.length) {
    const mend = said === '' ? {} : { mend: quote(said.trimEnd()) };
    const flaw = { message: 'The quote opened here is never closed.', start, end: text.length, ...mend };
    return { span: { text: said, start, end: text.length }, flaw };
  }
  return afterQuote(text, { text: said, start, end: at + 1 });
}

/** What follows a closing quote must be a comma, a blank or the end. */
function afterQuote(text: string, span: RawValue): Scanned {
  let end = span.end;
  while (end < text.length && text.charAt(end) !== ',' && !isSpace(text.charAt(end))) end++;
  if (end === span.end) return { span };
  const message = 'After a closing quote comes a blank or a comma.';
  return { span: { ...span, end }, flaw: { message, start: span.end, end, mend: ` ${text.slice(span.end, end)}` } };
}
