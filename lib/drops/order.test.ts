import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entity } from '@/lib/flow/entity';
import type { DropGroup } from './group';
import { type DropColumnId, dropColumns, isDropColumn, nextDropSorting, sortedDrops } from './order';
import { sampleGroup } from './sample';

const rising = (change: number) => [...new Array(30).fill(10), ...new Array(30).fill(10 * (1 + change))];
const fresh = sampleGroup({ id: 'fresh', trend: [0, 0, 0, 9], count: 9 });
const risen = sampleGroup({ id: 'risen', trend: rising(1), count: 900, port: 443 });
const many = sampleGroup({ id: 'many', perSecond: 5, count: 4_000, trend: rising(0), port: 0 });
const few = sampleGroup({ id: 'few', policies: ['shop/deny'] });
const over = sampleGroup({ id: 'over', perSecond: 0, count: 50_000 });
const noise = sampleGroup({ id: 'noise', class: 'noise', perSecond: 900, count: 1_000_000 });
const all = [noise, over, few, many, risen, fresh];

const ids = (groups: readonly DropGroup[]) => groups.map(({ id }) => id).join(' ');

describe('what stands first', () => {
  it('is new, then rising, then many; what stopped and noise come last', () => {
    expect(ids(sortedDrops(all, null))).toBe('fresh risen many few over noise');
  });

  it('is that also where a link names no column there is', () => {
    expect(ids(sortedDrops(all, { column: 'constructor', descending: true }))).toBe('fresh risen many few over noise');
  });

  it('is the largest figure of the column that was pressed, then the smallest', () => {
    expect(ids(sortedDrops(all, { column: 'drops', descending: true }))).toBe('noise over many risen few fresh');
    expect(ids(sortedDrops(all, { column: 'drops', descending: false }))).toBe('fresh few risen many over noise');
  });

  it('never is what does not say, whichever way is sorted', () => {
    expect(ids(sortedDrops([many, risen, few], { column: 'port', descending: false }))).toBe('few risen many');
    expect(ids(sortedDrops([many, risen, few], { column: 'port', descending: true }))).toBe('risen few many');
    expect(ids(sortedDrops([over, few, fresh], { column: 'trend', descending: false }))).toBe('few fresh over');
  });

  it('is by name as people count', () => {
    const pod = (name: string) => sampleGroup({ id: name, source: entity('workload', name) });
    const sorted = sortedDrops([pod('cart-10'), pod('Cart-2'), pod('api')], { column: 'source', descending: false });
    expect(ids(sorted)).toBe('api Cart-2 cart-10');
  });

  it('keeps every group, and turns round those that say different things', () => {
    const arbitraryGroup = fc
      .record({ count: fc.nat(5), port: fc.nat(3), perSecond: fc.nat(2), id: fc.uuid() })
      .map(sampleGroup);
    const columns = Object.keys(dropColumns).filter(isDropColumn);
    fc.assert(
      fc.property(fc.array(arbitraryGroup), fc.constantFrom(...columns), fc.boolean(), (groups, column, descending) => {
        const sorted = sortedDrops(groups, { column, descending });
        expect(new Set(sorted)).toEqual(new Set(groups));
        const keys = sorted.map((group) => dropColumns[column].of(group, 0)).filter((key) => typeof key === 'number');
        const inOrder = keys.toSorted((a, b) => (descending ? b - a : a - b));
        expect(keys).toEqual(inOrder);
      }),
    );
  });
});

describe('a press on a head', () => {
  const presses = (column: DropColumnId, count: number) => {
    let sorting = nextDropSorting(null, column);
    for (let n = 1; n < count; n++) sorting = nextDropSorting(sorting, column);
    return sorting;
  };

  it('sorts figures by the highest and names by the first, then the other way, then not', () => {
    expect(presses('rate', 1)).toEqual({ column: 'rate', descending: true });
    expect(presses('source', 1)).toEqual({ column: 'source', descending: false });
    expect(presses('source', 2)).toEqual({ column: 'source', descending: true });
    expect(presses('source', 3)).toBeNull();
  });

  it('on another head begins there', () => {
    expect(nextDropSorting({ column: 'rate', descending: false }, 'drops')).toEqual({
      column: 'drops',
      descending: true,
    });
  });
});
