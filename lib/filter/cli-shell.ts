// Words of a POSIX shell command line, read and written. Nothing is expanded.

export interface ShellWords {
  readonly words: readonly string[];
  /** What follows the command: a pipe, a redirection, another command. */
  readonly rest: string;
  /** What a shell would have done that is not done here, one sentence each. */
  readonly problems: readonly string[];
}

/** One pass over the text; never throws. */
export function splitShell(text: string): ShellWords {
  const words: string[] = [];
  const problems = new Set<string>();
  let word: string | null = null;
  let at = 0;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "'" || char === '"') {
      const quoted = char === "'" ? readSingle(text, at) : readDouble(text, at, problems);
      word = (word ?? '') + quoted.said;
      at = quoted.last;
      if (at >= text.length) problems.add(`A quote (${char}) is never closed.`);
    } else if (char === '\\') {
      at++;
      if (text.charAt(at) !== '\n') word = (word ?? '') + text.charAt(at);
    } else if (/[ \t\r]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[\n|&;<>()]/.test(char) && !isBlankToEnd(text, at)) break;
    else if (char === '#' && word === null) break;
    else if (char !== '\n') {
      if (isExpansion(text, at)) problems.add(unexpanded);
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return { words, rest: text.slice(at).trim(), problems: [...problems] };
}

/** A word as a shell has to be given it. */
export function quoteShell(word: string): string {
  return /^[\w\-+:,./@][\w\-+:,./@=]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const unexpanded = 'Variables and commands in the line ($…, `…`) are not expanded; write what they stand for.';

const isExpansion = (text: string, at: number): boolean =>
  text.charAt(at) === '`' || (text.charAt(at) === '$' && /[\w{(]/.test(text.charAt(at + 1)));

/** A line may end in a newline without ending there for somebody who pasted it. */
const isBlankToEnd = (text: string, at: number): boolean =>
  text.charAt(at) === '\n' && text.length - at < 3 && text.slice(at).trim() === '';

interface Quoted {
  readonly said: string;
  /** Place of the closing quote, or the end of the text. */
  readonly last: number;
}

function readSingle(text: string, start: number): Quoted {
  const end = text.indexOf("'", start + 1);
  return end < 0 ? { said: text.slice(start + 1), last: text.length } : { said: text.slice(start + 1, end), last: end };
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
  return { said: parts.join(''), last: at };
}
