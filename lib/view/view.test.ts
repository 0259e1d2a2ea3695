import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import { groupings } from '@/lib/graph/graph';
import { layouts } from '@/lib/graph/layout';
import { viewHref } from '@/lib/view/href';
import {
  cardDetails,
  defaultView,
  drawnParts,
  dropSectionings,
  edgeFigures,
  hideableTraffic,
  reaches,
  shownDrops,
  themes,
  type View,
  viewGroups,
  viewLayouts,
} from '@/lib/view/parameters';
import { viewParsers } from '@/lib/view/parsers';
import { selectionKinds } from '@/lib/view/selection';
import { readAgo, resolveSpan, resolveTime } from '@/lib/view/time';
import { isLive, readView, viewSpan, writeView } from '@/lib/view/view';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((value) => value.toWellFormed());
const column = fc.constantFrom('time', 'source.pod', 'verdict', 'l7_http', 'Node');
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const arbitraryView: fc.Arbitrary<View> = fc.record({
  q: arbitraryFilter(),
  off: fc
    .array(arbitraryFilter(), { maxLength: 2 })
    .map((filters) => ({ tokens: filters.flatMap((one) => one.tokens) })),
  cluster: orNull(text),
  from: orNull(fc.constantFrom('-15m', '-1h30m', '2026-05-04T10:20:30.123456789Z')),
  to: orNull(fc.constantFrom('now', '2026-05-04T10:20:31+02:00')),
  group: fc.constantFrom(...viewGroups),
  sel: orNull(fc.record({ kind: fc.constantFrom(...selectionKinds), id: text })),
  cols: orNull(fc.uniqueArray(column, { minLength: 1 })),
  sort: orNull(fc.record({ column, descending: fc.boolean() })),
  layout: orNull(fc.constantFrom(...viewLayouts)),
  fold: orNull(fc.constantFrom('*', 'shop,-kube-system', '-*')),
  label: fc.constantFrom(...edgeFigures),
  reach: fc.constantFrom(...reaches),
  only: fc.constantFrom(...drawnParts),
  hide: fc.subarray([...hideableTraffic]),
  pins: orNull(fc.constantFrom('1a2b3c.10.-4~zz.0.0')),
  places: orNull(fc.constantFrom('1a2b3c.10.-4~zz.0.0.4g.2s')),
  cards: fc.constantFrom(...cardDetails),
  against: orNull(
    fc.constantFrom('-1h', '2026-05-04T10:00:00Z', '-2h/-90m', '2026-05-04T10:00:00Z/2026-05-04T10:05:00Z'),
  ),
  by: fc.constantFrom(...dropSectionings),
  show: fc.constantFrom(...shownDrops),
  theme: fc.constantFrom(...themes),
});

/** A span that runs backwards is not kept, nor an instant as the start of what moves. */
const isInOrder = ({ from, to }: View): boolean =>
  !(from?.startsWith('2026') && (to === null || to === 'now' || to.startsWith('2026')));

