// Whether a text is a regular expression of RE2, told in one pass and without the engine, which only the server carries.
// Syntax: https://github.com/google/re2/wiki/Syntax as Go's regexp reads it. Names of Unicode classes, names given twice
// and the size of the whole are left to the engine.

/** What is wrong, as the rest of a sentence; null where nothing is. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > longest) return `an expression has at most ${longest} characters.`;
  const reader: Reader = { text: pattern, at: 0, groups: [], operand: false, repeated: false, count: 1, most: 1 };
  while (reader.at < pattern.length) {
    const problem = readNext(reader);
    if (problem) return problem;
  }
  return reader.groups.length > 0 ? 'a closing ")" is missing.' : null;
}

const longest = 1024;
const mostRepeats = 1000;
const deepest = 250;

interface Reader {
  readonly text: string;
  at: number;
  /** `most` of the expressions around the one being read. */
  readonly groups: number[];
  /** Whether something stands before that can be repeated, and whether it just was. */
  operand: boolean;
  repeated: boolean;
  /** How often the operand, and anything in this group, is repeated by counts within it. */
  count: number;
  most: number;
}

function readNext(reader: Reader): string | null {
  const { text, at } = reader;
  switch (text.charAt(at)) {
    case '(':
      return readOpen(reader);
    case ')':
      return readClose(reader);
    case '|':
      reader.operand = false;
      reader.repeated = false;
      reader.at++;
      return null;
    case '*':
    case '+':
    case '?':
      return repeat(reader, 1, 1);
    case '{':
      return readCount(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    default:
      return operand(reader, 1);
  }
}

function operand(reader: Reader, length: number, count = 1): null {
  reader.at += length;
  reader.operand = true;
  reader.repeated = false;
  reader.count = count;
  return null;
}

function repeat(reader: Reader, length: number, times: number): string | null {
  const what = reader.text.slice(reader.at, reader.at + length);
  if (reader.repeated) return `"${what}" repeats what is repeated already.`;
  if (!reader.operand) return `"${what}" has nothing before it to repeat.`;
  if (times * reader.count > mostRepeats) return `"${what}" asks for more than ${mostRepeats} repetitions.`;
  reader.count *= Math.max(1, times);
  reader.most = Math.max(reader.most, reader.count);
  reader.at += length;
  if (reader.text.charAt(reader.at) === '?') reader.at++;
  reader.repeated = true;
  return null;
}

/** A brace that holds no count is itself. */
function readCount(reader: Reader): string | null {
  const [whole = '', least = '', comma, most = ''] =
    /^\{(\d+)(,(\d*))?\}/.exec(reader.text.slice(reader.at, reader.at + countLength)) ?? [];
  if (whole === '' || /^0\d/.test(least) || /^0\d/.test(most)) return operand(reader, 1);
  const [from, to] = [Number(least), Number(most === '' ? least : most)];
  if (to > mostRepeats || from > mostRepeats) return `"${whole}" asks for more than ${mostRepeats} repetitions.`;
  if (comma && to < from) return `"${whole}" runs from more to less.`;
  return repeat(reader, whole.length, to);
}

const countLength = 24;

function readOpen(reader: Reader): string | null {
  const start = reader.text.slice(reader.at, reader.at + groupLength);
  const isPlain = !start.startsWith('(?');
  const flags = /^\(\?(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)?([:)])/.exec(start);
  const name = /^\(\?P?<\w+>/.exec(start);
  if (!isPlain && !flags && !name)
    return 'after "(?" comes a name as in (?P<name>…), or flags as in (?i); RE2 looks neither ahead nor back.';
  if (flags?.[1] === ')') {
    reader.at += flags[0].length;
    reader.repeated = false;
    return null;
  }
  reader.groups.push(reader.most);
  if (reader.groups.length > deepest) return 'groups are nested too deeply.';
  reader.at += isPlain ? 1 : (flags?.[0] ?? name?.[0] ?? '').length;
  Object.assign(reader, { operand: false, repeated: false, count: 1, most: 1 });
  return null;
}

const groupLength = 256;

function readClose(reader: Reader): string | null {
  const around = reader.groups.pop();
  if (around === undefined) return '")" closes nothing.';
  const within = reader.most;
  reader.most = Math.max(around, within);
  return operand(reader, 1, within);
}

function readClass(reader: Reader): string | null {
  const { text } = reader;
  let at = reader.at + (text.charAt(reader.at + 1) === '^' ? 2 : 1);
  for (let isFirst = true; isFirst || text.charAt(at) !== ']'; isFirst = false) {
    if (at >= text.length) return 'a closing "]" is missing.';
    const named = namedClass(text, at);
    if (named && !posix.test(named)) return `"${named.slice(0, shownLength)}" is no class of characters.`;
    const many = named?.length ?? classLength(text, at);
    if (many > 0) {
      at += many;
      continue;
    }
    const low = readMember(text, at);
    if (low === null) return `"${text.slice(at, at + 2)}" means nothing within brackets.`;
    at += low.length;
    if (text.charAt(at) !== '-' || text.charAt(at + 1) === ']' || at + 1 >= text.length) continue;
    const high = readMember(text, at + 1);
    if (high === null) return `"${text.slice(at + 1, at + 3)}" ends no range.`;
    if (high.code < low.code) return 'a range of characters runs from high to low.';
    at += 1 + high.length;
  }
  return operand(reader, at + 1 - reader.at);
}

const posix = /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]$/;

/** `[:alpha:]`, or whatever else stands where such a name does: the engine looks for its end anywhere behind `[:`. */
function namedClass(text: string, at: number): string | null {
  const end = text.startsWith('[:', at) ? text.indexOf(':]', at) : -1;
  return end < 0 ? null : text.slice(at, end + 2);
}

const shownLength = 24;

/** Length of `\d`, `\pL`, `\p{Greek}`; 0 where none begins. */
function classLength(text: string, at: number): number {
  return /^\\(?:[dDsSwW]|[pP](?:\{\^?\w+\}|[A-Z]))/.exec(text.slice(at, at + groupLength))?.[0].length ?? 0;
}

/** One character, perhaps escaped; null for an escape that is none. */
function readMember(text: string, at: number): { code: number; length: number } | null {
  const code = text.codePointAt(at) ?? 0;
  return text.charAt(at) === '\\' ? escapedAt(text, at) : { code, length: code > 0xffff ? 2 : 1 };
}

const letters: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

function escapedAt(text: string, at: number): { code: number; length: number } | null {
  const rest = text.slice(at + 1, at + countLength);
  const [first = ''] = rest;
  const hex = /^x(?:\{([\da-f]{1,8})\}|([\da-f]{2}))/i.exec(rest);
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)?.[0];
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    return code <= 0x10_ffff ? { code, length: hex[0].length + 1 } : null;
  }
  if (octal) return { code: Number.parseInt(octal, 8), length: octal.length + 1 };
  if (Object.hasOwn(letters, first)) return { code: letters[first] ?? 0, length: 2 };
  return /^[!-/:-@[-`{-~]/.test(first) ? { code: first.charCodeAt(0), length: 2 } : null;
}

function readEscape(reader: Reader): string | null {
  const { text, at } = reader;
  if (at + 1 >= text.length) return 'a backslash at the end escapes nothing.';
  if (text.startsWith('\\Q', at)) return readLiteral(reader);
  if (/^\\[AbBz]/.test(text.slice(at, at + 2))) return operand(reader, 2);
  const length = classLength(text, at) || (escapedAt(text, at)?.length ?? 0);
  return length > 0 ? operand(reader, length) : `"${text.slice(at, at + 2)}" is no escape of RE2.`;
}

/** `\Q…\E` is taken as it stands. */
function readLiteral(reader: Reader): null {
  const end = reader.text.indexOf('\\E', reader.at + 2);
  const stop = end < 0 ? reader.text.length : end;
  const isEmpty = stop === reader.at + 2;
  const before = reader.operand;
  operand(reader, (end < 0 ? stop : end + 2) - reader.at);
  if (isEmpty) reader.operand = before;
  return null;
}
