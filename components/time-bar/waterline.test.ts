import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, plot, ticksOf, tickText, waterlineOf } from './waterline';

const span = { fromMs: 0, toMs: 60_000 };
const point = (atMs: number, values: Record<string, number>) => ({ atMs, values });

/** Tops and bottoms of the rectangles of a path. */
function boxes(path: string) {
  return [...path.matchAll(/M(\S+) (\S+)h(\S+)v(\S+)h/g)].map(([, x, y, width, height]) => ({
    x: Number(x),
    y: Number(y),
    right: Number(x) + Number(width),
    height: Number(height),
  }));
}

describe('the waterline', () => {
  it('leaves one drop among two thousand flows visible', () => {
    const lines = waterlineOf(
      [point(0, { FORWARDED: 2_000 }), point(15_000, { denials: 1_000 }), point(30_000, { denials: 1 })],
      15_000,
      span,
    );
    const [full, single] = boxes(lines.denied);
    expect(full?.height).toBe(plot.below);
    expect(single?.height).toBe(2);
  });

  it('prints both maxima per second, each on its own scale', () => {
    const lines = waterlineOf(
      [point(0, { FORWARDED: 1_500, REDIRECTED: 300, denials: 60, DROPPED: 120 })],
      15_000,
      span,
    );
    expect(lines).toMatchObject({ mostPassing: 120, mostDenied: 4, denials: 60 });
  });

  it('draws nothing outside its box, whatever the points', () => {
    const values = fc.record({
      FORWARDED: fc.nat(1e6),
      REDIRECTED: fc.nat(1e6),
      AUDIT: fc.nat(9),
      denials: fc.nat(1e6),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -60, max: 120 }), values)), (points) => {
        const lines = waterlineOf(
          points.map(([at, counts]) => point(at * 1_000, counts)),
          15_000,
          span,
        );
        for (const box of [...boxes(lines.forwarded), ...boxes(lines.redirected), ...boxes(lines.denied)]) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.right).toBeLessThanOrEqual(plot.width + 1);
          expect(box.y).toBeGreaterThanOrEqual(2);
          expect(box.y + box.height).toBeLessThanOrEqual(plot.height + 0.2);
        }
      }),
    );
  });

  it('keeps instants inside the axis', () => {
    expect([-5_000, 0, 30_000, 90_000].map((atMs) => percentOf(atMs, span))).toEqual([0, 0, 50, 100]);
  });

  it('labels round clock times and leaves room for the newest one', () => {
    const noon = Date.UTC(2026, 10, 25, 12, 3, 7);
    const ticks = ticksOf({ fromMs: noon - 3_600_000, toMs: noon }).map((atMs) =>
      new Date(atMs).toISOString().slice(11, 16),
    );
    expect(ticks).toEqual(['11:15', '11:30', '11:45']);
  });

  it('never labels two ticks alike', () => {
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 2) });
    fc.assert(
      fc.property(moment, fc.integer({ min: 15_000, max: 86_400_000 }), (fromMs, length) => {
        const axis = { fromMs, toMs: fromMs + length };
        const texts = ticksOf(axis).map((atMs) => tickText(atMs, axis));
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
  });

  it('labels dates where the span is days', () => {
    const noon = Date.UTC(2026, 10, 25, 12);
    expect(tickText(noon, { fromMs: noon - 3_600_000, toMs: noon })).toBe('12:00');
    expect(tickText(noon, { fromMs: noon - 9 * 86_400_000, toMs: noon })).toBe('2026-11-25');
  });
});
