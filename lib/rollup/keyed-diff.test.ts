import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyKeyedDiff, byId, diffKeyed, equalJson } from '@/lib/rollup/keyed-diff';

const things = fc
  .uniqueArray(fc.record({ id: fc.stringMatching(/^[a-e_]{1,3}$/), value: fc.jsonValue() }), {
    selector: (thing) => thing.id,
  })
  .map((list) => [...list].sort(byId));

test('a diff put into the old list gives the new one', () => {
  fc.assert(
    fc.property(things, things, (previous, next) => {
      expect(applyKeyedDiff(previous, diffKeyed(previous, next))).toEqual(next);
    }),
  );
});

test('a diff names each change once and nothing that stayed equal', () => {
  fc.assert(
    fc.property(things, things, (previous, next) => {
      const diff = diffKeyed(previous, next);
      const ids = [...diff.upserted.map((thing) => thing.id), ...diff.removed];
      expect(new Set(ids).size).toBe(ids.length);
      expect(diffKeyed(next, structuredClone(next))).toEqual({ upserted: [], removed: [] });
    }),
  );
});

test('what did not change stays the same object, and an empty diff gives the same list', () => {
  const kept = { id: 'a', value: 1 };
  const list = [kept, { id: 'b', value: 1 }];
  expect(applyKeyedDiff(list, { upserted: [{ id: 'b', value: 2 }], removed: [] })[0]).toBe(kept);
  expect(applyKeyedDiff(list, { upserted: [], removed: [] })).toBe(list);
});

test('equality is by value, with missing and undefined alike', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(equalJson(a, structuredClone(a))).toBe(true);
      expect(equalJson(a, b)).toBe(equalJson(b, a));
    }),
  );
  expect(equalJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(equalJson({ a: undefined, b: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(equalJson([], {})).toBe(false);
  expect(equalJson([1, [2]], [1, [3]])).toBe(false);
});
