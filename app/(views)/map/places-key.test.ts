import { expect, test } from 'vitest';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { defaultView } from '@/lib/view/parameters';
import { placesKey } from './places-key';

const view = (q: string) => {
  const parsed = parseFilter(q);
  return { ...defaultView, q: parsed.ok ? parsed.filter : everything };
};

test('cards keep their places when the filter changes, but not from one cluster or level to another', () => {
  expect(placesKey(view('ns:shop'))).toBe(placesKey(view('')));
  expect(placesKey({ ...view(''), cluster: 'east' })).not.toBe(placesKey(view('')));
  expect(placesKey({ ...view(''), group: 'pod' })).not.toBe(placesKey(view('')));
});
