import { expect, test } from 'vitest';
import type { HostMessage } from '@/lib/embed/messages';
import { everything, type Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { defaultView } from '@/lib/view/parameters';
import { obey } from './obey';

const filterOf = (text: string): Filter => {
  const parsed = parseFilter(text);
  return parsed.ok ? parsed.filter : everything;
};
const told = (message: HostMessage) => obey(message);

test('a filter replaces the one there is', () => {
  expect(told({ type: 'setFilter', filter: 'ns:shop verdict:denied' })).toEqual({
    ok: true,
    part: { q: filterOf('ns:shop verdict:denied') },
  });
});

test('a filter that cannot be read changes nothing and says why', () => {
  expect(told({ type: 'setFilter', filter: 'nonsense:1' })).toMatchObject({ ok: false, problem: expect.any(String) });
});

test('namespaces leave the rest of the filter alone', () => {
  const obeyed = told({ type: 'setNamespaces', namespaces: ['web', 'shop'] });
  if (!obeyed.ok || typeof obeyed.part !== 'function') throw new Error('what it changes depends on the filter');
  const { q } = obeyed.part({ ...defaultView, q: filterOf('ns:old port:53') });
  expect(q && printFilter(q)).toBe('ns:web,shop port:53');
});

test('a token changes nothing of the view', () => {
  expect(told({ type: 'setToken', token: 'a.b.c' })).toEqual({ ok: true, part: {}, token: 'a.b.c' });
});

test('a time is one of links', () => {
  expect(told({ type: 'setTime', from: '-5m', to: null })).toEqual({ ok: true, part: { from: '-5m', to: null } });
  expect(told({ type: 'setTime', from: '', to: '' })).toEqual({ ok: true, part: { from: null, to: null } });
  for (const [from, to] of [
    ['yesterday', null],
    ['-5m', '-10m'],
    ['2026-05-04T10:00:00Z', '2026-05-04T09:00:00Z'],
    ['2026-05-04T10:00:00Z', null],
    ['2026-05-04T10:00:00Z', 'now'],
  ] as const)
    expect(told({ type: 'setTime', from, to }), `${from} ${to}`).toEqual({ ok: false, problem: expect.any(String) });
});

test('a theme may bring an accent, take it away, or leave it', () => {
  expect(told({ type: 'setTheme', theme: 'light', accent: '#F80' })).toEqual({
    ok: true,
    part: { theme: 'light' },
    accent: '#ff8800',
  });
  expect(told({ type: 'setTheme', theme: 'light', accent: null })).toEqual({
    ok: true,
    part: { theme: 'light' },
    accent: null,
  });
  expect(told({ type: 'setTheme', theme: 'light' })).toEqual({ ok: true, part: { theme: 'light' } });
  expect(told({ type: 'setTheme', theme: 'light', accent: 'tomato' })).toMatchObject({ ok: false });
});
