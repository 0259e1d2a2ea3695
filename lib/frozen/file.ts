// A frozen view as one file: a line of JSON for each part, compressed.
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { FrozenError } from '@/lib/frozen/error';
import type { FrozenEnd, FrozenHead, FrozenPart, ReadPart } from '@/lib/frozen/frozen';
import { following, unzipped } from '@/lib/frozen/gunzip';
import { firstBytes, readHead, readLine, writeLine } from '@/lib/frozen/line';

/** Bytes of a file that are written or unfolded at most. */
export const mostFileBytes = 256 * 2 ** 20;
/** A line holds one flow, one row, or the counts of some rows. */
const mostLineChars = 4 * 2 ** 20;

/** The bytes of the file, and what its last line says. */
export async function writeFrozen(
  parts: AsyncIterable<FrozenPart>,
): Promise<{ readonly bytes: Buffer; readonly end: FrozenEnd }> {
  const chunks: Buffer[] = [];
  let end: FrozenEnd = { flows: 0, flowsLeftOut: 0, rows: 0 };
  const lines = linesOf(parts, (told) => {
    end = told;
  });
  await pipeline(lines, createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk);
  });
  return { bytes: Buffer.concat(chunks), end };
}

/** Lines are small: many are compressed at once. */
const charsPerChunk = 64 * 1024;

async function* linesOf(parts: AsyncIterable<FrozenPart>, onEnd: (end: FrozenEnd) => void): AsyncGenerator<string> {
  let text = '';
  for await (const part of parts) {
    if (part.kind === 'end') onEnd(part.end);
    text += `${writeLine(part)}\n`;
    if (text.length < charsPerChunk) continue;
    yield text;
    text = '';
  }
  yield text;
}

export interface FrozenFile {
  readonly head: FrozenHead;
  /** What follows the head, in the order of the file. Throws FrozenError. */
  readonly parts: AsyncIterable<ReadPart>;
}

/** Reads as far as the head. Rejects with FrozenError. */
export async function readFrozen(chunks: AsyncIterable<Uint8Array>, most = mostFileBytes): Promise<FrozenFile> {
  const lines = linesIn(unzipped(chunks, most));
  const first = await lines.next();
  const head = first.done ? null : readHead(first.value);
  if (head?.ok) return { head: head.head, parts: partsOf(lines) };
  await lines.return(undefined);
  throw new FrozenError(head?.code ?? 'not-frozen', head?.message ?? 'The file is empty.');
}

/** Whether bytes begin such a file, and all of them. */
export async function toldApart(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly isFrozen: boolean; readonly bytes: AsyncIterable<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < firstBytes.length) {
    const next = await rest.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  const isFrozen = first.subarray(0, firstBytes.length).toString('latin1') === firstBytes;
  return { isFrozen, bytes: following(first, rest) };
}

/** A file without its last line ends early, however whole its bytes are. */
async function* partsOf(lines: AsyncIterable<string>): AsyncGenerator<ReadPart> {
  let line = 1;
  let isWhole = false;
  for await (const text of lines) {
    line += 1;
    if (text === '') continue;
    const read = readLine(text);
    yield read.ok ? read.part : { kind: 'bad', line, message: read.message };
    isWhole ||= read.ok && read.part.kind === 'end';
  }
  if (!isWhole) throw new FrozenError('damaged', 'The file is damaged: it ends early; ask for it again.');
}

async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    rest += first;
    for (const other of others) {
      yield rest;
      rest = other;
    }
    if (rest.length > mostLineChars)
      throw new FrozenError('too-large', 'A line of the file is longer than any that is written.');
  }
  if (rest !== '') yield rest + decoder.decode();
}
