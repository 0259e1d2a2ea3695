import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { settings } from '@/app/server/settings';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

beforeAll(() => {
  vi.stubEnv('EYEPIECE_QUICK_FILTERS', 'Ledger=ns:bank; Denied=verdict:denied; Books=workload:ledger; Shop=ns:shop');
  vi.stubEnv('EYEPIECE_TRACE_URL', 'https://traces.bank.example/{trace_id}');
});
afterAll(() => vi.unstubAllEnvs());

const reader = { kind: 'reader', name: 'anna', signsOut: true } as const;

it.each([
  ['nobody', { kind: 'nobody', signsIn: true } as const],
  ['a reader to whom no namespace is open', { ...reader, sees: [] }],
])('tell %s no filters and no addresses', (_, who) => {
  expect(settings(who)).toMatchObject({ traceUrl: null, quickFilters: [] });
});

it('tell a reader of addresses, and of filters that name nothing they may not see', () => {
  const offered = (sees: readonly string[] | null) =>
    settings({ ...reader, sees }).quickFilters.map(({ label }) => label);
  expect(offered(['shop'])).toEqual(['Denied', 'Shop']);
  expect(offered(['west/ba*'])).toEqual(['Ledger', 'Denied']);
  expect(offered(null)).toEqual(['Ledger', 'Denied', 'Books', 'Shop']);
  expect(settings({ kind: 'anyone' }).traceUrl).toContain('traces.bank.example');
});
