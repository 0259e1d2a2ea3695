// Bytes cut into lines: any length, any chunking, CRLF, a last line without newline, a byte order mark.
import type { CaptureRecord } from '@/lib/capture/capture';

export interface TextLine {
  /** Counts from 1. */
  readonly line: number;
  /** '' where it is too long. */
  readonly text: string;
  readonly isTooLong?: true;
}

/** Characters. What a line holds is kept until it ends, and what it says is many times larger once it is read. */
export const longestLine = 4 * 1024 * 1024;

/**
 * Lines without their ends; of one that is too long nothing is kept. UTF-8, or UTF-16 where a mark at the start says so;
 * broken bytes become U+FFFD.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let decoder: TextDecoder | undefined;
  let line = 0;
  // Pieces of a line longer than a chunk are joined once, when its end comes.
  let pieces: string[] = [];
  let size = 0;
  function take(piece: string) {
    size += piece.length;
    if (size > longestLine) pieces = [];
    else pieces.push(piece);
  }
  function whole(): TextLine {
    line += 1;
    const text = withoutReturn(pieces.join(''));
    const told: TextLine = size > longestLine ? { line, text: '', isTooLong: true } : { line, text };
    [pieces, size] = [[], 0];
    return told;
  }
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(encodingOf(chunk));
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    take(first);
    for (const other of others) {
      yield whole();
      take(other);
    }
  }
  take(decoder?.decode() ?? '');
  if (size > 0) yield whole();
}

/** The record of a line that is too long. */
export const tooLong = (line: number): CaptureRecord => ({
  kind: 'bad',
  line,
  message: `The line is longer than ${longestLine / 2 ** 20} MiB, as no flow is; write each flow on a line of its own.`,
});

/** PowerShell writes redirected output as UTF-16. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);
