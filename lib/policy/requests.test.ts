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
