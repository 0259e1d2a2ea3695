import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenSays } from './token-says';

const token = (claims: unknown) => `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test('a token says for which views it is and until when', () => {
  expect(tokenSays(token({ views: ['map', 'drops'], exp: 1_795_697_058, sub: 'Zoë 🦀 ?>~' }))).toEqual({
    views: ['map', 'drops'],
    expiresMs: 1_795_697_058_000,
  });
});

test('what is no token says nothing', () => {
  for (const claims of [null, 7, {}, { views: 'map', exp: 1 }, { views: [], exp: '1' }])
    expect(tokenSays(token(claims))).toBe(null);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(tokenSays(text)).toBe(null);
    }),
  );
});
