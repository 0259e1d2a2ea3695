import { expect, test } from 'vitest';
import { type FeedContent, nothingMissed } from '@/lib/feed/content';
import { defaultView } from '@/lib/view/parameters';
import { askedSpan, spanToAsk } from './use-shown-span';

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

const asked = { cluster: null, from: null, to: null };

test('pods are counted over the time that the picture shows', () => {
  expect(askedSpan(asked, null)).toEqual({ from: '-900s', to: null });
  expect(askedSpan({ ...asked, from: '-5m', to: 'now' }, null)).toEqual({ from: '-300s', to: null });
  // A picture that moves shows an hour at most.
  expect(askedSpan({ ...asked, from: '-6h' }, null)).toEqual({ from: '-3600s', to: null });
  const fixed = { from: '2026-11-26T06:00:00Z', to: '2026-11-26T12:00:00Z' };
  expect(askedSpan({ ...asked, ...fixed }, null)).toEqual(fixed);
  expect(askedSpan({ ...asked, cluster: 'capture:a' }, null)).toEqual({ from: null, to: null });
});

test('of what is played back it is the minute at the hand', () => {
  expect(askedSpan(asked, { atMs: Date.parse('2026-11-26T12:00:10Z') })).toEqual({
    from: '2026-11-26T11:59:15.000Z',
    to: '2026-11-26T12:00:15.000Z',
  });
});

test('what is played back goes before where the picture stands', () => {
  const paused = { ...live, pausedAtMs: atMs };
  expect(spanToAsk(defaultView, paused)).toEqual(standing);
  expect(spanToAsk(defaultView, paused, { atMs: Date.parse('2026-11-26T11:50:10Z') })).toEqual({
    from: '2026-11-26T11:49:15.000Z',
    to: '2026-11-26T11:50:15.000Z',
  });
});
