import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGroupMemory } from '@/lib/notify/new-groups';
import { dropGroup } from '@/lib/notify/sample';

const minute = 60_000;
const startedMs = 1_000 * minute;
const quietMs = 60 * minute;
const create = () => createGroupMemory({ startedMs, quietMs });
const at = (minutes: number) => startedMs + minutes * minute;
const seen = (id: string, first: number, last: number) => dropGroup(id, { firstMs: at(first), lastMs: at(last) });
const idsOf = (groups: readonly { id: string }[]) => groups.map(({ id }) => id);

describe('a group is new', () => {
  test('when it begins after we did, and only once', () => {
    const memory = create();
    expect(idsOf(memory.take([seen('a', 1, 2)], at(2)))).toEqual(['a']);
    expect(memory.take([seen('a', 1, 3)], at(3))).toEqual([]);
    expect(memory.take([seen('a', 20, 35)], at(35))).toEqual([]);
  });

  test('not when it was there before we began, however it came to be known', () => {
    const memory = create();
    expect(memory.take([seen('a', -10, 1)], at(1))).toEqual([]);
    expect(memory.take([seen('a', 10, 25)], at(25))).toEqual([]);
    expect(memory.take([seen('late', -1, 24)], at(25))).toEqual([]);
  });

  test('again after it was quiet for long enough, and not after a short pause', () => {
    const memory = create();
    memory.take([seen('a', 1, 2)], at(2));
    expect(memory.take([seen('a', 61, 61)], at(61))).toEqual([]);
    expect(idsOf(memory.take([seen('a', 121, 121)], at(121)))).toEqual(['a']);
    expect(memory.take([seen('a', 121, 122)], at(122))).toEqual([]);
  });

  test('also when it was there before we began, once it was quiet', () => {
    const memory = create();
    memory.take([seen('a', -10, 1)], at(1));
    expect(idsOf(memory.take([seen('a', 61, 61)], at(61)))).toEqual(['a']);
  });

  test('never when it is noise', () => {
    expect(create().take([dropGroup('a', { class: 'noise', firstMs: at(1), lastMs: at(1) })], at(1))).toEqual([]);
  });

  test('again in time although its clock was ahead', () => {
    const memory = create();
    memory.take([seen('a', 1, 900_000)], at(2));
    expect(idsOf(memory.take([seen('a', 63, 63)], at(63)))).toEqual(['a']);
  });
});

test('no more is remembered than may be', () => {
  const memory = createGroupMemory({ startedMs, quietMs, most: 10 });
  const groups = Array.from({ length: 50 }, (_, index) => seen(`g${index}`, 1, 1));
  expect(memory.take(groups, at(1))).toHaveLength(50);
  expect(memory.size()).toBe(10);
  expect(memory.take([seen('g49', 1, 2)], at(2))).toEqual([]);
});

test('what is quiet is forgotten', () => {
  const memory = create();
  memory.take([seen('a', 1, 1)], at(1));
  memory.take([seen('b', 70, 70)], at(70));
  expect(memory.size()).toBe(1);
});

test('however refusals fall, a group is told when they begin and after each quiet time, and at no other', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(gaps, (steps) => {
      const memory = create();
      let time = 0;
      const times = steps.map((step) => {
        time += step;
        return time;
      });
      const told = times.filter((now, index) => {
        // A live view shows the refusals of the last 15 minutes.
        const first = times.slice(0, index + 1).find((each) => each > now - 15) ?? now;
        return memory.take([seen('a', first, now)], at(now)).length > 0;
      });
      const expected = times.filter((now, index) => index === 0 || now - (times[index - 1] ?? 0) >= 60);
      expect(told).toEqual(expected);
    }),
  );
});
