import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { CompactEncrypt, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSealer } from './seal';

const secret = 'a secret of at least thirty-two characters';
const other = 'another secret, as long as the first one is';
const hour = 3_600_000;
const startMs = Date.parse('2026-03-01T12:00:00Z');
const sealer = createSealer([secret], () => startMs);
const value = { user: 'anna', groups: ['shop'] };

describe('a sealed value', () => {
  test('opens as what it was, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (any) => {
        const plain = JSON.parse(JSON.stringify(any));
        expect(await sealer.open('session', await sealer.seal('session', plain, startMs + hour))).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });

  test('says nothing of what it holds, and is never the same twice', async () => {
    const [one, two] = [await sealer.seal('s', value, startMs + hour), await sealer.seal('s', value, startMs + hour)];
    expect(one).not.toBe(two);
    expect(Buffer.from(one.split('.')[3] ?? '', 'base64url').toString()).not.toContain('anna');
  });

  test('does not open for another purpose, with another secret, or after its end', async () => {
    const text = await sealer.seal('session', value, startMs + hour);
    expect(await sealer.open('sign-in', text)).toBeNull();
    expect(await createSealer([other], () => startMs).open('session', text)).toBeNull();
    expect(await createSealer([secret], () => startMs + hour + 1_000).open('session', text)).toBeNull();
  });

  test('opens with any of the secrets, so that a new one can be put first', async () => {
    const text = await sealer.seal('session', value, startMs + hour);
    expect(await createSealer([other, secret], () => startMs).open('session', text)).toEqual(value);
  });

  test('does not open once a single character of it is another', async () => {
    const text = await sealer.seal('session', value, startMs + hour);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...'AQgw_.'), async (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        if (changed !== text) expect(await sealer.open('session', changed)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('does not open in another spelling of the same bytes', async () => {
    const text = await sealer.seal('session', value, startMs + hour);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const at of [...text].flatMap((_, index) => (/^(\.|$)/.test(text.slice(index + 1)) ? [index] : []))) {
      for (const letter of letters) {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        if (changed !== text) expect(await sealer.open('session', changed), `${at} ${letter}`).toBeNull();
      }
    }
  });

  test('cannot be made with another algorithm', async () => {
    const key = new Uint8Array(hkdfSync('sha256', secret, '', 'eyepiece cookies', 32));
    const claims = { value, aud: 'session', exp: startMs / 1_000 + 3_600 };
    const body = new TextEncoder().encode(JSON.stringify(claims));
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key),
      await new CompactEncrypt(body).setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM' }).encrypt(key),
      await new CompactEncrypt(body).setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256' }).encrypt(key),
      await new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ value, aud: 'session' })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
      '',
      '....',
      'x'.repeat(20_000),
    ];
    for (const text of forged) expect(await sealer.open('session', text)).toBeNull();
  });
});
