import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDropsDiff, compareDropGroups, diffDrops, trendChange, trendOf } from '@/lib/drops/diff';
import { sampleGroup } from '@/lib/drops/sample';
import { entity } from '@/lib/flow/entity';

const base = sampleGroup({
  id: 'g',
  source: entity('workload', 'a'),
  destination: entity('workload', 'b'),
  count: 1,
  perSecond: 1,
  conversationFlows: 1,
  evidence: { verdicts: 0, drops: 1, l7: 0 },
  trend: [1, 1],
  nodes: [],
  nodeCounts: [],
  firstMs: 0,
  lastMs: 0,
});

const groups = fc
  .uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-d]{1,2}$/),
      count: fc.nat(5),
      perSecond: fc.nat(2),
      trend: fc.array(fc.nat(3), { maxLength: 4 }),
      class: fc.constantFrom('policy' as const, 'noise' as const),
    }),
    { selector: (group) => group.id },
  )
  .map((list) => list.map((group) => ({ ...base, ...group })).sort(compareDropGroups));

test('a diff put into the old list gives the new one, in its order', () => {
  fc.assert(
    fc.property(groups, groups, (previous, next) => {
      expect(applyDropsDiff(previous, diffDrops(previous, next))).toEqual(next);
    }),
  );
});

test('the order is total and does not depend on where it starts', () => {
  fc.assert(
    fc.property(groups, (list) => {
      expect([...list].reverse().sort(compareDropGroups)).toEqual(list);
    }),
  );
});

describe('a trend is', () => {
  test.each([
    ['new', [0, 0, 3, 4], 0.5],
    ['rising', [1, 1, 3, 4], 0.5],
    ['steady', [3, 3, 3, 4], 0.5],
    ['falling', [3, 3, 1, 1], 0.5],
    ['stopped', [3, 3, 3, 3], 0],
  ] as const)('%s', (name, trend, perSecond) => expect(trendOf({ ...base, trend, perSecond })).toBe(name));

  test('told as a share of what was before, where there was something', () => {
    expect(trendChange({ ...base, trend: [1, 0, 4, 0] })).toBe(3);
    expect(trendChange({ ...base, trend: [0, 0, 4, 0] })).toBeNull();
  });
});

test('new and rising groups stand first, stopped after the others, noise last', () => {
  const list = [
    { ...base, id: 'noise', class: 'noise' as const, perSecond: 900, trend: [0, 900] },
    { ...base, id: 'stopped', perSecond: 0, count: 500 },
    { ...base, id: 'steady', perSecond: 9 },
    { ...base, id: 'rising', trend: [1, 5] },
    { ...base, id: 'new', trend: [0, 1] },
  ];
  expect(list.sort(compareDropGroups).map((group) => group.id)).toEqual([
    'new',
    'rising',
    'steady',
    'stopped',
    'noise',
  ]);
});

describe('where the first points of a trend are not known', () => {
  const steady = { ...base, trend: [...new Array(40).fill(0), ...new Array(20).fill(3)] };

  test('nothing is compared with them', () => {
    expect([trendOf(steady), trendOf(steady, 40)]).toEqual(['new', 'steady']);
    expect(trendChange(steady, 40)).toBe(0);
  });

  test('what began in what is known is new or rises all the same', () => {
    const began = { ...base, trend: [...new Array(55).fill(0), ...new Array(5).fill(3)] };
    const risen = { ...base, trend: [...new Array(40).fill(0), ...new Array(10).fill(1), ...new Array(10).fill(3)] };
    expect([trendOf(began, 40), trendOf(risen, 40)]).toEqual(['new', 'rising']);
  });

  test('and next to nothing is known, nothing is called new', () => {
    expect(trendOf({ ...base, trend: [...new Array(59).fill(0), 3] }, 57)).toBe('steady');
  });
});
