import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAllowance } from './allowance';

describe('an allowance', () => {
  test('lets a minute of it through at once, and then as fast as it grows', () => {
    const { take } = createAllowance(60);
    for (let count = 0; count < 60; count += 1) expect(take('a', 0)).toBe(0);
    expect(take('a', 0)).toBe(1);
    expect(take('b', 0)).toBe(0);
    expect(take('a', 1_000)).toBe(0);
    expect(take('a', 1_000)).toBe(1);
  });

  test('says how long to wait', () => {
    const { take } = createAllowance(2);
    expect([take('a', 0), take('a', 0), take('a', 0)]).toEqual([0, 0, 30]);
    expect(take('a', 29_000)).toBe(1);
    expect(take('a', 30_000)).toBe(0);
  });

  test('may be without limit', () => {
    const { take } = createAllowance(0);
    for (let count = 0; count < 1_000; count += 1) expect(take('a', 0)).toBe(0);
  });

  test('never lets more through in a span than it grows by, and a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.nat(2_000), { maxLength: 300 }), (perMinute, waits) => {
        const { take } = createAllowance(perMinute);
        let [nowMs, through] = [0, 0];
        for (const waitMs of waits) {
          nowMs += waitMs;
          if (take('a', nowMs) === 0) through += 1;
        }
        expect(through).toBeLessThanOrEqual(perMinute + (nowMs / 60_000) * perMinute + 1e-6);
      }),
    );
  });
});
