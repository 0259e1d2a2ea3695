import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countOf,
  formatAgo,
  formatClock,
  formatCount,
  formatDateTime,
  formatDuration,
  formatLatency,
  formatPort,
  formatRate,
  formatRateFigure,
  formatSecond,
  formatShare,
  formatTime,
} from '@/lib/flow/format';

const noon = Date.UTC(2026, 2, 3, 12, 3, 7, 481);

describe('counts', () => {
  test.each([
    [0, '0'],
    [566, '566'],
    [2_362, '2,362'],
    [187_680, '187,680'],
    [999_999, '999,999'],
    [1_060_000, '1.06 M'],
    [12_345_678, '12.3 M'],
    [999_999_999, '1.00 G'],
    [4_000_000_000_000, '4,000 G'],
  ])('%d reads %s', (count, text) => expect(formatCount(count)).toBe(text));

  test('name what they count, one or many', () => {
    expect(countOf(1, 'flow')).toBe('1 flow');
    expect(countOf(0, 'flow')).toBe('0 flows');
    expect(countOf(2, 'reply', 'replies')).toBe('2 replies');
  });
});

describe('rates', () => {
  test.each([
    [0, '0/s'],
    [0.0001, '<0.1/s'],
    [0.8, '0.8/s'],
    [6.23, '6.2/s'],
    [52.36, '52.4/s'],
    [99.97, '100/s'],
    [2_412.2, '2,412/s'],
    [1_060_000, '1.06 M/s'],
  ])('%d reads %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  test('stand without a unit in a column whose head has it', () => expect(formatRateFigure(14.84)).toBe('14.8'));

  test('say nothing only when there is nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (rate) => {
        expect(formatRate(rate)).not.toBe('0/s');
        expect(formatRate(rate)).not.toBe('0.0/s');
      }),
    );
  });
});

describe('latencies', () => {
  test.each([
    [0, '0 ms'],
    [0.01, '<0.1 ms'],
    [0.4, '0.4 ms'],
    [9.97, '10 ms'],
    [84, '84 ms'],
    [999.6, '1.0 s'],
    [2_000, '2.0 s'],
    [125_000, '125 s'],
  ])('%d ms reads %s', (ms, text) => expect(formatLatency(ms)).toBe(text));
});

describe('shares', () => {
  test.each([
    [0, 10, '0%'],
    [1, 10_000, '<0.1%'],
    [9, 1_000, '0.9%'],
    [99_999, 100_000, '>99.9%'],
    [5, 5, '100%'],
    [0, 0, '–'],
  ])('%d of %d reads %s', (part, whole, text) => expect(formatShare(part, whole)).toBe(text));
});

describe('times', () => {
  test.each([
    [noon + 5_000, 'now'],
    [noon - 500, 'now'],
    [noon - 1_000, '1 s ago'],
    [noon - 59_999, '59 s ago'],
    [noon - 4 * 60_000, '4 min ago'],
    [noon - 59 * 60_000, '59 min ago'],
    [Date.UTC(2026, 2, 3, 9, 14, 2), '09:14:02'],
    [Date.UTC(2026, 2, 2, 9, 14, 2), '1 day ago'],
    [Date.UTC(2026, 1, 28, 23, 59, 59), '3 days ago'],
    [20 * 60_000, '20,515 days ago'],
  ])('%d seen from noon reads %s', (then, text) => expect(formatAgo(then, noon)).toBe(text));

  test('are UTC, to the millisecond in tables', () => {
    expect(formatClock(noon)).toBe('12:03:07');
    expect(formatTime(noon)).toBe('12:03:07.481');
    expect(formatDateTime(noon)).toBe('2026-03-03 12:03:07.481');
    expect(formatSecond(noon)).toBe('2026-03-03 12:03:07');
  });

  test('never fail, whatever a sender says', () => {
    fc.assert(
      fc.property(fc.double(), (atMs) => {
        expect(formatDateTime(atMs)).toHaveLength(23);
      }),
    );
  });
});

describe('durations', () => {
  test.each([
    [0, '0 s'],
    [83_000, '83 s'],
    [15 * 60_000, '15 min'],
    [2 * 3_600_000, '2 h'],
    [7_500_000, '2 h 5 min'],
    [76 * 3_600_000, '3 d 4 h'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

test('a port reads with its protocol, and is left out where there is none', () => {
  expect(formatPort('TCP', 80)).toBe('80/TCP');
  expect(formatPort('ICMPv4', 0)).toBe('ICMPv4');
  expect(formatPort('TCP', 0)).toBe('TCP');
  expect(formatPort('', 0)).toBe('unknown protocol');
});
