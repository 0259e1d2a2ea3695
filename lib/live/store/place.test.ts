import { describe, expect, it } from 'vitest';
import { placeOf } from '@/lib/live/store/place';

const now = Date.UTC(2026, 3, 1, 12);
const hour = 3_600_000;
const live = { retentionMs: hour, readingBackFromMs: null };

describe('the time under which a flow counts', () => {
  it('is its own where that can be true', () => {
    expect(placeOf(now - 1_500, now, live)).toEqual({ atMs: now - 1_500, counts: true });
    expect(placeOf(now + 1_500, now, live)).toEqual({ atMs: now + 1_500, counts: true });
  });

  it('is the arrival without a time, from the future and from 1970', () => {
    for (const timeMs of [undefined, Number.NaN, now + hour, 1_000, now - 3 * hour]) {
      expect(placeOf(timeMs, now, live)).toEqual({ atMs: now, counts: true });
    }
  });

  it('is its own for history older than the pictures reach, which only the log keeps', () => {
    const reading = { retentionMs: hour, readingBackFromMs: now - 48 * hour };
    expect(placeOf(now - 3 * hour, now, reading)).toEqual({ atMs: now - 3 * hour, counts: false });
  });

  it('is the arrival when no node was up at the time it says', () => {
    const reading = { retentionMs: hour, readingBackFromMs: now - 2 * hour };
    expect(placeOf(now - 3 * hour, now, reading)).toEqual({ atMs: now, counts: true });
  });
});
