import { expect, test } from 'vitest';
import { readEmbedTokens, readLife } from './embed-tokens';

const none = { keys: '', jwks: '', issuer: '', secret: '', maxLife: '7d', publicUrl: '' };

test('without keys there are no tokens', () => {
  expect(readEmbedTokens(none)).toEqual({ tokens: null, problems: [] });
});

test('a portal has keys and a name', () => {
  const portal = { jwks: 'https://portal.example/jwks', issuer: 'portal' };
  expect(readEmbedTokens({ ...none, ...portal, publicUrl: 'https://eyepiece.example/' })).toEqual({
    tokens: { keys: null, secret: null, portal, maxLifeMs: 7 * 86_400_000, audience: 'https://eyepiece.example' },
    problems: [],
  });
  expect(readEmbedTokens({ ...none, jwks: portal.jwks }).problems).toHaveLength(1);
  expect(readEmbedTokens({ ...none, ...portal, issuer: 'eyepiece' }).problems).toHaveLength(1);
  expect(readEmbedTokens({ ...none, ...portal, jwks: 'http://portal.example/jwks' }).problems).toHaveLength(1);
  expect(readEmbedTokens({ ...none, ...portal, jwks: 'http://127.0.0.1:1/jwks' }).problems).toEqual([]);
});

test('a mistake is told with its setting and without a secret', () => {
  const { problems } = readEmbedTokens({ ...none, keys: '/nowhere', secret: 'hush', maxLife: 'ever' });
  expect(problems).toHaveLength(3);
  expect(problems.join()).toContain('/nowhere cannot be read');
  expect(problems.join()).not.toContain('hush');
  expect(readEmbedTokens({ ...none, secret: 'x'.repeat(32) }).problems).toHaveLength(1);
});

test.each([
  ['90s', 90_000],
  ['1d', 86_400_000],
  ['30s', null],
  ['366d', null],
  ['-1d', null],
  ['', null],
])('%s is %s ms', (text, ms) => {
  expect(readLife(text)).toBe(ms);
});
