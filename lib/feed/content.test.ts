import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { sampleFlow } from '@/lib/flow/sample';
import type { GraphEdge, GraphNode } from '@/lib/graph/graph';
import type { Frame } from '@/lib/wire/frame';
import { applyFrame, type FeedContent, mergeRows, wholeFrame } from './content';

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second)).toISOString();

const frame = (part: Partial<Frame>): Frame => ({
  id: '1',
  at: at(0),
  from: at(0),
  to: at(0),
  complete: true,
  gaps: [],
  reset: false,
  ...part,
});

const flow = (id: string, timeMs?: number): Flow =>
  sampleFlow({ id, verdict: 'FORWARDED', ...(timeMs !== undefined && { timeMs }) });

const rows = (list: readonly Flow[], unsent = 0) => ({
  rows: list,
  unsent,
  matched: list.length + unsent,
  hidden: 0,
  hiddenDenials: 0,
});

describe('frames put together', () => {
  it('goes on from the frame before and begins anew at a reset', () => {
    const first = applyFrame(null, frame({ flows: rows([flow('a', 1)]) }));
    const second = applyFrame(first, frame({ flows: rows([flow('b', 2)]) }));
    expect(second.flows?.rows.map(({ id }) => id)).toEqual(['b', 'a']);
    const third = applyFrame(second, frame({ reset: true, flows: rows([flow('c', 3)]) }));
    expect(third.flows?.rows.map(({ id }) => id)).toEqual(['c']);
  });

  it('leaves what a frame does not mention as the very same object', () => {
    const first = applyFrame(null, frame({ flows: rows([flow('a', 1)]), namespaces: [], map: emptyDiff }));
    const second = applyFrame(first, frame({ id: '2' }));
    expect(second.flows).toBe(first.flows);
    expect(second.graph).toBe(first.graph);
    expect(second.namespaces).toBe(first.namespaces);
  });

  it('says that counts are so far until a frame has them all', () => {
    const first = applyFrame(null, frame({ flows: { ...rows([], 4), searching: true } }));
    const between = applyFrame(first, frame({}));
    expect([first, between].map(({ flows }) => flows?.searching)).toEqual([true, true]);
    expect(applyFrame(between, frame({ flows: rows([], 4) })).flows?.searching).toBeUndefined();
  });

  it('adds up flows that were counted but not sent, and frames this reader missed', () => {
    const first = applyFrame(null, frame({ flows: rows([], 40), missed: { frames: 1, rows: 10 } }));
    const second = applyFrame(first, frame({ at: at(9), flows: rows([], 2), missed: { frames: 2, rows: 5 } }));
    expect(second.flows?.unsent).toBe(42);
    expect(second.missed).toEqual({ frames: 3, rows: 15, unknown: false, atMs: Date.parse(at(9)) });
  });

  it('remembers what was missed through the whole states that follow it', () => {
    const lost = { frames: 0, rows: 0, unknown: true } as const;
    const first = applyFrame(null, frame({ at: at(1), reset: true, missed: lost }));
    const second = applyFrame(first, frame({ at: at(2), reset: true }));
    expect(second.missed).toEqual({ ...lost, atMs: Date.parse(at(1)) });
  });

  it('takes a point of the series that comes again for the newer count of its step', () => {
    const series = (atMs: number, FORWARDED: number) => ({ stepMs: 15, points: [{ atMs, values: { FORWARDED } }] });
    const first = applyFrame(null, frame({ series: series(15, 1) }));
    const second = applyFrame(first, frame({ series: series(15, 3) }));
    const third = applyFrame(second, frame({ series: series(30, 1) }));
    expect(third.series?.points.map(({ atMs, values }) => [atMs, values.FORWARDED])).toEqual([
      [15, 3],
      [30, 1],
    ]);
  });
});

describe('a whole frame', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 8 });
  const instant = fc.nat(59).map(at);
  const anyFrame: fc.Arbitrary<Partial<Frame>> = fc.record(
    {
      at: instant,
      from: instant,
      to: instant,
      complete: fc.boolean(),
      reset: fc.boolean(),
      map: fc.record({
        nodes: fc.record({ upserted: ids.map((list) => list.map((id) => ({ id }) as GraphNode)), removed: ids }),
        edges: fc.record({ upserted: ids.map((list) => list.map((id) => ({ id }) as GraphEdge)), removed: ids }),
        undrawn: fc.nat(),
        undrawnBy: fc.constant({}),
      }),
      flows: fc.tuple(ids, fc.nat(9)).map(([list, unsent]) =>
        rows(
          list.map((id, index) => flow(id, index)),
          unsent,
        ),
      ),
      series: fc.record({
        stepMs: fc.constant(15),
        points: fc
          .uniqueArray(fc.nat(900), { maxLength: 9 })
          .map((times) => times.sort((a, b) => a - b).map((atMs) => ({ atMs, values: { FORWARDED: atMs } }))),
      }),
      namespaces: fc.constant([]),
      marks: fc.constant([]),
    },
    { requiredKeys: [] },
  );

  it('makes the same content for a reader who holds nothing', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 6 }), (frames) => {
        const held = frames.reduce<FeedContent | null>((content, part) => applyFrame(content, frame(part)), null);
        if (!held) throw new Error('there was a frame');
        expect(applyFrame(null, JSON.parse(JSON.stringify(wholeFrame(held, 'v:9', null))))).toEqual(held);
      }),
    );
  });

  it('is told the newest state of the sources and nothing of what others missed', () => {
    const held = applyFrame(null, frame({ missed: { frames: 3, rows: 4 } }));
    const status = { version: '1', now: '', startedAt: '', readers: 1, views: 1, clusters: [] };
    expect(wholeFrame(held, 'v:9', status)).toMatchObject({ id: 'v:9', reset: true, status });
    expect(wholeFrame(held, 'v:9', null)).not.toHaveProperty('missed');
  });
});

describe('the window of flows', () => {
  it('sorts late rows in by their time and leaves repeats out', () => {
    const held = mergeRows([], [flow('c', 30), flow('a', 10)]);
    expect(mergeRows(held, [flow('b', 20), flow('c', 30)]).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('is the same list where nothing new came', () => {
    const held = mergeRows([], [flow('a', 1)]);
    expect(mergeRows(held, [])).toBe(held);
    expect(mergeRows(held, [flow('a', 1)])).toBe(held);
  });

  it('stays unique, newest first and within its limit whatever comes', () => {
    const batch = fc.array(fc.tuple(fc.nat(30), fc.option(fc.nat(100), { nil: undefined })), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
        const times = new Map<string, number | undefined>();
        let held: readonly Flow[] = [];
        for (const added of batches) {
          const flows = added.map(([id, time]) => {
            if (!times.has(`${id}`)) times.set(`${id}`, time);
            return flow(`${id}`, times.get(`${id}`));
          });
          held = mergeRows(held, flows, 10);
        }
        const shown = held.map((one) => one.timeMs ?? one.arrivedMs);
        expect(held.length).toBeLessThanOrEqual(10);
        expect(new Set(held.map(({ id }) => id)).size).toBe(held.length);
        expect(shown).toEqual([...shown].sort((a, b) => b - a));
      }),
    );
  });
});

const emptyDiff = {
  nodes: { upserted: [], removed: [] },
  edges: { upserted: [], removed: [] },
  undrawn: 0,
  undrawnBy: {},
};
