import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameAncestors, isAncestor, readAncestors } from './ancestors';

const own = 'https://eyepiece.example';

test.each([
  ['', ["'self'"]],
  ['self', ["'self'"]],
  ["'none'", ["'none'"]],
  ['self https://Portal.example/', ["'self'", 'https://portal.example']],
  ['https://*.example:8443,http://localhost:3000', ['https://*.example:8443', 'http://localhost:3000']],
  ['http://127.0.0.1:*', ['http://127.0.0.1:*']],
])('%j is read', (text, sources) => {
  expect(readAncestors(text)).toEqual({ ok: true, sources });
});

test.each(['*', 'portal.example', 'https://a.example;script-src *', 'https://a.example/path', 'none self', 'data:'])(
  '%j is refused',
  (text) => {
    expect(readAncestors(text).ok).toBe(false);
  },
);

test('whatever is set, the header has one directive', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readAncestors(text);
      if (read.ok) expect(frameAncestors(read.sources)).not.toMatch(/[;,\r\n]/);
    }),
  );
});

test.each([
  [own, ["'self'"], true],
  ['https://other.example', ["'self'"], false],
  ['https://portal.example', ['https://portal.example'], true],
  ['https://portal.example:444', ['https://portal.example'], false],
  ['https://portal.example', ['https://portal.example:443'], true],
  ['https://portal.example', ['http://portal.example'], true],
  ['http://portal.example', ['https://portal.example'], false],
  ['https://a.b.example', ['https://*.example'], true],
  ['https://example', ['https://*.example'], false],
  ['https://evilportal.example', ['https://portal.example'], false],
  ['http://localhost:4000', ['http://localhost:*'], true],
  ['null', ["'self'", 'https://portal.example'], false],
  [own, ["'none'"], false],
])('a page of %s within %j: %s', (origin, sources, expected) => {
  expect(isAncestor(origin, sources, own)).toBe(expected);
});
