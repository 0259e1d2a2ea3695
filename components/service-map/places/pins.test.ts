import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pinName, readPins, writePins } from './pins';

test('places survive being written and read', () => {
  const figure = fc.integer({ min: -99_999, max: 99_999 });
  const pins = fc.array(fc.tuple(fc.string().map(pinName), fc.record({ x: figure, y: figure })), { maxLength: 20 });
  fc.assert(
    fc.property(pins, (list) => {
      const given = new Map(list);
      expect(readPins(writePins(given))).toEqual(given);
    }),
  );
});

test('hostile text pins nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const { x, y } of readPins(text).values()) expect(Number.isFinite(x + y)).toBe(true);
    }),
  );
  expect(writePins(readPins('a.b'))).toBeNull();
});

test('a link holds what link parameters may hold', () => {
  expect(writePins(new Map([[pinName('prod/shop/workload/cart'), { x: -12, y: 300 }]]))).toMatch(/^[\w.~-]+$/);
});
