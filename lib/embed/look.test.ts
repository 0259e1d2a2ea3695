import { expect, test } from 'vitest';
import { lookQuery, readLook } from './look';

const read = (query: string) => readLook(new URLSearchParams(query));

test('an address says how the view looks', () => {
  expect(read('q=ns:shop&controls=filters&accent=%23F80&host=https://portal.example/')).toEqual({
    look: { controls: 'filters', accent: '#ff8800', host: 'https://portal.example', token: null },
    notices: [],
  });
});

test('what is not said has its default', () => {
  expect(read('')).toEqual({ look: { controls: 'none', accent: null, host: null, token: null }, notices: [] });
});

test('what cannot be used is told', () => {
  const { look, notices } = read('controls=all&accent=red&host=javascript:alert(1)');
  expect(look).toEqual({ controls: 'none', accent: null, host: null, token: null });
  expect(notices.map(({ parameter }) => parameter)).toEqual(['controls', 'accent', 'host']);
});

test('a token goes on to the next view, too', () => {
  expect(read('token=a.b.c').look.token).toBe('a.b.c');
  expect(lookQuery(new URLSearchParams('q=ns:shop&token=a.b.c'))).toBe('token=a.b.c');
});

test('the look goes on to the next view, the view does not', () => {
  expect(lookQuery(new URLSearchParams('q=ns:shop&controls=filters&theme=light&accent=f80'))).toBe(
    'controls=filters&accent=f80',
  );
});
