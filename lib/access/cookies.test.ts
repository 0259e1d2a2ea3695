import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CookieKind,
  cookieLine,
  cookiesLike,
  dropCookies,
  readCookie,
  type SetCookie,
  setCookies,
} from './cookies';

const plain: CookieKind = { name: 'eyepiece-session', secure: false };
const secure: CookieKind = { ...plain, secure: true };
const untilMs = Date.parse('2026-03-01T12:00:00Z');

/** What a browser sends after it was told these. */
function jar(...told: readonly (readonly SetCookie[])[]): string {
  const held = new Map<string, string>();
  for (const { name, value, expiresMs } of told.flat()) {
    if (expiresMs === 0) held.delete(name);
    else held.set(name, value);
  }
  return [...held].map(([name, value]) => `${name}=${value}`).join('; ');
}
const set = (kind: CookieKind, value: string) => setCookies(kind, value, untilMs) ?? [];

describe('a cookie', () => {
  test('is read back as it was set, however long, also in place of a longer one', () => {
    const text = fc.integer({ min: 0, max: 10_000 }).map((length) => 'aB3-_.'.repeat(2_000).slice(0, length));
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, value, isSecure) => {
        const kind = isSecure ? secure : plain;
        expect(readCookie(jar(set(kind, before), set(kind, value)), kind)).toBe(value);
        expect(readCookie(jar(set(kind, value), dropCookies(kind)), kind)).toBeNull();
      }),
    );
  });

  test('has parts that a browser keeps', () => {
    for (const cookie of set(secure, 'x'.repeat(10_000))) expect(cookieLine(cookie).length).toBeLessThan(4_096);
    expect(setCookies(plain, 'x'.repeat(10_600), untilMs)).toBeNull();
  });

  test('is bound to the host by https, hidden from scripts, and not sent along by other sites', () => {
    const [first] = set(secure, 'abc');
    expect(first && cookieLine(first)).toBe(
      '__Host-eyepiece-session=1~abc; Path=/; Expires=Sun, 01 Mar 2026 12:00:00 GMT; HttpOnly; SameSite=Lax; Secure',
    );
    const [open] = set(plain, 'abc');
    expect(open && cookieLine(open)).toMatch(/^eyepiece-session=1~abc; Path=\/; .*HttpOnly; SameSite=Lax$/);
  });

  test.each([
    null,
    '',
    'eyepiece-session',
    'eyepiece-session=',
    'eyepiece-session=abc',
    'eyepiece-session=2~abc',
    'eyepiece-session=9~abc; eyepiece-session.1=d',
    'Eyepiece-Session=1~abc',
    'xeyepiece-session=1~abc',
    '__Host-eyepiece-session=1~abc',
  ])('is not read from %j', (header) => expect(readCookie(header, plain)).toBeNull());

  test('over https counts only as one that no neighbour of the host could set', () => {
    expect(readCookie('eyepiece-session=1~abc', secure)).toBeNull();
  });

  test('counts once, where there are two of its name the first', () => {
    expect(readCookie('eyepiece-session=1~abc; eyepiece-session=1~def', plain)).toBe('abc');
  });

  test('is found by how its name begins', () => {
    const header = 'a=1; eyepiece-sign-in-1=1~abc; eyepiece-sign-in-2=1~d; b=2';
    const lengths = new Map([
      ['eyepiece-sign-in-1', 5],
      ['eyepiece-sign-in-2', 3],
    ]);
    expect(cookiesLike(header, { name: 'eyepiece-sign-in-', secure: false })).toEqual(lengths);
  });
});
