import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { POST as bundle } from './v1/bundles/route';
import { POST as capture } from './v1/captures/route';
import { POST as makeToken } from './v1/embed-tokens/route';
import { POST as judge } from './v1/flows/[id]/policies/route';
import { PUT as mark } from './v1/marks/route';
import { POST as suggest } from './v1/policies/suggested/route';
import { POST as freeze } from './v1/snapshots/route';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

beforeAll(() => {
  vi.stubEnv('EYEPIECE_AUTH', 'proxy');
  vi.stubEnv('EYEPIECE_TRUSTED_PROXIES', '192.0.2.1');
  vi.stubEnv('EYEPIECE_ACCESS', 'all');
});
afterAll(() => vi.unstubAllEnvs());

const params = Promise.resolve({ id: 'a' });

it.each<[string, string, (request: Request) => Promise<Response>]>([
  ['marks', 'PUT', mark],
  ['bundles', 'POST', bundle],
  ['captures', 'POST', capture],
  ['embed-tokens', 'POST', makeToken],
  ['flows/a/policies', 'POST', (request) => judge(request, { params })],
  ['policies/suggested?of=verdict:denied', 'POST', suggest],
  ['snapshots', 'POST', freeze],
])('reads nothing that nobody known sends to %s', async (route, method, handler) => {
  let taken = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        taken += 1;
        controller.enqueue(new TextEncoder().encode('{}'));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = { 'content-type': 'application/json' };
  const init = { method, headers, body, duplex: 'half' };
  const answer = await handler(new Request(`http://eyepiece.example/api/v1/${route}`, init));
  expect(answer.status).toBe(401);
  expect(taken).toBe(0);
});
