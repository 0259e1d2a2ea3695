import { expect, it } from 'vitest';
import { instant, lockedSpan, lockedView } from './locked';
import { defaultView } from './parameters';
import { readView, writeView } from './view';

const noon = Date.UTC(2026, 5, 1, 12);

it('what moves becomes what it means at that moment', () => {
  const { view } = readView(new URLSearchParams('q=ns:shop&from=-5m&against=-1h&group=pod'));
  const locked = lockedView(view, lockedSpan(view, noon), noon);
  expect(writeView(locked)).toBe(
    'q=ns:shop&from=2026-06-01T11:55:00Z&to=2026-06-01T12:00:00Z&group=pod&against=2026-06-01T11:00:00Z',
  );
  expect(lockedView(locked, lockedSpan(locked, noon + 60_000), noon + 60_000)).toEqual(locked);
});

it('both ends of a span to compare with are held', () => {
  const { against } = lockedView({ ...defaultView, against: '-2h/-90m' }, { fromMs: 0, toMs: noon }, noon);
  expect(against).toBe('2026-06-01T10:00:00Z/2026-06-01T10:30:00Z');
  expect(lockedView(defaultView, { fromMs: 0, toMs: 1 }, noon).against).toBeNull();
});

it('an instant keeps its milliseconds, and leaves them out where there are none', () => {
  expect([instant(noon), instant(noon + 7)]).toEqual(['2026-06-01T12:00:00Z', '2026-06-01T12:00:00.007Z']);
});
