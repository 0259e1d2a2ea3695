import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { POST } from './route';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

beforeAll(() => {
  vi.stubEnv('EYEPIECE_AUTH', 'proxy');
  vi.stubEnv('EYEPIECE_TRUSTED_PROXIES', '192.0.2.1');
  vi.stubEnv('EYEPIECE_ACCESS', 'all');
  vi.stubEnv('EYEPIECE_CLIENT_QUERIES', '5');
});
afterAll(() => vi.unstubAllEnvs());

function post(views: readonly object[]): Promise<Response> {
  return POST(new Request('http://eyepiece.example/api/v1/live', { method: 'POST', body: JSON.stringify({ views }) }));
}

it('counts nobody with tokens as it counts everybody else, each token and what brings them', async () => {
  const view = (key: string) => ({ key, query: '', token: 'e30.e30.e30' });
  const first = await (await post([view('a')])).text();
  expect(first).toContain('problem:token-refused');
  // One is left for the request itself, and for two of its views.
  const second = await (await post([view('a'), view('b'), view('c')])).text();
  expect(second.match(/problem:token-refused/g)).toHaveLength(2);
  expect(second.match(/problem:too-many-requests/g)).toHaveLength(1);
  const third = await post([]);
  expect([third.status, Number(third.headers.get('retry-after'))]).toEqual([429, 12]);
});
