import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { createLive } from '@/lib/live/create-live';
import type { Frame, Live, SerialFrame, WatchQuery } from '@/lib/live/live';
import { createRemoteLive, serveLive } from '@/lib/live/thread/remote-live';
import { frameText } from '@/lib/live/view/serial-frame';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A live side without clusters behind a real channel, as the server sees it, with one capture open. */
async function started(): Promise<{ live: Live; query: WatchQuery }> {
  const { port1, port2 } = new MessageChannel();
  const near = createLive({ clusters: [], memoryBytes: 64 * 1024 * 1024, version: 'test' });
  serveLive(near, port2);
  const { live } = createRemoteLive(port1);
  closers.push(
    () => port1.close(),
    () => void near.close(),
  );
  const { cluster } = await live.openCapture('flows.json', linesOf('a', 'b', 'c'));
  return { live, query: { ...scopeOf(cluster), wants: ['flows'], group: 'workload', windowMs: 900_000, rows: 10 } };
}

async function* linesOf(...uuids: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const uuid of uuids) {
    yield Buffer.from(`${JSON.stringify({ flow: { uuid, time: '2025-03-01T10:00:00Z', verdict: 'FORWARDED' } })}\n`);
  }
}

function scopeOf(cluster: string, text = '') {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { filter: parsed.filter, cluster };
}

async function first(frames: AsyncIterable<SerialFrame>): Promise<SerialFrame> {
  const { done, value } = await frames[Symbol.asyncIterator]().next();
  if (done) throw new Error('the stream ended');
  return value;
}

const forever = () => new AbortController().signal;
const readers = async (live: Live) => (await live.status()).readers;

describe('the live side through a port', () => {
  it('answers as it does without one', async () => {
    const { live, query } = await started();
    const { flows } = await live.flows(query, { limit: 10 });
    expect(flows.map(({ uuid }) => uuid).sort()).toEqual(['a', 'b', 'c']);
    expect((await live.map(query, 'pod')).complete).toBe(true);
    expect((await live.status()).clusters).toMatchObject([{ source: 'capture', flowsReceived: 3 }]);
  });

  it('refuses with its codes, a stream before it begins', async () => {
    const { live, query } = await started();
    const cluster = 'nowhere';
    await expect(live.drops({ ...query, cluster })).rejects.toMatchObject({ code: 'no-such-cluster' });
    await expect(live.watch({ ...query, cluster }, forever())).rejects.toMatchObject({ code: 'no-such-cluster' });
    await expect(live.openCapture('none', linesOf())).rejects.toMatchObject({ code: 'capture-empty' });
  });

  it('hands one body to all readers of a view', async () => {
    const { live, query } = await started();
    const streams = await Promise.all(Array.from({ length: 20 }, () => live.watch(query, forever())));
    const frames = await Promise.all(streams.map(first));
    expect(new Set(frames.map(({ body }) => body)).size).toBe(1);
    const frame: Frame = JSON.parse(frameText(frames[0] as SerialFrame));
    expect(frame).toMatchObject({ reset: true, flows: { matched: 3 } });
    expect(await live.status()).toMatchObject({ readers: 20, views: 1 });
  });

  it('tells a reader that comes back with an unknown frame that it may have missed something', async () => {
    const { live, query } = await started();
    const frame = await first(await live.watch(query, forever(), 'v0:7'));
    expect(frame.missed).toEqual({ frames: 0, rows: 0, unknown: true });
  });

  it('lets readers go when they leave, and when it is closed', async () => {
    const { live, query } = await started();
    const abort = new AbortController();
    const [leaving, staying] = await Promise.all([live.watch(query, abort.signal), live.watch(query, forever())]);
    await Promise.all([first(leaving), first(staying)]);
    expect(await readers(live)).toBe(2);
    abort.abort();
    expect(await readers(live)).toBe(1);
    const waiting = staying[Symbol.asyncIterator]().next();
    await live.close();
    expect((await waiting).done).toBe(true);
  });
});
