import { describe, expect, it } from 'vitest';
import { readView } from '@/lib/view/view';
import { liveRequestOf, windowOf } from './live-request';

const viewOf = (query: string) => readView(new URLSearchParams(query)).view;
const noon = Date.UTC(2026, 10, 25, 12);

describe('what a page asks of the stream', () => {
  it('is everything of the last 15 minutes without parameters', () => {
    expect(liveRequestOf('flows', viewOf(''), noon)).toMatchObject({
      q: '',
      cluster: '',
      group: 'workload',
      windowMs: 900_000,
    });
  });

  it('asks for the map only where it is drawn and for no rows where none are shown', () => {
    expect(liveRequestOf('map', viewOf(''), noon).wants).toContain('map');
    expect(liveRequestOf('flows', viewOf(''), noon).wants).not.toContain('map');
    expect(liveRequestOf('drops', viewOf(''), noon).rows).toBe(0);
  });

  it('asks for what audit mode let pass only where that is shown', () => {
    expect(liveRequestOf('drops', viewOf('show=audit'), noon).wants).toContain('audit');
    expect(liveRequestOf('drops', viewOf(''), noon).wants).not.toContain('audit');
    expect(liveRequestOf('map', viewOf('show=audit'), noon).wants).not.toContain('audit');
  });

  it('takes filter, cluster and grouping from the link', () => {
    const request = liveRequestOf('map', viewOf('q=ns:shop&cluster=capture:7&group=pod'), noon);
    expect(request).toMatchObject({ q: 'ns:shop', cluster: 'capture:7', group: 'pod' });
  });

  it('moves its window with the clock, from a minute to an hour', () => {
    expect(['from=-5m', 'from=-10s', 'from=-3h', ''].map((query) => windowOf(viewOf(query)) / 60_000)).toEqual([
      5, 1, 60, 15,
    ]);
    expect(liveRequestOf('map', viewOf('from=-5m'), noon).range).toBeUndefined();
  });

  it('stands still where the link names an end', () => {
    const rangeOf = (query: string) => liveRequestOf('map', viewOf(query), noon).range;
    expect(rangeOf('from=-30m&to=-15m')).toEqual({ fromMs: noon - 1_800_000, toMs: noon - 900_000 });
    expect(rangeOf('to=-15m')).toEqual({ fromMs: noon - 1_800_000, toMs: noon - 900_000 });
    expect(rangeOf('to=now')).toBeUndefined();
  });
});
