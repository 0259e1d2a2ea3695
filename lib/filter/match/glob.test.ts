import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob } from '@/lib/filter/match/glob';
import { nearest } from '@/lib/filter/nearest';

test('a star is any run of characters and everything else is itself', () => {
  expect(compileGlob('POLICY_*')('POLICY_DENIED')).toBe(true);
  expect(compileGlob('a*b*c')('a--b-bc')).toBe(true);
  expect(compileGlob('a*a')('a')).toBe(false);
  expect(compileGlob('a.c')('abc')).toBe(false);
  expect(compileGlob('*')('')).toBe(true);
});

test('agrees with the regular expression it stands for', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 10 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(text, text, (pattern, subject) => {
      const expression = new RegExp(`^${pattern.replace(/\*+/g, '[^]*')}$`);
      expect(compileGlob(pattern)(subject)).toBe(expression.test(subject));
    }),
    { numRuns: 1000 },
  );
});

test('a slip of the finger finds the word that was meant, anything else none', () => {
  const words = ['verdict', 'policy', 'port', 'pod', 'ns'];
  expect(nearest('verdcit', words)).toBe('verdict');
  expect(nearest('polcy', words)).toBe('policy');
  expect(nearest('POD', words)).toBe('pod');
  expect(nearest('verd', words)).toBe('verdict');
  expect(nearest('fe80', words)).toBeUndefined();
  expect(nearest('x'.repeat(100_000), words)).toBeUndefined();
});
