import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFilter, arbitraryWholeFlow } from './arbitrary';
import { everything } from './filter';
import { parseFilter } from './parse';
import { compileFilter } from './predicate';
import { printFilter } from './print';
import { both } from './within';

test('whatever is asked, nothing outside of the bounds is selected, and nothing that was not asked for', () => {
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryFilter(), arbitraryWholeFlow(), (asked, bounds, flow) => {
      const subject = { ...flow, cel: (expression: string) => expression === 'true' };
      if (!compileFilter(both(asked, bounds))(subject)) return;
      expect(compileFilter(bounds)(subject)).toBe(true);
      expect(compileFilter(asked)(subject)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('all that both select is selected, unless both bind several tokens to one end', () => {
  const isTied = ({ side, not }: { side: string; not: boolean }) => side === 'end' && !not;
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryFilter(), arbitraryWholeFlow(), (asked, bounds, flow) => {
      fc.pre(!asked.tokens.some(isTied) || bounds.tokens.filter(isTied).length < 2);
      const subject = { ...flow, cel: (expression: string) => expression === 'true' };
      const expected = compileFilter(asked)(subject) && compileFilter(bounds)(subject);
      expect(compileFilter(both(asked, bounds))(subject)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

const read = (text: string) => {
  const parsed = parseFilter(text);
  return parsed.ok ? parsed.filter : everything;
};

test('the bounds stand behind what is asked', () => {
  expect(printFilter(both(read('verdict:denied'), read('ns:shop')))).toBe('verdict:denied ns:shop');
  expect(both(read('ns:shop'), everything)).toEqual(read('ns:shop'));
  expect(printFilter(both(read('end.ns:shop'), read('end.pod:shop/cart')))).toBe('end.ns:shop pod:shop/cart');
});
