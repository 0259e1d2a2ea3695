import { expect, it } from 'vitest';
import { viewToFreeze } from './frozen-view';

const noon = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const frozen = (view: string) => viewToFreeze({ page: 'drops', view }, noon);

it.each([
  ['', -15, 0],
  ['from=-5m', -5, 0],
  ['from=now', -15, 0],
  ['from=-10m&to=-5m', -10, -5],
  ['to=-5m', -20, -5],
  ['from=2026-06-01T11:30:00Z&to=2026-06-01T11:40:00Z', -30, -20],
  ['from=2026-06-01T11:30:00Z&to=2026-06-01T13:00:00Z', -30, 0],
  ['from=2026-06-01T13:00:00Z&to=2026-06-01T13:30:00Z', 0, 0],
])('time stands still, and ends with now: %s', (view, from, to) => {
  const { scope } = frozen(view);
  expect([scope.fromMs, scope.toMs]).toEqual([noon + from * minute, noon + to * minute]);
});

it('what has come to rest is frozen as far as it goes, or as was asked', () => {
  expect(frozen('cluster=capture:abc').scope).not.toHaveProperty('fromMs');
  expect(frozen('cluster=snapshot:abc&from=-10m&to=-5m').scope).toMatchObject({ toMs: noon - 5 * minute });
});

it('the link keeps all that is seen, but not where and when', () => {
  const { about, group, scope } = frozen('q=ns:shop&cluster=c1&from=-5m&group=pod&sel=flow:x&theme=dark');
  expect(about).toEqual({ page: 'drops', view: 'q=ns:shop&group=pod&sel=flow:x&theme=dark' });
  expect([group, scope.cluster]).toEqual(['pod', 'c1']);
});

it('a mistake that would freeze other flows is refused, any other is left out', () => {
  for (const view of ['q=verdit:x', 'from=soon', 'from=2026-06-01T11:30:00Z', 'from=-1m&to=-2m', 'cluster=a&cluster=b'])
    expect(() => frozen(view)).toThrow(/view: ".*"/);
  expect(frozen('group=planet&zoom=3').about.view).toBe('');
});
