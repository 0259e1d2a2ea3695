import { expect, test } from 'vitest';
import { isOver } from './use-again';

const nowMs = Date.parse('2026-11-26T12:00:00Z');
const live = { cluster: null, from: '-15m', to: null };

test('a view is over when it is of a file, or its time was past a while ago', () => {
  expect(isOver({ ...live, cluster: 'capture:a' }, nowMs)).toBe(true);
  expect(isOver({ ...live, cluster: 'snapshot:a' }, nowMs)).toBe(true);
  expect(isOver({ ...live, from: '2026-11-26T11:00:00Z', to: '2026-11-26T11:30:00Z' }, nowMs)).toBe(true);
  expect(isOver({ ...live, to: '-5m' }, nowMs)).toBe(true);
});

test('a view is not over while it moves, or flows of its time may still come', () => {
  for (const to of [null, 'now', '2026-11-26T11:59:30Z', '2026-11-26T13:00:00Z']) {
    expect([to, isOver({ ...live, to }, nowMs)]).toEqual([to, false]);
  }
});
