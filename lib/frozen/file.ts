// A frozen view as one file: a line of JSON for each part, compressed.
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { FrozenError } from '@/lib/frozen/error';
import type { FrozenHead, FrozenPart, ReadPart } from '@/lib/frozen/frozen';
import { unzipped } from '@/lib/frozen/gunzip';
import { firstBytes, readHead, readLine, writeLine } from '@/lib/frozen/line';

/** Bytes of a file that are written or unfolded at most. */
export const mostFileBytes = 256 * 2 ** 20;
/** A line holds one flow, one row, or the counts of some rows. */
const mostLineChars = 4 * 2 ** 20;

/** The bytes of the file. */
export async function writeFrozen(parts: AsyncIterable<FrozenPart>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(linesOf(parts)).pipe(createGzip())) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Lines are small: many are compressed at once. */
const charsPerChunk = 64 * 1024;

async function* linesOf(parts: AsyncIterable<FrozenPart>): AsyncGenerator<string> {
  let text = '';
  for await (const part of parts) {
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

/** Whether bytes, as far as they are known, begin such a file once they are unfolded. */
export const beginsFrozen = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, firstBytes.length)).toString('latin1') === firstBytes;

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
