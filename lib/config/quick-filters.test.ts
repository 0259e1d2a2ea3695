import { describe, expect, test } from 'vitest';
import { readQuickFilters } from './quick-filters';

describe('quick filters', () => {
  test('are labels and filters, divided by semicolons outside of quotes', () => {
    const { filters, problems } = readQuickFilters(
      'Denied = verdict:denied; Shop=from.label:"app=shop,tier in (web)"; Odd = http.path:"^/a;b\\"c;d" ;',
    );
    expect(problems).toEqual([]);
    expect(filters).toEqual([
      { label: 'Denied', q: 'verdict:denied' },
      { label: 'Shop', q: 'from.label:"app=shop,tier in (web)"' },
      { label: 'Odd', q: 'http.path:"^/a;b\\"c;d"' },
    ]);
  });

  test('may be none', () => {
    expect(readQuickFilters('none')).toEqual({ filters: [], problems: [] });
  });

  test.each([
    ['Denied', /^"Denied" has no filter; write = and a filter/],
    ['Denied =', /^"Denied" has no filter/],
    ['= verdict:denied', /^the filter "verdict:denied" has no label/],
    ['A = ns:a; A = ns:b', /^"A" is there twice/],
    ['Denied = verdct:denied', /^"Denied" is no filter: There is no key "verdct".*Write Denied = verdict:denied$/],
    [`${'x'.repeat(41)} = ns:a`, /longer than 40 characters/],
  ])('%s is said to be wrong, with label and cure', (text, sentence) => {
    expect(readQuickFilters(text).problems).toEqual([expect.stringMatching(sentence)]);
  });
});
