import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinCell, splitCell } from './cells';

test('texts in one cell come out as they went in, whatever they hold', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', ' ', '/', '\\', ':', '🦀') });
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom(', ', '/', ': '), (texts, separator) => {
      expect(splitCell(joinCell(texts, separator), separator)).toEqual(texts);
    }),
  );
});

test('plain texts look as anybody would write them', () => {
  expect(joinCell(['app=web', 'tier=front'], ', ')).toBe('app=web, tier=front');
  expect(joinCell(['Deployment', 'web'], '/')).toBe('Deployment/web');
});
