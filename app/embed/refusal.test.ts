import { expect, test } from 'vitest';
import { problemOf } from '@/lib/wire/problem';
import { refusalOf } from './refusal';

const token = (views: readonly string[]) =>
  `head.${Buffer.from(JSON.stringify({ views, exp: 1_795_697_058 })).toString('base64url')}.signature`;
const live = { state: 'live', sinceMs: 0 } as const;
const refused = (problem: ReturnType<typeof problemOf>) => ({ state: 'refused', problem }) as const;

test('a view that may be seen is not refused, nor one whose filter is wrong', () => {
  expect(refusalOf(live, 'map', null)).toBe(null);
  expect(refusalOf(live, 'map', token(['map']))).toBe(null);
  expect(refusalOf(refused(problemOf('bad-filter', 'No key "x".')), 'map', null)).toBe(null);
});

test('a token is for the views it names', () => {
  expect(refusalOf(live, 'flows', token(['map', 'drops']))).toMatchObject({
    code: 'no-rights',
    text: 'The token of this view is not for flows.',
  });
  expect(refusalOf(live, 'map', 'nonsense')).toMatchObject({ code: 'token-refused' });
});

test('what is gone is said to be', () => {
  const gone = problemOf('no-such-snapshot', 'This snapshot is not kept here.');
  expect(refusalOf(refused(gone), 'map', null)).toEqual({
    code: 'no-such-snapshot',
    text: 'This snapshot is not kept here.',
    cure: expect.stringContaining('name another'),
  });
});

test('who is refused is told why', () => {
  const expired = problemOf('token-expired', 'The token of this view has expired.');
  expect(refusalOf(refused(expired), 'map', token(['map']))).toMatchObject({
    code: 'token-expired',
    text: expired.detail,
  });
  expect(refusalOf(refused(problemOf('unauthenticated', 'Nobody is signed in; sign in.')), 'map', null)).toMatchObject({
    code: 'unauthenticated',
    text: 'Nobody is signed in, and this view has no token.',
  });
});
