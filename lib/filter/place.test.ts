import { expect, test } from 'vitest';
import { placeIn } from '@/lib/filter/place';

const marked = (text: string, token: number, value: string) => {
  const place = placeIn(text, { token, value });
  return place && text.slice(place.position, place.position + place.length);
};

test('a value is found where it was written, with its quotes and however it was spelt', () => {
  expect(marked('  ns:shop   cel:"a b",true', 1, 'a b')).toBe('"a b"');
  expect(marked('ns:shop -path:^/a,\\p{Nope}', 1, '\\p{Nope}')).toBe('\\p{Nope}');
  expect(marked('verdict:drop verdict:Dropped,x', 1, 'DROPPED')).toBeNull();
  expect(marked('verdict:Dropped', 0, 'DROPPED')).toBe('Dropped');
});

test('what stands for another key is marked whole', () => {
  expect(marked('from:shop/', 0, 'shop')).toBe('from:shop/');
});

test('another text has no such place', () => {
  expect(marked('', 0, 'x')).toBeNull();
  expect(marked('ns:shop', 0, 'x')).toBeNull();
  expect(marked('ns:shop', 3, 'shop')).toBeNull();
});
