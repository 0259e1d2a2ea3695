import { describe, expect, test } from 'vitest';
import { burnDown, burnDownText } from '@/lib/drops/burn-down';
import { sampleGroup } from '@/lib/drops/sample';

const group = (trend: readonly number[], perSecond = 1) =>
  sampleGroup({ trend, perSecond, count: trend.reduce((sum, count) => sum + count, 0) });

test('a burn-down adds the trends of all groups, and counts those that fell silent', () => {
  expect(burnDown([group([4, 3, 1, 0]), group([2, 0, 0, 0], 0)])).toEqual({
    ...{ points: [6, 3, 1, 0], total: 10, groups: 2, quiet: 1, older: 9, newer: 1 },
  });
});

test('without groups there is nothing left', () => {
  expect(burnDown([])).toEqual({ points: [], total: 0, groups: 0, quiet: 0, older: 0, newer: 0 });
});

describe('it is said to be', () => {
  test.each([
    ['nothing would be refused', []],
    ['nothing in the newer half of the range', [3, 1, 0, 0]],
    ['all of it in the newer half of the range', [0, 0, 1, 0]],
    ['as many in the newer half of the range as in the older', [1, 1, 1, 1]],
    ['89% fewer in the newer half of the range than in the older', [6, 3, 1, 0]],
    ['100% more in the newer half of the range than in the older', [1, 1, 2, 2]],
  ])('%s', (text, trend) => expect(burnDownText(burnDown([group(trend)]))).toBe(text));
});
