import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFilter } from '@/lib/filter/arbitrary';
import {
  chosenNamespaces,
  excludeValue,
  includeValue,
  negateToken,
  otherSide,
  removeToken,
  replaceToken,
  setNamespaces,
  toggleNamespace,
} from '@/lib/filter/edit';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter } from '@/lib/filter/print';
import { arbitraryFlow } from '@/lib/flow/arbitrary';

const read = (text: string): Filter => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
};

const after = (text: string, change: (filter: Filter) => Filter): string => printFilter(change(read(text)));

test('a namespace is chosen, joined by another, and let go', () => {
  expect(after('verdict:denied', (f) => toggleNamespace(f, 'shop'))).toBe('ns:shop verdict:denied');
  expect(after('ns:shop verdict:denied', (f) => toggleNamespace(f, 'payments'))).toBe(
    'ns:shop,payments verdict:denied',
  );
  expect(after('ns:shop,payments', (f) => toggleNamespace(f, 'shop'))).toBe('ns:payments');
  expect(after('ns:shop cart', (f) => toggleNamespace(f, 'shop'))).toBe('cart');
});

test('the choice leaves tokens with a side or a minus alone', () => {
  expect(after('from.ns:a -ns:b', (f) => setNamespaces(f, ['c', 'c', 'd']))).toBe('ns:c,d from.ns:a -ns:b');
  expect(after('ns:a from.ns:a -ns:b', (f) => setNamespaces(f, []))).toBe('from.ns:a -ns:b');
  expect(chosenNamespaces(read('from.ns:a -ns:b'))).toEqual([]);
});

test('a value joins the token of its key and side, in the spelling of the parser', () => {
  expect(after('verdict:DROPPED', (f) => includeValue(f, { key: 'verdict', value: 'audit' }))).toBe(
    'verdict:DROPPED,AUDIT',
  );
  expect(after('to.port:80', (f) => includeValue(f, { key: 'port', value: '443', side: 'from' }))).toBe(
    'to.port:80 from.port:443',
  );
});

test('asking for a value lifts its exclusion, and the other way round', () => {
  expect(after('-verdict:FORWARDED,AUDIT', (f) => includeValue(f, { key: 'verdict', value: 'FORWARDED' }))).toBe(
    '-verdict:AUDIT verdict:FORWARDED',
  );
  expect(after('ns:shop', (f) => excludeValue(f, { key: 'ns', value: 'shop' }))).toBe('-ns:shop');
});

test('tokens are removed, replaced and turned round by their place', () => {
  const token = read('cart').tokens[0];
  expect(after('ns:a ns:b', (f) => removeToken(f, 0))).toBe('ns:b');
  expect(after('ns:a ns:b', (f) => negateToken(f, 1))).toBe('ns:a -ns:b');
  expect(after('ns:a ns:b', (f) => (token ? replaceToken(f, 1, token) : f))).toBe('ns:a cart');
});

test('a flow that was clicked away is gone', () => {
  fc.assert(
    fc.property(arbitraryFilter(), arbitraryFlow(), (filter, flow) => {
      const excluded = excludeValue(filter, { key: 'verdict', value: flow.verdict });
      expect(compileFilter(excluded)(flow)).toBe(false);
      expect(parseFilter(printFilter(excluded))).toEqual({ ok: true, filter: excluded });
    }),
  );
});

test('source and destination change places, and keys without sides have none', () => {
  const swapped = (text: string) => {
    const [token] = read(text).tokens;
    const other = token && otherSide(token);
    return other && printFilter({ tokens: [other] });
  };
  expect(['from.ns:shop', 'to.ns:shop', '-ns:shop', 'end.port:80', 'verdict:DROPPED'].map(swapped)).toEqual([
    'to.ns:shop',
    'from.ns:shop',
    '-from.ns:shop',
    'from.port:80',
    null,
  ]);
});
