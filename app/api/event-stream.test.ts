import { describe, expect, it } from 'vitest';
import type { SerialFrame } from '@/lib/live/live';
import { eventStream, frameEvent, viewEvent, withoutBody } from './event-stream';

const frame: SerialFrame = { id: 'v:1', body: { bytes: Buffer.from('{"id":"v:1","reset":true}\n\n') } };
const textOf = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString();

describe('an event', () => {
  it('is one line of data, with what this reader missed before what all get', () => {
    expect(textOf(frameEvent(frame))).toBe('id: v:1\nevent: frame\ndata: {"id":"v:1","reset":true}\n\n');
    const told = textOf(viewEvent({ key: 'k', frame: { ...frame, missed: { frames: 2, rows: 9 } } }));
    expect(told).toMatch(/^id: k\/v:1\nevent: frame\ndata: (.*)\n\n$/);
    const data = /^data: (.*)$/m.exec(told)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual({ id: 'v:1', reset: true, missed: { frames: 2, rows: 9 } });
  });

  it('holds the same bytes for all its readers, whatever each of them missed', () => {
    const [, shared] = frameEvent(frame);
    const other = viewEvent({ key: 'a', frame: { ...frame, missed: { frames: 1, rows: 0 } } })[1];
    expect([other?.buffer, other?.byteOffset]).toEqual([shared?.buffer, shared?.byteOffset]);
  });
});

it('a reader who takes nothing is made no events for', async () => {
  let taken = 0;
  async function* items() {
    for (;;) yield ++taken;
  }
  const { body } = eventStream(items(), (item) => [Buffer.from(`${item}\n`)], new AbortController());
  const reader = body?.getReader();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(taken).toBe(0);
  await reader?.read();
  expect(textOf([(await reader?.read())?.value ?? new Uint8Array()])).toBe('1\n');
  expect(taken).toBe(1);
  await reader?.cancel();
});

it('an answer to HEAD says the same of itself, and leaves nothing open', async () => {
  const abort = new AbortController();
  async function* items() {
    yield* [];
  }
  const whole = eventStream(items(), () => [], abort);
  const answer = await withoutBody(whole);
  expect([answer.status, answer.body, abort.signal.aborted]).toEqual([200, null, true]);
  expect([...answer.headers]).toEqual([...whole.headers]);
});
