import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { GET as callback } from './callback/route';
import { GET as login } from './login/route';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

beforeAll(() => void vi.stubEnv('EYEPIECE_CLIENT_QUERIES', '35'));
afterAll(() => vi.unstubAllEnvs());

it('counts sign-ins, there and back, as a tenth of what may be asked', async () => {
  const ask = (route: (request: Request) => Promise<Response>) => route(new Request('http://localhost/auth'));
  // Nobody signs in here: each of them is refused, but answered.
  for (const route of [login, callback, login, callback]) expect((await ask(route)).status).toBe(403);
  for (const route of [login, callback]) {
    const late = await ask(route);
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '15']);
    expect(await late.text()).toContain('Load this page again in 15 s.');
  }
});
