// Streams over a port, from either end: an item is made when the reader at the other end asks for it, and not before.
import { type ErrorText, errorOf, type Post, type StreamMessage, tellError } from '@/lib/live/thread/message';

/** How items cross, where something better than a copy of each is known. */
export interface Cargo {
  pack(item: unknown): { readonly value: unknown; readonly transfer?: readonly ArrayBuffer[] };
  unpack(value: unknown): unknown;
}

export interface Streams {
  /** The number by which the other end reads it. `abort` is aborted when that reader leaves. */
  serve(items: AsyncIterable<unknown>, abort: AbortController): number;
  /** A stream of the other end. */
  read(stream: number): AsyncIterableIterator<unknown>;
  take(message: StreamMessage): void;
  /** Ends all that are read. */
  fail(error: Error): void;
}

interface Served {
  readonly iterator: AsyncIterator<unknown>;
  readonly abort: AbortController;
}

interface Reading {
  readonly waiting: {
    resolve(result: IteratorResult<unknown>): void;
    reject(error: Error): void;
  }[];
}

export function createStreams(post: Post, cargo: Cargo): Streams {
  const served = new Map<number, Served>();
  const readings = new Map<number, Reading>();
  let last = 0;

  async function give(stream: number) {
    const source = served.get(stream);
    if (!source) return;
    try {
      const { done, value } = await source.iterator.next();
      // The reader may have left meanwhile.
      if (!served.has(stream)) return;
      if (done) return close(stream);
      const { value: packed, transfer } = cargo.pack(value);
      post({ kind: 'item', stream, value: packed }, transfer);
    } catch (error) {
      if (served.has(stream)) close(stream, tellError(error));
    }
  }

  function close(stream: number, error?: ErrorText) {
    served.delete(stream);
    post({ kind: 'end', stream, ...(error && { error }) });
  }

  function left(stream: number) {
    const source = served.get(stream);
    served.delete(stream);
    source?.abort.abort();
    source?.iterator.return?.().catch(() => {});
  }

  function read(stream: number): AsyncIterableIterator<unknown> {
    const reading: Reading = { waiting: [] };
    readings.set(stream, reading);
    return {
      next() {
        if (readings.get(stream) !== reading) return Promise.resolve(over);
        post({ kind: 'pull', stream });
        return new Promise((resolve, reject) => reading.waiting.push({ resolve, reject }));
      },
      async return() {
        if (readings.has(stream)) post({ kind: 'leave', stream });
        end(stream);
        return over;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  function end(stream: number, error?: Error) {
    const waiting = readings.get(stream)?.waiting ?? [];
    readings.delete(stream);
    for (const { resolve, reject } of waiting) error ? reject(error) : resolve(over);
  }

  /** Unpacked also when its reader has left: what it carries may be meant for others as well. */
  function taken(stream: number, packed: unknown) {
    const value = cargo.unpack(packed);
    readings.get(stream)?.waiting.shift()?.resolve({ done: false, value });
  }

  return {
    serve(items, abort) {
      last += 1;
      served.set(last, { iterator: items[Symbol.asyncIterator](), abort });
      return last;
    },
    read,
    take(message) {
      switch (message.kind) {
        case 'pull':
          return void give(message.stream);
        case 'leave':
          return left(message.stream);
        case 'item':
          return taken(message.stream, message.value);
        case 'end':
          return end(message.stream, message.error && errorOf(message.error));
      }
    },
    fail(error) {
      for (const stream of [...readings.keys()]) end(stream, error);
    },
  };
}

const over = { done: true, value: undefined } as const;
