import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { settings } from '@/app/server/settings';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

beforeAll(() => {
  vi.stubEnv('EYEPIECE_QUICK_FILTERS', 'Ledger=ns:bank');
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

it('tell a reader who sees something of both', () => {
  expect(settings({ ...reader, sees: ['shop'] }).quickFilters).toHaveLength(1);
  expect(settings({ kind: 'anyone' }).traceUrl).toContain('traces.bank.example');
});
