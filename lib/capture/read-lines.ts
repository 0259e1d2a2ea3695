// Bytes cut into lines: any length, any chunking, CRLF, a last line without newline, a byte order mark.

export interface TextLine {
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines without their ends. UTF-8, or UTF-16 where a mark at the start says so; broken bytes become U+FFFD. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let decoder: TextDecoder | undefined;
  let line = 0;
  // Pieces of a line longer than a chunk are joined once, when its end comes.
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(encodingOf(chunk));
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(first);
    for (const other of others) {
      yield { line: ++line, text: withoutReturn(pieces.join('')) };
      pieces = [other];
    }
  }
  pieces.push(decoder?.decode() ?? '');
  const last = pieces.join('');
  if (last !== '') yield { line: ++line, text: withoutReturn(last) };
}

/** PowerShell writes redirected output as UTF-16. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
