// Lines joined to JSON documents: one a line as a rule, but also pretty-printed ones, arrays, several on one line, and
// lines that a container runtime has cut into parts.
import { longestLine, type TextLine } from '@/lib/capture/read-lines';

/** A document that grows beyond this many characters is not one: something was cut off before it. */
const longestOpen = longestLine;

/** Texts for parseCaptureLine, each under the number of its first line. What is broken comes out as it stands. */
export async function* readDocuments(lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  const joiner = new Joiner();
  for await (const line of lines) yield* joiner.push(line);
  yield* joiner.end();
}

/**
 *                 ends between values, braces open
 *   ┌──────┐ ───────────────────────────────────────▶ ┌──────┐ ──┐ more of it
 *   │ idle │                                          │ open │ ◀─┘
 *   └──────┘ ◀─────────────────────────────────────── └──────┘
 *     │  ▲     closes, cannot be part of it, too long
 *     └──┘ a whole line, or one cut off
 */
class Joiner {
  private open: { line: number; texts: string[]; size: number; depth: number } | undefined;
  /** First parts of a line that CRI has cut, by stream. */
  private readonly parts = new Map<string, TextLine>();

  *push(line: TextLine): Generator<TextLine> {
    if (line.isTooLong) {
      yield* this.giveUp();
      yield line;
      return;
    }
    const whole = this.joinParts(line);
    if (whole) yield* this.open ? this.extend(whole) : this.start(whole);
  }

  *end(): Generator<TextLine> {
    yield* this.giveUp();
    yield* this.parts.values();
    this.parts.clear();
  }

  /** `<time> stdout P <text>` is continued by the stream's next line, `F` ends it. */
  private joinParts({ line, text }: TextLine): TextLine | undefined {
    const cri = /^\d{4}-\S+ (stdout|stderr) ([FP])(?::\S*)? /.exec(text);
    if (!cri) return { line, text };
    const [prefix, stream = '', tag] = cri;
    const body = text.slice(prefix.length);
    const before = this.parts.get(stream);
    const joined = { line: before?.line ?? line, text: (before?.text ?? '') + body };
    if (tag === 'P' && joined.text.length < longestOpen) this.parts.set(stream, joined);
    else this.parts.delete(stream);
    return tag === 'P' && this.parts.has(stream) ? undefined : joined;
  }

  private *start({ line, text }: TextLine): Generator<TextLine> {
    const trimmed = text.trim();
    if (/^[[\],]*$/.test(trimmed)) return;
    const begin = trimmed.startsWith('[') ? trimmed.replace(/^\[\s*/, '') : trimmed;
    if (!begin.startsWith('{') || isPlainlyWhole(begin)) {
      yield { line, text: begin };
      return;
    }
    const { documents, rest, depth, inText } = split(begin);
    for (const document of documents) yield { line, text: document };
    if (rest === '' || /^[\s,\]]*$/.test(rest)) return;
    // A pretty-printer ends lines between values; a line that ends anywhere else was cut.
    if (!inText && /[{[,:]$/.test(rest)) this.open = { line, texts: [rest], size: rest.length, depth };
    else yield { line, text: rest };
  }

  private *extend(next: TextLine): Generator<TextLine> {
    const { open } = this;
    if (!open) return;
    if (beginsAnew(next.text)) {
      // What was open had been cut off.
      yield* this.giveUp();
      yield* this.start(next);
      return;
    }
    const { documents, rest, depth, inText } = split(next.text, open.depth);
    const [closed] = documents;
    open.texts.push(closed ?? rest);
    open.size += next.text.length;
    open.depth = depth;
    if (closed !== undefined) {
      this.open = undefined;
      yield { line: open.line, text: open.texts.join('\n') };
      const after = [...documents.slice(1), rest].join('\n');
      if (after.trim() !== '') yield* this.start({ line: next.line, text: after.replace(/^[\s,]+/, '') });
    } else if (inText || open.size > longestOpen) yield* this.giveUp();
  }

  private *giveUp(): Generator<TextLine> {
    const { open } = this;
    this.open = undefined;
    if (open) yield { line: open.line, text: open.texts.join('\n') };
  }
}

/** Most lines: an object from end to end, with nothing to split. */
const isPlainlyWhole = (text: string): boolean => text.startsWith('{') && text.endsWith('}') && !/\}\s*\{/.test(text);

/** A pretty-printer indents all that lies inside, so an object at the very left, maybe behind a file name, is a new one. */
const beginsAnew = (text: string): boolean => /^[^\s{}[\]"]*\{/.test(text) && text.trimEnd().endsWith('}');

interface Split {
  /** Objects that close in the text, one after the other. */
  readonly documents: readonly string[];
  readonly rest: string;
  readonly depth: number;
  /** The text ends inside a string, which JSON never continues on another line. */
  readonly inText: boolean;
}

/** Cuts after every brace that closes an object begun at depth 0. One pass. */
function split(text: string, from = 0): Split {
  const documents: string[] = [];
  let depth = from;
  let start = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inText) {
      if (char === backslash) at++;
      else if (char === quote) inText = false;
    } else if (char === quote) inText = true;
    else if (char === openBrace || char === openBracket) {
      if (depth === 0) start = at;
      depth++;
    } else if (char === closeBrace || char === closeBracket) {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && char === closeBrace) {
        documents.push(text.slice(start, at + 1));
        start = at + 1;
      }
    }
  }
  return { documents, rest: text.slice(start), depth, inText };
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = ['"', '\\', '{', '}', '[', ']'].map(
  (char) => char.charCodeAt(0),
);
