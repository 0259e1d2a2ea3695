import { expect, test } from 'vitest';
import { type FeedContent, nothingMissed } from '@/lib/feed/content';
import { defaultView } from '@/lib/view/parameters';
import { spanToAsk } from './use-shown-span';

const atMs = Date.parse('2026-11-26T12:00:00Z');
const minute = 60_000;
const nothing = { graph: null, drops: null, audit: null, marks: null, flows: null, series: null, namespaces: null };
const contentOf = (fromMs: number, toMs: number): FeedContent => ({
  ...{ atMs, fromMs, toMs, complete: true, gaps: [], missed: nothingMissed },
  ...nothing,
});
const live = { content: contentOf(atMs - 15 * minute, atMs), pausedAtMs: null, pending: false };
const standing = { from: '2026-11-26T11:45:00.000Z', to: '2026-11-26T12:00:00.000Z' };

test('what moves is asked for as the map shows it, an hour at most', () => {
  expect(spanToAsk(defaultView, live)).toEqual({ from: '-900s', to: null });
  expect(spanToAsk({ ...defaultView, from: '-6h' }, live)).toEqual({ from: '-3600s', to: null });
  expect(spanToAsk({ ...defaultView, from: '-6h' }, { ...live, content: null })).toEqual({ from: '-3600s', to: null });
});

test('a map that is paused is asked for its own time', () => {
  expect(spanToAsk(defaultView, { ...live, pausedAtMs: atMs + 7 })).toEqual(standing);
  // Another filter was chosen meanwhile, and its picture has not come.
  expect(spanToAsk(defaultView, { ...live, pausedAtMs: atMs, pending: true })).toEqual(standing);
});

test('a map of the past is asked for the time it was first shown for, however long ago that was', () => {
  const past = { ...live, content: contentOf(atMs - 20 * minute, atMs - 5 * minute) };
  expect(spanToAsk({ ...defaultView, from: '-20m', to: '-5m' }, past)).toEqual({
    from: '2026-11-26T11:40:00.000Z',
    to: '2026-11-26T11:55:00.000Z',
  });
});

test('a time that is not over, a file, and what has not come yet are asked for as the link says', () => {
  const coming = { from: '2026-11-26T11:00:00Z', to: '2026-11-26T13:00:00Z' };
  const shown = { ...live, content: contentOf(atMs - 60 * minute, atMs + 60 * minute) };
  expect(spanToAsk({ ...defaultView, ...coming }, shown)).toEqual(coming);
  const file = { ...defaultView, cluster: 'capture:a' };
  expect(spanToAsk(file, { ...live, pausedAtMs: atMs })).toEqual({ from: null, to: null });
  expect(spanToAsk({ ...defaultView, ...coming }, { ...live, pending: true })).toEqual(coming);
});
