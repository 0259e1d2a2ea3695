import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Completion, completeFilter } from '@/lib/filter/complete';
import { filterKeys } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { describeFilter } from '@/lib/filter/words';

const labels = (completion: Completion): readonly string[] => completion.items.map((item) => item.label);
const accepted = (text: string, { start, end, items: [first] }: Completion): string =>
  text.slice(0, start) + (first?.insert ?? '') + text.slice(end);

test('an empty caret offers the keys, without their sides', () => {
  expect(labels(completeFilter('', 0))).toEqual(filterKeys.filter((key) => key !== 'text'));
  expect(completeFilter('ns:shop ', 8)).toMatchObject({ kind: 'key', prefix: '', start: 8, end: 8 });
});

test('what is begun is completed, with sides and aliases', () => {
  expect(labels(completeFilter('po', 2))).toEqual(['pod', 'port', 'policy']);
  expect(labels(completeFilter('-from.n', 7))).toEqual(['from.ns']);
  expect(labels(completeFilter('dir', 3))).toEqual(['direction']);
  expect(accepted('ns:a ver', completeFilter('ns:a ver', 8))).toBe('ns:a verdict:');
});

test('behind a key come its values, those that begin so first', () => {
  expect(labels(completeFilter('verdict:', 8))).toContain('DENIED');
  expect(labels(completeFilter('verdict:d', 9)).slice(0, 2)).toEqual(['DENIED', 'DROPPED']);
  expect(accepted('-verdict:AUDIT,dro', completeFilter('-verdict:AUDIT,dro', 18))).toBe('-verdict:AUDIT,DROPPED');
  expect(completeFilter('to.ns:sh', 8)).toMatchObject({
    kind: 'value',
    key: 'ns',
    side: 'to',
    not: false,
    prefix: 'sh',
    start: 6,
    end: 8,
  });
  expect(completeFilter('from:shop/', 10)).toMatchObject({ kind: 'value', key: 'pod', side: 'from' });
});

test('only what stands before the caret counts', () => {
  expect(completeFilter('ve ns:shop', 2)).toMatchObject({ kind: 'key', prefix: 've', start: 0, end: 2 });
});

test('there is an answer for every text and caret', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.nat(50), (text, caret) => {
      const completion = completeFilter(text, Math.min(caret, text.length));
      expect(completion.start).toBeLessThanOrEqual(completion.end);
    }),
  );
});

test('a filter reads as a sentence', () => {
  const words = (text: string): string => {
    const parsed = parseFilter(text);
    return parsed.ok ? describeFilter(parsed.filter) : '';
  };
  expect(words('')).toBe('All flows.');
  expect(words('ns:shop')).toBe('Flows with namespace shop on either end.');
  expect(words('from.ns:shop,payments to.port:5432 -verdict:FORWARDED')).toBe(
    'Flows from namespace shop or payments, to port 5432, and without verdict FORWARDED.',
  );
  expect(words('reply:false -encrypted:true')).toBe('Flows that are no replies, and that are not marked as encrypted.');
  expect(words('end.ns:shop verdict:DROPPED end.label:app=cart')).toBe(
    'Flows with verdict DROPPED, and with namespace shop and labels app=cart on the same end.',
  );
  expect(words('-to.pod:shop/cart cart')).toBe('Flows not to pod shop/cart, and with name containing cart.');
});
