import { describe, expect, it } from 'vitest';
import { type DropMark, loudAgain, markOf, marksByGroup, standingOf, worstMinute } from './mark';
import { sampleGroup } from './sample';

const noon = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const group = sampleGroup();

const mark = (more: Partial<DropMark> = {}): DropMark => ({
  group: group.id,
  kind: 'acknowledged',
  note: '',
  author: '',
  atMs: noon,
  untilMs: null,
  perMinute: 4,
  ...more,
});

const standing = (said: DropMark, nowMs = noon) => standingOf(group, marksByGroup([said]), nowMs);

describe('how a group stands', () => {
  it('is loud until somebody says something of it', () => {
    expect(standingOf(group, new Map(), noon)).toBe('loud');
    expect(standing(mark({ group: 'another' }))).toBe('loud');
  });

  it('is as it was marked', () => {
    expect(standing(mark())).toBe('acknowledged');
    expect(standing(mark({ kind: 'muted' }))).toBe('muted');
  });

  it('is loud again once it was heard again, and a mute never is before its time', () => {
    const loud = { atMs: noon, why: 'rose' } as const;
    expect(standing(mark({ loud }))).toBe('loud');
    expect(standing(mark({ kind: 'muted', loud }))).toBe('muted');
  });

  it('is loud from the moment a mute ends', () => {
    const muted = mark({ kind: 'muted', untilMs: noon + minute });
    expect(standing(muted, noon + minute - 1)).toBe('muted');
    expect(standing(muted, noon + minute)).toBe('loud');
    expect(markOf(group, marksByGroup([muted]), noon + minute)).toBeUndefined();
  });

  it('is noise whatever was said of it', () => {
    expect(standingOf({ ...group, class: 'noise' }, marksByGroup([mark({ kind: 'muted' })]), noon)).toBe('noise');
  });

  it('is loud with another reason or other policies, because that is another group', () => {
    expect(standingOf({ ...group, id: 'group for another reason' }, marksByGroup([mark()]), noon)).toBe('loud');
  });
});

describe('the worst minute', () => {
  it('is that of four buckets in a row', () => {
    expect(worstMinute(sampleGroup({ trend: [0, 1, 2, 3, 4, 0], perSecond: 0 }))).toBe(10);
  });

  it('is at least the last minute', () => {
    expect(worstMinute(sampleGroup({ trend: [1, 1], perSecond: 0.5 }))).toBe(30);
  });
});

describe('an acknowledged group is loud again', () => {
  const again = (perMinute: number, perSecond: number, silenceMs = 0) =>
    loudAgain({ perMinute }, { perSecond, firstMs: noon }, noon - silenceMs);

  it('when a minute has half as many again as its worst before', () => {
    expect(again(60, 1)).toBeNull();
    expect(again(60, 1.49)).toBeNull();
    expect(again(60, 1.5)).toBe('rose');
  });

  it('but not for a few more where there were few', () => {
    expect(again(2, 5 / 60)).toBeNull();
    expect(again(0, 4 / 60)).toBeNull();
    expect(again(0, 5 / 60)).toBe('rose');
  });

  it('when it comes back after a quarter of an hour without any', () => {
    expect(again(60, 0.1, 14 * minute)).toBeNull();
    expect(again(60, 0.1, 15 * minute)).toBe('returned');
  });
});
