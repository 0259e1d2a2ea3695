import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFlowLog, type LogEntry, type WholeLog } from '@/lib/live/store/flow-log';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (said: string) => new TextEncoder().encode(said);
const roomy = { bytes: 1 << 20, flows: 10_000, slabBytes: 64 };

function logOf(times: readonly number[], limits = roomy): WholeLog {
  const log = createFlowLog(limits);
  times.forEach((atMs, index) => {
    log.append(bytesOf(`flow ${index}`), atMs, index, index + 1);
  });
  return log;
}

const seqs = (entries: Iterable<LogEntry>) => [...entries].map((entry) => entry.seq);

describe('the flow log', () => {
  it('gives back the bytes it was given, with time and arrival', () => {
    const log = createFlowLog(roomy);
    const seq = log.append(bytesOf('hello'), 5, 7, 9);
    const entry = log.get(seq);
    expect(entry && { ...entry, bytes: text(entry.bytes) }).toEqual({ seq: 0, atMs: 5, arrivedMs: 7, bytes: 'hello' });
  });

  it('gives back what was written, though dropped memory is written to again', () => {
    const log = createFlowLog({ bytes: 6_000, flows: 10_000, slabBytes: 64 });
    for (let seq = 0; seq < 500; seq += 1) log.append(bytesOf(`flow ${seq}`), seq, seq, seq + 1);
    const held = [...log.newestFirst(null)].map(({ seq, bytes }) => [seq, text(bytes)]);
    expect(held.length).toBeLessThan(500);
    expect(held).toEqual(held.map(([seq]) => [seq, `flow ${seq}`]));
  });

  it('takes no memory anew once it is full', () => {
    const log = createFlowLog({ bytes: 1 << 20, flows: 10_000, slabBytes: 64 * 1024 });
    const flow = new Uint8Array(900);
    for (let seq = 0; seq < 2_000; seq += 1) log.append(flow, seq, seq, 0);
    const held: number[] = [];
    const buffers = new Set<ArrayBufferLike>();
    for (let seq = 0; seq < 2_000; seq += 1) {
      log.append(flow, seq, seq, 0);
      held.push(log.figures().bytes);
      buffers.add(log.get(log.nextSeq() - 1)?.bytes.buffer ?? new ArrayBuffer(0));
    }
    expect(new Set(held).size).toBe(1);
    expect(buffers.size).toBeLessThan((1 << 20) / (64 * 1024));
  });

  it('leaves alone what a walk has in hand, however much arrives meanwhile', () => {
    const log = createFlowLog({ bytes: 6_000, flows: 10_000, slabBytes: 64 });
    for (let seq = 0; seq < 500; seq += 1) log.append(bytesOf(`flow ${seq}`), seq, seq, seq + 1);
    for (const { seq, bytes } of log.newestFirst(null, 450)) {
      for (let more = 0; more < 100; more += 1) log.append(bytesOf('a later flow'), 1_000, 1_000, 0);
      expect(text(bytes)).toBe(`flow ${seq}`);
    }
  });

  it('lists flows newest first by time, whatever the order they came in and however slabs overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 120 }), (times) => {
        const expected = times
          .map((atMs, seq) => ({ atMs, seq }))
          .sort((a, b) => b.atMs - a.atMs || b.seq - a.seq)
          .map(({ seq }) => seq);
        expect(seqs(logOf(times).newestFirst(null))).toEqual(expected);
      }),
    );
  });

  it('pages from a position without repeating or leaving out a flow, though newer ones arrive in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        (times, size) => {
          const log = logOf(times);
          const whole = seqs(log.newestFirst(null));
          const paged: number[] = [];
          let before: { atMs: number; seq: number } | null = null;
          for (;;) {
            const page: LogEntry[] = [...log.newestFirst(before)].slice(0, size);
            const last = page.at(-1);
            if (!last) break;
            paged.push(...seqs(page));
            before = { atMs: last.atMs, seq: last.seq };
            log.append(bytesOf('newer'), 1_000, 1_000, 0);
          }
          expect(paged).toEqual(whole);
        },
      ),
    );
  });

  it('leaves out what came after the end it is given', () => {
    const log = logOf([1, 2, 3, 4]);
    expect(seqs(log.newestFirst(null, 2))).toEqual([1, 0]);
  });

  it('drops its oldest slab whole when bytes run out, and says from where it holds flows', () => {
    const log = logOf(
      Array.from({ length: 200 }, (_, index) => index),
      { bytes: 2_000, flows: 10_000, slabBytes: 256 },
    );
    const first = log.firstSeq();
    expect(first).toBeGreaterThan(0);
    expect(log.get(first - 1)).toBeUndefined();
    expect(log.slabStart(first)).toBe(first);
    expect(seqs(log.newestFirst(null)).at(-1)).toBe(first);
    expect(log.figures()).toMatchObject({ flows: 200 - first, oldestMs: first, newestMs: 199 });
    expect(log.figures().bytes).toBeLessThanOrEqual(2_000);
  });

  it('holds no more flows than it is allowed', () => {
    const log = logOf(
      Array.from({ length: 500 }, (_, index) => index),
      { bytes: 1 << 20, flows: 50, slabBytes: 64 },
    );
    expect(log.figures().flows).toBeLessThanOrEqual(50);
    expect(log.nextSeq()).toBe(500);
  });

  it('keeps a flow larger than a slab', () => {
    const log = createFlowLog(roomy);
    const seq = log.append(new Uint8Array(5_000).fill(7), 1, 1, 0);
    expect(log.get(seq)?.bytes).toHaveLength(5_000);
  });

  it('finds the newest flow of a hash that the caller accepts', () => {
    const log = createFlowLog(roomy);
    for (const said of ['a', 'b', 'a again']) log.append(bytesOf(said), 1, 1, 42);
    expect(log.find(42, () => true)?.seq).toBe(2);
    expect(log.find(42, (entry) => text(entry.bytes) === 'b')?.seq).toBe(1);
    expect(log.find(43, () => true)).toBeUndefined();
  });
});
