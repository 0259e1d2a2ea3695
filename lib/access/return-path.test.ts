import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path';

test.each([
  '/',
  '/map',
  '/map?q=ns:shop&to=now',
  '/flows?q=%2F%2Fevil.example',
  '/s/abc?theme=light',
  '/embed/map?q=a/b',
])('%s is gone back to', (path) => expect(returnPath(path)).toBe(path));

test.each([
  null,
  '',
  'map',
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  '/auth/login?to=/map',
  '/auth/logout',
  '/x/../auth/login',
  '/api/v1/flows',
  `/map?q=${'x'.repeat(2_000)}`,
])('%j is not', (path) => expect(returnPath(path)).toBe('/'));

test('whatever is asked for, the browser stays with us', () => {
  const odd = fc.string({
    unit: fc.constantFrom('/', '\\', '.', ':', '@', '?', '#', '%2f', '\t', ' ', 'evil', '\u3002'),
  });
  fc.assert(
    fc.property(fc.oneof(odd, fc.webUrl(), fc.string()), (text) => {
      for (const asked of [text, `/${text}`]) {
        expect(new URL(returnPath(asked), 'https://eyepiece.example/').origin).toBe('https://eyepiece.example');
        // As it is joined to the public address, too.
        expect(new URL(`https://eyepiece.example${returnPath(asked)}`).origin).toBe('https://eyepiece.example');
      }
    }),
    { numRuns: 2_000 },
  );
});
