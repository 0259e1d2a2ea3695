import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, type Rect } from '@/lib/graph/geometry';
import { alongLane, type Curve, controlOf, curveBetween, entering, leaving, pointOn, trimmed } from './curve';
import { clearOf, type Ground } from './detour';

const box = (x: number, y: number): Rect => ({ x, y, width: 160, height: 44 });
const between = (a: Rect, b: Rect): Curve => curveBetween(a, b, a.y + 22, b.y + 22);

describe('a curve', () => {
  it('leaves the client at its right and enters the server at its left when that stands to the right', () => {
    const curve = between(box(0, 0), box(400, 200));
    expect([curve.start, curve.end]).toEqual([
      { x: 160, y: 22 },
      { x: 400, y: 222 },
    ]);
    expect([leaving(curve), entering(curve)]).toEqual([1, 1]);
  });

  it('runs the other way when the server stands to the left', () => {
    const curve = between(box(400, 0), box(0, 200));
    expect([curve.start.x, curve.end.x]).toEqual([400, 160]);
    expect([leaving(curve), entering(curve)]).toEqual([-1, -1]);
  });

  it('goes straight down to a server close below, and around to one further down', () => {
    expect(between(box(0, 0), box(20, 120)).axis).toBe('vertical');
    const around = between(box(0, 0), box(20, 600));
    expect([leaving(around), entering(around)]).toEqual([1, -1]);
  });

  it('starts at its start and ends at its end, however it runs', () => {
    const place = fc.record({ x: fc.integer({ min: -2000, max: 2000 }), y: fc.integer({ min: -2000, max: 2000 }) });
    fc.assert(
      fc.property(place, place, fc.integer({ min: -500, max: 500 }), (a, b, lane) => {
        const direct = between(box(a.x, a.y), box(b.x, b.y));
        for (const curve of [direct, alongLane(direct, lane)]) {
          expect(pointOn(curve, 0)).toEqual(curve.start);
          expect(pointOn(curve, 1)).toEqual(curve.end);
        }
      }),
    );
  });

  it('tells its control points so that they are found again beside the straight line', () => {
    const curve = between(box(0, 0), box(400, 200));
    const [dx, dy] = [curve.end.x - curve.start.x, curve.end.y - curve.start.y];
    const length = Math.hypot(dx, dy);
    for (const point of curve.controls) {
      const { weight, distance } = controlOf(curve, point);
      expect(curve.start.x + dx * weight - (dy / length) * distance).toBeCloseTo(point.x);
      expect(curve.start.y + dy * weight + (dx / length) * distance).toBeCloseTo(point.y);
    }
  });

  it('is cut short in its own direction to make room for a wall', () => {
    expect(trimmed(between(box(0, 0), box(400, 0)), 0, 32).end.x).toBe(368);
    expect(trimmed(between(box(400, 0), box(0, 0)), 32, 0).start.x).toBe(368);
  });
});

describe('a line that would run under a card', () => {
  const [client, server] = [box(0, 0), box(600, 0)];
  const on = (...cards: Rect[]): Ground => ({ cards, titles: [], boxes: [] });
  const covers = (curve: Curve, card: Rect) =>
    Array.from({ length: 99 }, (_, step) => pointOn(curve, (step + 1) / 100)).some(({ x, y }) =>
      overlaps({ x, y, width: 0.01, height: 0.01 }, card),
    );

  it('is led around it', () => {
    const card = box(300, 0);
    expect(covers(between(client, server), card)).toBe(true);
    expect(covers(clearOf(between(client, server), on(card), [], 0), card)).toBe(false);
  });

  it('keeps its ends', () => {
    const direct = between(client, server);
    const led = clearOf(direct, on(box(300, 0)), [], 2);
    expect([led.start, led.end]).toEqual([direct.start, direct.end]);
  });

  it('stays as it is where nothing is in its way', () => {
    const direct = between(client, server);
    expect(clearOf(direct, on(box(300, 300)), [], 0)).toBe(direct);
  });

  it('may touch the cards it joins', () => {
    const direct = between(client, server);
    expect(clearOf(direct, on(client, server), [client, server], 0)).toBe(direct);
  });

  it('keeps clear of namespaces it has nothing to do with, and of the cards between them', () => {
    const frame: Rect = { x: 200, y: -100, width: 240, height: 300 };
    const other: Rect = { x: 500, y: 150, width: 240, height: 300 };
    const far = box(1_000, 100);
    const ground = { ...on(box(240, -60)), boxes: [frame, other] };
    for (const direct of [between(client, far), between(far, client)]) {
      const led = clearOf(direct, ground, [client, far], 0);
      expect([led.start, led.end]).toEqual([direct.start, direct.end]);
      expect([frame, other].map((one) => covers(direct, one))).toContain(true);
      expect([frame, other].map((one) => covers(led, one))).toEqual([false, false]);
    }
  });

  it('may cross the namespaces of its ends', () => {
    const direct = between(client, server);
    const own: Rect = { x: -20, y: -60, width: 400, height: 200 };
    expect(clearOf(direct, { ...on(client, server), boxes: [own] }, [client, server], 0)).toBe(direct);
  });

  it('keeps clear of foreign namespaces and of cards wherever these stand', () => {
    const place = fc.record({ x: fc.integer({ min: 160, max: 1_600 }), y: fc.integer({ min: -200, max: 200 }) });
    fc.assert(
      fc.property(fc.uniqueArray(place, { maxLength: 6, selector: ({ x }) => Math.floor(x / 320) }), (places) => {
        // In columns with room between them, as a layout has them.
        const frames = places.map(({ x, y }) => ({ x: 200 + Math.floor(x / 320) * 320, y, width: 200, height: 160 }));
        const far = box(2_200, 0);
        const led = clearOf(between(client, far), { ...on(), boxes: frames }, [client, far], 0);
        for (const frame of frames) expect(covers(led, frame)).toBe(false);
      }),
    );
  });

  it('does not run through the title of a box', () => {
    const title: Rect = { x: 200, y: -40, width: 400, height: 24 };
    expect(covers(clearOf(between(client, server), { ...on(box(300, 0)), titles: [title] }, [], 0), title)).toBe(false);
  });
});
