import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { marksFor } from '@/app/server/marks-for';
import type { DropMark } from '@/lib/drops/mark';
import { type MarkStore, openMarks } from '@/lib/marks/marks';
import { seesAll } from '@/lib/sight/sight';

// What marks modules that no browser may have stands in the way of any test of them.
vi.mock('server-only', () => ({}));

const key = Symbol.for('eyepiece.marks');
let store: MarkStore;

beforeAll(async () => {
  store = await openMarks({ file: null });
  Object.assign(globalThis, { [key]: Promise.resolve({ store }) });
});
afterAll(() => store.close());

it.each([
  ['by the name of who signed in, whatever they call themselves', 'anna', 'anna'],
  ['as they call themselves where nobody signs in', null, 'bert'],
])('are signed %s', async (_, name, author) => {
  const times = { atMs: Date.now(), untilMs: null, perMinute: 0 };
  const mark: DropMark = { group: 'g', kind: 'acknowledged', note: '', author: 'bert', ...times };
  const marks = await marksFor({ name, sight: seesAll });
  await marks.set(mark);
  expect(marks.all()).toEqual([{ ...mark, author }]);
});
