// What can be told of a CEL expression without its parser, which only the server carries.

const longest = 2048;

/** What is plainly wrong, as the rest of a sentence; null leaves the rest to the server. */
export function celProblem(text: string): string | null {
  if (text.trim() === '') return 'write an expression that gives true or false.';
  if (text.length > longest) return `an expression has at most ${longest} characters.`;
  const open: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") {
      const end = endOfText(text, at);
      if (end < 0) return `the text that begins with ${text.slice(at, at + 12)} is never closed.`;
      at = end;
    } else if (closing.has(char)) open.push(closing.get(char) ?? '');
    else if (isClosing(char) && open.pop() !== char) return `"${char}" closes nothing.`;
  }
  return open.length > 0 ? `a closing "${open.at(-1)}" is missing.` : null;
}

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

const isClosing = (char: string): boolean => char === ')' || char === ']' || char === '}';

/** Place of the last quote of the text that begins at `start`; -1 when there is none. Three quotes span lines. */
function endOfText(text: string, start: number): number {
  const quote = text.charAt(start);
  const mark = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  const isRaw = /[rR]$/.test(text.slice(Math.max(0, start - 1), start));
  for (let at = start + mark.length; at < text.length; at++) {
    if (text.charAt(at) === '\\' && !isRaw) at++;
    else if (text.startsWith(mark, at)) return at + mark.length - 1;
  }
  return -1;
}
