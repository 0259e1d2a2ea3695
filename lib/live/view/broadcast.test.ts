import { describe, expect, it } from 'vitest';
import type { Frame, SerialFrame } from '@/lib/live/live';
import { type Broadcast, createBroadcast } from '@/lib/live/view/broadcast';
import { frameText } from '@/lib/live/view/serial-frame';

/** A view whose state is one number: each frame adds one row. */
function counting(): { broadcast: Broadcast; step(): void; wholes: () => number } {
  let value = 0;
  let wholes = 0;
  const broadcast = createBroadcast({
    viewId: 'v',
    present: () => {
      wholes += 1;
      const at = value;
      return { json: Promise.resolve(JSON.stringify({ value })), rowsSince: (frame) => Math.min(3, at - frame) };
    },
    settled: async () => {},
    onReaders: () => {},
  });
  return {
    broadcast,
    wholes: () => wholes,
    step() {
      value += 1;
      broadcast.publish(JSON.stringify({ value }), value);
    },
  };
}

type Said = Partial<Frame> & { value: number };

async function next(reader: AsyncIterator<SerialFrame>): Promise<Said> {
  const result = await reader.next();
  if (result.done) throw new Error('the stream ended');
  return JSON.parse(frameText(result.value));
}

const forever = () => new AbortController().signal;

describe('frames for many readers', () => {
  it('begins with the whole state and goes on with one frame after the other', async () => {
    const { broadcast, step } = counting();
    step();
    const reader = broadcast.read(forever());
    expect(await next(reader)).toMatchObject({ id: 'v:1', reset: true, value: 1 });
    step();
    step();
    expect(await next(reader)).toMatchObject({ id: 'v:2', reset: false, value: 2 });
    expect(await next(reader)).toMatchObject({ id: 'v:3', reset: false, value: 3 });
  });

  it('waits for the first frame when there is none yet, and for the next one', async () => {
    const { broadcast, step } = counting();
    const reader = broadcast.read(forever());
    const first = next(reader);
    step();
    expect(await first).toMatchObject({ id: 'v:1', reset: true });
    const second = next(reader);
    step();
    expect(await second).toMatchObject({ id: 'v:2', reset: false });
  });

  it('knows whether any reader waits for more than there is', async () => {
    const { broadcast, step } = counting();
    step();
    const abort = new AbortController();
    const reader = broadcast.read(abort.signal);
    expect(broadcast.isAwaited()).toBe(false);
    await next(reader);
    expect(broadcast.isAwaited()).toBe(false);
    const second = next(reader);
    expect(broadcast.isAwaited()).toBe(true);
    step();
    await second;
    expect(broadcast.isAwaited()).toBe(false);
    const last = reader.next();
    expect(broadcast.isAwaited()).toBe(true);
    abort.abort();
    expect(broadcast.isAwaited()).toBe(false);
    expect((await last).done).toBe(true);
  });

  it('hands the same serialised frame to every reader', async () => {
    const { broadcast, step, wholes } = counting();
    step();
    const readers = Array.from({ length: 20 }, () => broadcast.read(forever()));
    const firsts = await Promise.all(readers.map((reader) => reader.next()));
    expect(new Set(firsts.map((result) => result.value?.body)).size).toBe(1);
    step();
    const seconds = await Promise.all(readers.map((reader) => reader.next()));
    expect(new Set(seconds.map((result) => result.value?.body)).size).toBe(1);
    expect(wholes()).toBe(1);
  });

  it('skips a slow reader ahead and says how many frames and rows it was not sent', async () => {
    const { broadcast, step } = counting();
    step();
    const slow = broadcast.read(forever());
    await next(slow);
    for (let count = 0; count < 100; count += 1) step();
    expect(await next(slow)).toMatchObject({ id: 'v:101', reset: true, value: 101, missed: { frames: 100, rows: 97 } });
    step();
    expect(await next(slow)).toMatchObject({ id: 'v:102', reset: false });
  });

  it('resumes after the frame a reader names, as long as it is held', async () => {
    const { broadcast, step } = counting();
    for (let count = 0; count < 20; count += 1) step();
    const reader = broadcast.read(forever(), 'v:5');
    for (let frame = 6; frame <= 20; frame += 1)
      expect(await next(reader)).toMatchObject({ id: `v:${frame}`, reset: false });
  });

  it('begins anew when the named frame is not held any more or was another view’s, and says that it does not know what was missed', async () => {
    const { broadcast, step } = counting();
    for (let count = 0; count < 60; count += 1) step();
    for (const lastId of ['v:2', 'w:59', '', 'v:61']) {
      expect(await next(broadcast.read(forever(), lastId))).toMatchObject({
        id: 'v:60',
        reset: true,
        missed: { unknown: true },
      });
    }
  });

  it('lets go of readers that leave, whether they wait or never read', async () => {
    const { broadcast, step } = counting();
    step();
    const abort = new AbortController();
    const waiting = broadcast.read(abort.signal);
    await next(waiting);
    const pending = waiting.next();
    const silent = Array.from({ length: 500 }, () => new AbortController());
    for (const { signal } of silent) broadcast.read(signal);
    expect(broadcast.readers()).toBe(501);
    for (const each of [abort, ...silent]) each.abort();
    expect(broadcast.readers()).toBe(0);
    expect((await pending).done).toBe(true);
    expect((await broadcast.read(abort.signal).next()).done).toBe(true);
  });

  it('ends every reader when it is closed', async () => {
    const { broadcast, step } = counting();
    step();
    const reader = broadcast.read(forever());
    await next(reader);
    const pending = reader.next();
    broadcast.close();
    expect((await pending).done).toBe(true);
  });

  it('holds a bounded number of frames', () => {
    const { broadcast, step } = counting();
    for (let count = 0; count < 40; count += 1) step();
    const held = broadcast.bytes();
    for (let count = 0; count < 400; count += 1) step();
    expect(broadcast.bytes()).toBeLessThan(held * 2);
  });
});
