import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveError } from '@/lib/live/error';
import { createPeer, type Methods, type Peer } from '@/lib/live/thread/peer';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** The near end of a real channel; the far one answers. */
function peerOf(methods: Methods): Peer {
  const { port1, port2 } = new MessageChannel();
  closers.push(() => port1.close());
  createPeer(port2, methods);
  return createPeer(port1, {});
}

/** Numbers from 1 on; says how many were asked for, and whether their reader has left. */
function numbers() {
  const source = {
    made: 0,
    left: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          source.made += 1;
          yield source.made;
        }
      } finally {
        source.left = true;
      }
    },
  };
  return source;
}

type Stream = AsyncIterableIterator<unknown>;

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Everything posted so far has been taken by the far end when this resolves. */
const settled = (peer: Peer) => peer.call('echo', []);
const echo = async (...args: readonly unknown[]) => args;

describe('a call', () => {
  it('is answered with what the method resolves to', async () => {
    const peer = peerOf({ echo });
    const args = ['a', { deep: [1, null, undefined, Number.POSITIVE_INFINITY] }, undefined];
    expect(await peer.call('echo', args)).toEqual(args);
  });

  it('goes beside others, and each gets its own answer', async () => {
    const wakers: (() => void)[] = [];
    const peer = peerOf({ slow: async (name) => new Promise((resolve) => wakers.push(() => resolve(name))) });
    const answers = ['a', 'b', 'c'].map((name) => peer.call('slow', [name]));
    await until(() => wakers.length === 3);
    for (const wake of wakers.reverse()) wake();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
  });

  it('is refused with all that the refusal says', async () => {
    const place = { token: 1, value: 'x' };
    const peer = peerOf({ refuse: async () => Promise.reject(new LiveError('filter', 'It says nothing.', place)) });
    const refusal = peer.call('refuse', []);
    await expect(refusal).rejects.toBeInstanceOf(Error);
    await expect(refusal).rejects.toMatchObject({
      name: 'LiveError',
      code: 'filter',
      message: 'It says nothing.',
      place,
      stack: expect.stringContaining('peer.test'),
    });
  });

  it('fails with the message and the place of what went wrong, whatever hangs on it', async () => {
    const broken = Object.assign(new TypeError('It broke.'), { uncloneable: () => {} });
    const failed = peerOf({ fail: async () => Promise.reject(broken) }).call('fail', []);
    await expect(failed).rejects.toMatchObject({ name: 'TypeError', message: 'It broke.', stack: broken.stack });
  });

  it('of what is not there is refused', async () => {
    await expect(peerOf({}).call('nothing', [])).rejects.toThrow('There is no nothing here.');
  });

  it('is refused when the other end has failed, before it or meanwhile', async () => {
    const source = numbers();
    const peer = peerOf({ never: () => new Promise(() => {}), count: async () => source, stand: async () => still });
    const stream = (await peer.call('stand', [])) as Stream;
    const waiting = [peer.call('never', []), stream.next()];
    peer.fail(new Error('The other end is gone.'));
    for (const each of [...waiting, peer.call('count', [])]) {
      await expect(each).rejects.toThrow('The other end is gone.');
    }
  });
});

/** Never gives anything. */
const still: AsyncIterable<unknown> = {
  [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
};

describe('a stream that answers a call', () => {
  it('makes an item when it is asked for, and not before', async () => {
    const source = numbers();
    const peer = peerOf({ count: async () => source, echo });
    const stream = (await peer.call('count', [])) as Stream;
    await settled(peer);
    expect(source.made).toBe(0);
    expect([await stream.next(), await stream.next()].map(({ value }) => value)).toEqual([1, 2]);
    await settled(peer);
    expect(source.made).toBe(2);
  });

  it('ends with its source, or fails with it', async () => {
    const peer = peerOf({
      async end() {
        return (async function* () {
          yield 'a';
        })();
      },
      async fail() {
        return (async function* () {
          yield 'a';
          throw new LiveError('relay-failed', 'Relay said no.');
        })();
      },
    });
    const seen: unknown[] = [];
    for await (const item of (await peer.call('end', [])) as Stream) seen.push(item);
    expect(seen).toEqual(['a']);
    const failing = (await peer.call('fail', [])) as Stream;
    await failing.next();
    await expect(failing.next()).rejects.toMatchObject({ name: 'LiveError', code: 'relay-failed' });
    expect((await failing.next()).done).toBe(true);
  });

  it('ends its source when the reader leaves', async () => {
    const source = numbers();
    const peer = peerOf({ count: async () => source });
    for await (const item of (await peer.call('count', [])) as Stream) if (item === 3) break;
    await until(() => source.left);
    expect(source.made).toBe(3);
  });

  it('ends at once when the signal of the call aborts, and the method is told', async () => {
    const signals: unknown[] = [];
    const peer = peerOf({
      async stand(_query, signal) {
        signals.push(signal);
        return still;
      },
    });
    const abort = new AbortController();
    const stream = (await peer.call('stand', ['query', abort.signal])) as Stream;
    const waiting = stream.next();
    abort.abort();
    expect((await waiting).done).toBe(true);
    expect((await stream.next()).done).toBe(true);
    await until(() => signals[0] instanceof AbortSignal && signals[0].aborted);
  });

  it('is left at once when the signal had aborted before there was an answer', async () => {
    const source = numbers();
    const peer = peerOf({ count: async (_signal) => source, echo });
    const stream = (await peer.call('count', [AbortSignal.abort()])) as Stream;
    expect((await stream.next()).done).toBe(true);
    await settled(peer);
    expect(source.made).toBe(0);
  });
});

describe('a stream among the arguments', () => {
  const take = (count: number) => async (chunks: unknown) => {
    let bytes = 0;
    let left = count;
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      left -= 1;
      if (left === 0) break;
    }
    return bytes;
  };

  function chunks(...lengths: readonly number[]) {
    const source = {
      given: 0,
      left: false,
      async *[Symbol.asyncIterator]() {
        try {
          for (const length of lengths) {
            source.given += 1;
            yield Buffer.alloc(length);
          }
        } finally {
          source.left = true;
        }
      },
    };
    return source;
  }

  it('is pulled from the other end to its end', async () => {
    expect(await peerOf({ measure: take(Number.POSITIVE_INFINITY) }).call('measure', [chunks(3, 4, 5)])).toBe(12);
  });

  it('is ended when the method has enough of it', async () => {
    const source = chunks(3, 4, 5);
    expect(await peerOf({ measure: take(2) }).call('measure', [source])).toBe(7);
    await until(() => source.left);
    expect(source.given).toBe(2);
  });

  it('fails the method when it fails', async () => {
    async function* broken() {
      yield Buffer.alloc(1);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET', uncloneable: () => {} });
    }
    const measured = peerOf({ measure: take(9) }).call('measure', [broken()]);
    await expect(measured).rejects.toMatchObject({ message: 'aborted', code: 'ECONNRESET' });
  });
});
