import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameBody, SerialFrame } from '@/lib/live/live';
import { createFrameReceiver, createFrameSender } from '@/lib/live/thread/frame-cargo';

const bodyOf = (length: number): FrameBody => ({ bytes: Buffer.alloc(length, 'x') });

/** Sends a frame the way a port does; says how many bytes crossed. */
function road(mostBytes?: number) {
  const sender = createFrameSender(mostBytes);
  const receiver = createFrameReceiver();
  return (frame: SerialFrame) => {
    const { value, transfer = [] } = sender.pack(frame);
    const crossed = transfer.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return { crossed, frame: receiver.unpack(structuredClone(value, { transfer: [...transfer] })) as SerialFrame };
  };
}

describe('frames on their way to another thread', () => {
  it('bring a body once, and it is one object for all its readers', () => {
    const send = road();
    const body = bodyOf(1000);
    const missed = { frames: 1, rows: 2 };
    const got = [send({ id: 'v:1', body }), send({ id: 'v:1', body, missed })];
    expect(got.map(({ crossed }) => crossed)).toEqual([1000, 0]);
    expect(got[1]?.frame.body).toBe(got[0]?.frame.body);
    expect(got[1]?.frame.missed).toEqual(missed);
    expect(got[0]?.frame).not.toHaveProperty('missed');
  });

  it('leave the sender its own bytes', () => {
    const body = bodyOf(8);
    road()({ id: 'v:1', body });
    expect(Buffer.from(body.bytes).toString()).toBe('xxxxxxxx');
  });

  it('bring a body anew when the other side was told to forget it', () => {
    const send = road(1500);
    const [one, two] = [bodyOf(1000), bodyOf(1000)];
    expect([one, two, two, one].map((body) => send({ id: 'v', body }).crossed)).toEqual([1000, 1000, 0, 1000]);
  });

  it('arrive as they were sent, whatever the order and however little is kept', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    const order = fc.array(fc.nat({ max: 5 }), { maxLength: 60 });
    fc.assert(
      fc.property(lengths, order, fc.nat({ max: 100 }), (sizes, picks, mostBytes) => {
        const bodies = sizes.map(bodyOf);
        const send = road(mostBytes);
        for (const [index, pick] of picks.entries()) {
          const body = bodies[pick % bodies.length] ?? bodyOf(1);
          const { frame } = send({ id: `v:${index}`, body });
          expect(frame.id).toBe(`v:${index}`);
          expect(Buffer.compare(frame.body.bytes, body.bytes)).toBe(0);
        }
      }),
    );
  });
});
