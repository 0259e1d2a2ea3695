import { expect, test } from 'vitest';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { placesKey } from './places-key';

const view = (q: string) => {
  const parsed = parseFilter(q);
  return { cluster: null, group: 'workload', q: parsed.ok ? parsed.filter : everything } as const;
};

test('cards keep their places when the filter changes, but not between frames with other filters', () => {
  expect(placesKey(view('ns:shop'), false)).toBe(placesKey(view(''), false));
  expect(placesKey(view('ns:shop'), true)).not.toBe(placesKey(view('ns:web'), true));
  expect(placesKey(view('ns:shop'), true)).toBe(placesKey(view('ns:shop'), true));
});
