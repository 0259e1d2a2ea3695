import { expect, test } from 'vitest';
import { askedSpan } from './use-pods';

const view = { cluster: null, from: null, to: null };

test('pods are counted over the time that the picture shows', () => {
  expect(askedSpan(view, null)).toEqual({ from: '-900s', to: null });
  expect(askedSpan({ ...view, from: '-5m', to: 'now' }, null)).toEqual({ from: '-300s', to: null });
  // A picture that moves shows an hour at most.
  expect(askedSpan({ ...view, from: '-6h' }, null)).toEqual({ from: '-3600s', to: null });
  const fixed = { from: '2026-11-26T06:00:00Z', to: '2026-11-26T12:00:00Z' };
  expect(askedSpan({ ...view, ...fixed }, null)).toEqual(fixed);
  expect(askedSpan({ ...view, cluster: 'capture:a' }, null)).toEqual({ from: null, to: null });
});

test('of what is played back it is the minute at the hand', () => {
  expect(askedSpan(view, { atMs: Date.parse('2026-11-26T12:00:10Z') })).toEqual({
    from: '2026-11-26T11:59:15.000Z',
    to: '2026-11-26T12:00:15.000Z',
  });
});
