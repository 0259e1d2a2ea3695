import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentGrounds, accentOn, contrastOf, readAccent } from './accent';

const colours = fc.stringMatching(/^#[0-9a-f]{6}$/);

test('every accent can be read on both grounds', () => {
  fc.assert(
    fc.property(colours, fc.constantFrom('dark' as const, 'light' as const), (accent, theme) => {
      expect(contrastOf(accentOn(theme, accent), accentGrounds[theme])).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('an accent that can be read stays what it is', () => {
  expect(accentOn('light', '#1660c8')).toBe('#1660c8');
  expect(accentOn('dark', '#8ab0ff')).toBe('#8ab0ff');
});

test('the grounds are those of the design tokens', () => {
  const tokens = readFileSync(path.resolve(import.meta.dirname, '../../app/tokens.css'), 'utf8');
  const [dark, light] = [...tokens.matchAll(/--bg-hover: (#\w+)/g)].map(([, colour]) => colour);
  expect(accentGrounds).toEqual({ dark, light });
});

test.each([
  ['#2563EB', '#2563eb'],
  ['2563eb', '#2563eb'],
  ['#f80', '#ff8800'],
  ['f80', '#ff8800'],
  ['red', null],
  ['#12345', null],
  ['#2563eb;background:url(x)', null],
  ['', null],
])('%j is read as %j', (text, accent) => {
  expect(readAccent(text)).toBe(accent);
});
