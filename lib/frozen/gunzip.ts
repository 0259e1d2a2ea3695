// Bytes that may be compressed, as they are: bounded, whatever they unfold to.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FrozenError } from '@/lib/frozen/error';

/** Passes on what is not compressed. Throws `damaged`, or `too-large` once more than `most` bytes have come out. */
export async function* unzipped(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of unzippedIfNeeded(chunks)) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    yield chunk;
  }
}

function tooLarge(most: number): FrozenError {
  const size = `${Math.floor(most / 2 ** 20)} MiB`;
  return new FrozenError('too-large', `The file is more than ${size} long, unpacked; open a part of it.`);
}

async function* unzippedIfNeeded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done) return;
  const all = following(first.value, source);
  if (first.value[0] === 0x1f && (first.value.length < 2 || first.value[1] === 0x8b)) yield* gunzipped(all);
  else yield* all;
}

/** What was read ahead, and the rest. */
export async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const source = { failed: null as unknown };
  // An error of the source is told as it is; one of zlib means that the bytes are not those that were written.
  const fed = pipeline(Readable.from(noting(chunks, source)), gunzip).catch(() => {});
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch {
    if (source.failed) throw source.failed;
    throw new FrozenError(
      'damaged',
      'The file is damaged: it ends early, or its bytes were changed; ask for it again.',
    );
  } finally {
    gunzip.destroy();
    await fed;
  }
}

async function* noting(chunks: AsyncIterable<Uint8Array>, source: { failed: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    source.failed = error;
    throw error;
  }
}
