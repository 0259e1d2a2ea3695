import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import type { Flow } from '@/lib/flow/flow';
import { columns } from './columns';
import {
  columnsOf,
  defaultColumns,
  moved,
  nextSorting,
  resized,
  type Sorting,
  sortingOf,
  sortingText,
  toggled,
  unknownColumns,
} from './layout';
import { createSorter } from './sorter';

const sorted = (rows: readonly Flow[], sorting: Sorting) => createSorter(sorting).sort(rows);

const ids = fc.uniqueArray(fc.constantFrom(...columns.map(({ id }) => id)), { minLength: 1 });
const idsOf = (flows: readonly Flow[]) => flows.map(({ id }) => id);
const flows = fc
  .array(arbitraryFlow(), { maxLength: 20 })
  .map((all) => all.map((flow, at) => ({ ...flow, id: `${at}` })));

describe('columns', () => {
  it('are those of the table where none are chosen, or none that exists', () => {
    expect(columnsOf(null).map(({ id }) => id)).toEqual(defaultColumns);
    expect(columnsOf(['nothing']).map(({ id }) => id)).toEqual(defaultColumns);
    expect(unknownColumns(['node', 'nothing'])).toEqual(['nothing']);
  });

  it('stand in the order in which they were chosen', () => {
    expect(columnsOf(['node', 'time']).map(({ id }) => id)).toEqual(['node', 'time']);
    expect(columnsOf(['node', 'time', 'node']).map(({ id }) => id)).toEqual(['node', 'time']);
  });

  it('are added and taken out by the same press, and one stays', () => {
    fc.assert(
      fc.property(ids, fc.constantFrom(...columns.map(({ id }) => id)), (shown, id) => {
        const once = toggled(shown, id);
        expect(once.length).toBeGreaterThan(0);
        if (!shown.includes(id)) expect(toggled(once, id)).toEqual(shown);
      }),
    );
  });

  it('are moved without losing one', () => {
    fc.assert(
      fc.property(ids, fc.nat(), fc.integer({ min: -50, max: 50 }), (shown, at, by) => {
        const id = shown[at % shown.length] ?? '';
        const after = moved(shown, id, by);
        expect([...after].sort()).toEqual([...shown].sort());
        const wanted = Math.min(Math.max(shown.indexOf(id) + by, 0), shown.length - 1);
        expect(after.indexOf(id)).toBe(wanted);
      }),
    );
  });

  it('are never too narrow to be seen', () => {
    expect(resized({}, 'node', -5)).toEqual({ node: 48 });
    expect(resized({ time: 90 }, 'node', 200.4)).toEqual({ time: 90, node: 200 });
  });
});

describe('sorting', () => {
  it('goes up, down and back with three presses', () => {
    const presses = (id: string) => {
      const first = nextSorting(null, id);
      const second = nextSorting(first, id);
      return [first?.descending, second?.descending, nextSorting(second, id)];
    };
    expect(presses('node')).toEqual([false, true, null]);
    expect(presses('latency')).toEqual([true, false, null]);
    expect(presses('time')).toEqual([false, true, null]);
  });

  it('is none for the newest first and for a column that there is none of', () => {
    expect(sortingOf({ column: 'time', descending: true })).toBeNull();
    expect(sortingOf({ column: 'nothing', descending: false })).toBeNull();
    expect(sortingOf({ column: 'time', descending: false })).toEqual({ column: 'time', descending: false });
    expect(sortingText({ column: 'sourcePod', descending: true })).toBe('Source pod, descending');
  });

  it('begins anew with another column', () => {
    expect(nextSorting({ column: 'node', descending: true }, 'latency')).toEqual({
      column: 'latency',
      descending: true,
    });
  });

  it('keeps every row once, puts those that say nothing last, and leaves equals as they came', () => {
    const column = fc.constantFrom(...columns);
    fc.assert(
      fc.property(flows, column, fc.boolean(), (rows, { id, text, order }, descending) => {
        const after = sorted(rows, { column: id, descending });
        expect(idsOf(after).sort()).toEqual(idsOf(rows).sort());
        const isSaid = (flow: Flow) => (order ? !Number.isNaN(order(flow)) : text(flow) !== '');
        const firstUnsaid = after.findIndex((flow) => !isSaid(flow));
        if (firstUnsaid >= 0) expect(after.slice(firstUnsaid).some(isSaid)).toBe(false);
        for (const [at, flow] of after.entries()) {
          const next = after[at + 1];
          const same = next && (order ? Object.is(order(flow), order(next)) : text(flow) === text(next));
          const isTime = id === 'time' && descending;
          if (same && !isTime) expect(Number(flow.id)).toBeLessThan(Number(next.id));
        }
      }),
    );
  });

  it('of rows that change gives what sorting them anew would', () => {
    const turns = fc.array(fc.record({ come: flows, stay: fc.nat(30) }), { maxLength: 6 });
    fc.assert(
      fc.property(turns, fc.constantFrom(...columns), fc.boolean(), (all, { id }, descending) => {
        const sorter = createSorter({ column: id, descending });
        let rows: readonly Flow[] = [];
        for (const { come, stay } of all) {
          // Newer rows come first, but late ones stand between; the oldest leave.
          rows = [...come.slice(1), ...rows.slice(0, 2), ...come.slice(0, 1), ...rows.slice(2, stay)];
          expect(sorter.sort(rows)).toEqual(sorted(rows, { column: id, descending }));
        }
      }),
    );
  });
});
