import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { GET } from './route';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

const key = Symbol.for('eyepiece.snapshots');

beforeAll(() => {
  const snapshot = { id: 'here', page: 'drops', view: 'q=ns:shop&from=2026-01-05T10:00:00Z&to=2026-01-05T10:15:00Z' };
  const get = async (id: string) => (id === 'here' ? snapshot : null);
  Object.assign(globalThis, { [key]: { get } });
});
beforeEach(() => vi.unstubAllEnvs());
afterAll(() => vi.unstubAllEnvs());

const ask = (id: string) => GET(new Request('http://localhost/s'), { params: Promise.resolve({ id }) });

it('opens a snapshot on its page', async () => {
  const { status, headers } = await ask('here');
  expect([status, headers.get('location')]).toEqual([
    307,
    expect.stringMatching(/^\/drops\?q=ns:shop&cluster=snapshot:here/),
  ]);
});

it('says of any other that there is none, in a page that needs no scripts', async () => {
  const answer = await ask('gone');
  expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
    404,
    expect.stringMatching(/^default-src 'none';/),
  ]);
  expect(await answer.text()).toContain('<p>It has expired, was taken back, or never was.</p>');
});