describe('a view as a URL', () => {
  test('survives being written and read', () => {
    fc.assert(
      fc.property(arbitraryView.filter(isInOrder), (view) => {
        expect(readView(new URLSearchParams(writeView(view)))).toEqual({ view, notices: [] });
      }),
      { numRuns: 300 },
    );
  });

  test('leaves defaults out and can be read by people', () => {
    expect(writeView(defaultView)).toBe('');
    expect(viewHref('map', defaultView)).toBe('/map');
    const { view } = readView({
      q: 'ns:shop,pay verdict:denied',
      from: '-15m',
      sel: 'edge:a>b tcp/80',
      cols: 'time,source.pod',
    });
    expect(viewHref('drops', view)).toBe(
      '/drops?q=ns:shop,pay+verdict:denied&from=-15m&sel=edge:a%3Eb+tcp/80&cols=time,source.pod',
    );
  });

  test('reads what Next gives as well', () => {
    const { view, notices } = readView({ group: 'namespace', theme: undefined, sort: '-time' });
    expect(view).toEqual({ ...defaultView, group: 'namespace', sort: { column: 'time', descending: true } });
    expect(notices).toEqual([]);
  });

  test('ignores what it cannot use and says so, naming parameter and text', () => {
    const { view, notices } = readView(
      new URLSearchParams(
        'q=verdit:X&group=pods&from=soon&theme=pink&sel=thing&cols=a,,b&zoom=3&cluster=a&cluster=b&_rsc=1',
      ),
    );
    expect(view).toEqual({ ...defaultView, cluster: 'a' });
    expect(notices.map((notice) => notice.parameter)).toEqual([
      'q',
      'group',
      'from',
      'theme',
      'sel',
      'cols',
      'zoom',
      'cluster',
    ]);
    for (const { message } of notices) expect(message).toMatch(/^(There is no parameter )?".*\.$/s);
    expect(notices[0]?.message).toContain('verdict');
  });

  test('a span that runs backwards is ignored with a notice', () => {
    const { view, notices } = readView({ from: '-5m', to: '-10m' });
    expect(view).toEqual(defaultView);
    expect(notices.map((notice) => notice.message)).toEqual(['"from=-5m" is later than "to=-10m"; both are ignored.']);
  });

  test('an instant without an end is ignored with a notice', () => {
    for (const to of ['', 'now']) {
      const { view, notices } = readView({ from: '2026-05-04T10:00:00Z', to });
      expect(view.from).toBeNull();
      expect(notices.map(({ message }) => message)).toEqual([expect.stringMatching(/^"from=2026.*such as -15m\.$/)]);
    }
  });

  test('never fails on hostile parameters', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('q', 'sel', '__proto__', 'toString', 'from', 'cols', 'sort'), fc.string()),
        (params) => {
          const { view } = readView(params);
          expect(readView(new URLSearchParams(writeView(view))).view).toEqual(view);
        },
      ),
    );
  });

  test('the parsers for nuqs read and write the same text', () => {
    expect(viewParsers.q.parse('ns:shop')).toEqual({
      tokens: [{ key: 'ns', side: 'either', not: false, values: ['shop'] }],
    });
    expect(viewParsers.q.parse('verdit:x')).toBeNull();
    expect(viewParsers.sel.serialize({ kind: 'flow', id: 'a:b' })).toBe('flow:a:b');
    expect(viewParsers.group.parseServerSide('bad')).toBe('workload');
  });

  test('groups are those of the map', () => {
    expect(viewGroups).toEqual(groupings);
    expect(viewLayouts).toEqual(layouts);
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 4, 4, 12);

  test.each([
    ['now', now],
    ['-15m', now - 900_000],
    ['-1h30m', now - 5_400_000],
    ['-2d', now - 172_800_000],
    ['-0s', now],
    ['2026-05-04T10:20:30Z', Date.UTC(2026, 4, 4, 10, 20, 30)],
    ['2026-05-04T10:20:30.5+02:00', Date.UTC(2026, 4, 4, 8, 20, 30, 500)],
    ['2026-05-04T10:20:30 02:00', Date.UTC(2026, 4, 4, 8, 20, 30)],
    ['2026-05-04t10:20:30-00:30', Date.UTC(2026, 4, 4, 10, 50, 30)],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ])('%s', (written, instant) => {
    expect(resolveTime(written, now)).toBe(instant);
  });

  test.each([
    '',
    '-',
    '15m',
    '-15',
    '-m',
    '-15m2h',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-04',
    '2026-05-04T25:00:00Z',
    '-99999999999999h',
    'yesterday',
  ])('%s is none', (written) => {
    expect(resolveTime(written, now)).toBeNull();
  });

  test('an instant keeps its meaning', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z') }),
        (date) => {
          expect(resolveTime(date.toISOString(), 0)).toBe(date.getTime());
          expect(readAgo(date.toISOString())).toBeNull();
        },
      ),
    );
  });

  test('a view without an end, or with now, is live', () => {
    expect(isLive({ to: null })).toBe(true);
    expect(isLive({ to: 'now' })).toBe(true);
    expect(viewSpan({ from: '-15m', to: 'now' }, now)).toEqual({ fromMs: now - 900_000 });
    expect(viewSpan({ from: null, to: '2026-05-04T10:00:00Z' }, now)).toEqual({ toMs: Date.UTC(2026, 4, 4, 10) });
  });
});

describe('tokens that are off', () => {
  test('need not hold together, and a bad text is ignored and said', () => {
    const { view } = readView(new URLSearchParams('off=type:drop+http.status:500'));
    expect(view.off.tokens).toHaveLength(2);
    const bad = readView(new URLSearchParams('q=ns:shop&off=verdct:x'));
    expect(bad.view.off).toEqual(defaultView.off);
    expect(bad.notices.map(({ parameter }) => parameter)).toEqual(['off']);
  });
});

describe('a span to compare with', () => {
  test('is named by its end, as long as what is shown, or by both ends', () => {
    expect(resolveSpan('-15m', 60_000, 1_000_000)).toEqual({ fromMs: 40_000, toMs: 100_000 });
    expect(resolveSpan('-10m/-5m', 60_000, 1_000_000)).toEqual({ fromMs: 400_000, toMs: 700_000 });
  });

  test.each(['', 'soon', '-5m/-10m', '-5m/-5m', '-5m/', '/-5m', '-9m/-5m/-1m'])('"%s" is none', (text) => {
    expect(resolveSpan(text, 60_000, 1_000_000)).toBeNull();
  });
});
