import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecentNames } from './recent-names';

test('names stay as long as is said after they were last told of, and are told in one order', () => {
  const names = createRecentNames(1_000, 10);
  expect(names.add(['shop', 'batch'], 0)).toEqual(['batch', 'shop']);
  expect(names.add(['shop'], 1_000)).toEqual(['batch', 'shop']);
  expect(names.add([], 1_001)).toEqual(['shop']);
  expect(names.add([], 2_001)).toEqual([]);
});

test('never are more held than is said, and those of now before those of then', () => {
  const told = fc.array(fc.array(fc.string({ maxLength: 2 }), { maxLength: 8 }), { maxLength: 8 });
  fc.assert(
    fc.property(told, (all) => {
      const names = createRecentNames(1_000, 8);
      for (const [at, now] of all.entries()) {
        const held = names.add(now, at);
        expect(held.length).toBeLessThanOrEqual(8);
        expect(held).toEqual(expect.arrayContaining([...new Set(now)]));
      }
    }),
  );
});
