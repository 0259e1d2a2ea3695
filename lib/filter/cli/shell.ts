// Words of a POSIX shell command line, read and written. Nothing is expanded.

export interface ShellWords {
  readonly words: readonly string[];
  /** Where the command ends: at the text's end, or where another follows (`;`, `|`, `&`, a new line). */
  readonly end: number;
  /** What a shell would have done that is not done here, one sentence each. */
  readonly problems: readonly string[];
}

/** The command that begins at `start`. One pass over it; never throws. */
export function splitShell(text: string, start = 0): ShellWords {
  const words: string[] = [];
  const problems = new Set<string>();
  let word: string | null = null;
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    const quoted = readQuoted(text, at, problems);
    if (quoted) {
      word = (word ?? '') + quoted.said;
      at = quoted.last;
      if (at >= text.length) problems.add(`A quote (${quoted.mark}) is never closed.`);
    } else if (char === '\\') {
      at++;
      if (text.startsWith('\r\n', at)) at++;
      else if (text.charAt(at) !== '\n') word = (word ?? '') + text.charAt(at);
    } else if (/[ \t\r]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[\n|&;<>()]/.test(char)) break;
    else if (char === '#' && word === null) at = endOfLine(text, at) - 1;
    else {
      noteOn(text, at, problems);
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return { words, end: at, problems: [...problems] };
}

/** Where the command after one that ended at `end` begins. */
export function nextCommand(text: string, end: number): number {
  let at = end;
  while (at < text.length && /[\s|&;<>()]/.test(text.charAt(at))) at++;
  return at;
}

/** A word as a shell has to be given it. */
export function quoteShell(word: string): string {
  return /^[\w\-+:,./@][\w\-+:,./@=]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const unexpanded = 'Variables and commands in the line ($…, `…`) are not expanded; write what they stand for.';
const curly = 'Curly quotes are no quotes to a shell; write " or \'.';

function noteOn(text: string, at: number, problems: Set<string>): void {
  if (isExpansion(text, at)) problems.add(unexpanded);
  if (/[\u2018-\u201f]/.test(text.charAt(at))) problems.add(curly);
}

const isExpansion = (text: string, at: number): boolean =>
  text.charAt(at) === '`' || (text.charAt(at) === '$' && /[\w{(]/.test(text.charAt(at + 1)));

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

interface Quoted {
  readonly said: string;
  /** How the quote is opened. */
  readonly mark: string;
  /** Place of the closing quote, or the end of the text. */
  readonly last: number;
}

/** What stands in the quotes that open at `at`; null where none do. */
function readQuoted(text: string, at: number, problems: Set<string>): Quoted | null {
  const isDollar = text.charAt(at) === '$';
  const mark = text.charAt(isDollar ? at + 1 : at);
  if (mark === '"') return readDouble(text, isDollar ? at + 1 : at, problems);
  if (mark !== "'") return null;
  return isDollar ? readEscaped(text, at + 1) : readSingle(text, at);
}

function readSingle(text: string, start: number): Quoted {
  const end = text.indexOf("'", start + 1);
  const last = end < 0 ? text.length : end;
  return { said: text.slice(start + 1, last), mark: "'", last };
}

/** A backslash in double quotes escapes $ ` " \ and newlines only. */
function readDouble(text: string, start: number, problems: Set<string>): Quoted {
  const parts: string[] = [];
  let at = start + 1;
  for (; at < text.length && text.charAt(at) !== '"'; at++) {
    const next = text.charAt(at + 1);
    if (text.charAt(at) === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
      if (next !== '\n') parts.push(next);
      at++;
    } else {
      if (isExpansion(text, at)) problems.add(unexpanded);
      parts.push(text.charAt(at));
    }
  }
  return { said: parts.join(''), mark: '"', last: at };
}

const letters: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** `$'…'`, in which backslashes mean what they mean in C (POSIX.1-2024, 2.2.4). */
function readEscaped(text: string, start: number): Quoted {
  const parts: string[] = [];
  let at = start + 1;
  for (; at < text.length && text.charAt(at) !== "'"; at++) {
    if (text.charAt(at) !== '\\') {
      parts.push(text.charAt(at));
      continue;
    }
    const found = /^(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|([0-7]{1,3})|(.))/s.exec(text.slice(at + 1, at + 6));
    if (!found) continue;
    const [whole, hex, unicode, octal, letter = ''] = found;
    const code = Number.parseInt(hex ?? unicode ?? octal ?? '', octal === undefined ? 16 : 8);
    parts.push(letter === '' ? String.fromCharCode(code) : (letters[letter] ?? letter));
    at += whole.length;
  }
  return { said: parts.join(''), mark: "$'", last: at };
}
