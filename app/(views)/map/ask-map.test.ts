import { expect, test } from 'vitest';
import { defaultView } from '@/lib/view/parameters';
import { shownSpan, spanOf } from './ask-map';

const nowMs = Date.parse('2026-11-26T12:00:00Z');
const minute = 60_000;

test('a picture of a file, or one that is paused, is of its own time', () => {
  const [fromMs, toMs] = [nowMs - 90 * 24 * 60 * minute, nowMs - 89 * 24 * 60 * minute];
  const view = { ...defaultView, cluster: 'capture:a' };
  expect(shownSpan(view, { fromMs, toMs, atMs: nowMs }, nowMs)).toEqual({ fromMs, toMs });
  const paused = { fromMs: nowMs - 25 * minute, toMs: nowMs, atMs: nowMs - 10 * minute };
  expect(shownSpan(defaultView, paused, nowMs)).toEqual({ fromMs: nowMs - 25 * minute, toMs: nowMs - 10 * minute });
  expect(shownSpan(defaultView, null, nowMs)).toEqual({ fromMs: nowMs - 15 * minute, toMs: nowMs });
});

test('a span that moves is an hour at most', () => {
  expect(spanOf({ from: '-6h', to: null }, nowMs)).toEqual({ fromMs: nowMs - 60 * minute, toMs: nowMs });
  const fixed = { from: '2026-11-26T06:00:00Z', to: '2026-11-26T11:00:00Z' };
  expect(spanOf(fixed, nowMs)).toEqual({ fromMs: nowMs - 360 * minute, toMs: nowMs - 60 * minute });
});
