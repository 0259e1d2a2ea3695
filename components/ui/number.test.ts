import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatClock,
  formatClockMs,
  formatCount,
  formatLatency,
  formatMany,
  formatRate,
  formatSpan,
} from './number';

const noon = Date.UTC(2026, 10, 25, 12, 3, 7, 481);

describe('numbers on screen', () => {
  it('groups thousands and says millions with three figures', () => {
    expect([566, 2362, 187_680, 1_060_000].map(formatCount)).toEqual(['566', '2,362', '187,680', '1.06 M']);
  });

  it('writes zero only when nothing happened', () => {
    expect([0, 0.04, 0.1, 52.38, 99.96, 2412.4].map(formatRate)).toEqual(['0', '<0.1', '0.1', '52.4', '100', '2,412']);
  });

  it('keeps one noun for one thing', () => {
    expect(formatMany(1, 'flow')).toBe('1 flow');
    expect(formatMany(52_298, 'flow')).toBe('52,298 flows');
  });

  it('shows times in UTC to the second and to the millisecond', () => {
    expect(formatClock(noon)).toBe('12:03:07');
    expect(formatClockMs(noon)).toBe('12:03:07.481');
  });

  it('survives a time no calendar holds', () => {
    expect(formatClock(Number.NaN)).toBe('--:--:--');
    expect(formatClockMs(9e18)).toBe('--:--:--.---');
  });

  it('says how long ago under an hour, the clock today, the date beyond', () => {
    expect(formatAgo(noon - 240_000, noon)).toBe('4 min ago');
    expect(formatAgo(noon - 2 * 3_600_000, noon)).toBe('10:03:07');
    expect(formatAgo(noon - 48 * 3_600_000, noon)).toBe('2026-11-23');
  });

  it('measures spans in the largest unit that still says something', () => {
    expect([26_000, 240_000, 4_800_000, 7_200_000, 3 * 86_400_000].map(formatSpan)).toEqual([
      '26 s',
      '4 min',
      '1 h 20 min',
      '2 h',
      '3 days',
    ]);
  });

  it('writes latency in the unit people think in', () => {
    expect([0.4, 84, 2000].map(formatLatency)).toEqual(['0.4 ms', '84 ms', '2.0 s']);
  });
});
