import { expect, it } from 'vitest';
import type { Attempt, HttpRequest } from './end';
import type { HttpMatch } from './policy';
import { letsThrough } from './requests';

const rule: HttpMatch = { method: 'GET', path: '/token/[a-z]+', host: '', headers: [] };
const request: HttpRequest = { method: 'GET', path: '/token/abc', host: 'shop', headers: {} };
const judged = (over: Partial<HttpRequest>) =>
  letsThrough({ kind: 'http', rules: [rule] }, { http: { ...request, ...over } } as Attempt);

it('a rule is not said to refuse what is masked in the request, nor to let it through', () => {
  expect(judged({})).toBe('yes');
  expect(judged({ path: '/token/42' })).toBe('no');
  expect(judged({ path: '/token/[masked]' })).toBe('unknown');
  expect(judged({ path: '/token/[masked]', method: 'POST' })).toBe('no');
});

it.each(['[masked]', 'HUBBLE_REDACTED'])('a header is not said to differ where %s stands for its value', (hidden) => {
  const header = { name: 'X-Token', value: 'abc', lenient: false, secret: false };
  const sent = (value: string) => {
    const http: HttpRequest = { ...request, headers: { 'x-token': value } };
    return letsThrough({ kind: 'http', rules: [{ ...rule, headers: [header] }] }, { http } as Attempt);
  };
  expect([sent('abc'), sent('abd'), sent(hidden)]).toEqual(['yes', 'no', 'unknown']);
  expect(judged({ path: `/token/${hidden}` })).toBe('unknown');
});
