import { expect, test } from 'vitest';
import { isRefusal, mayBeRefused, plainly } from './refusal';

const cel = { experimental: { cel_expression: ['true'] } };

test('a request without mask and CEL is refused only where it is wrong', () => {
  expect(mayBeRefused({ whitelist: [{ verdict: ['DROPPED'] }] })).toBe(false);
  expect(mayBeRefused({ fieldMask: ['time'] })).toBe(true);
  expect(mayBeRefused({ whitelist: [cel] })).toBe(true);
});

test('the plain request keeps all other conditions', () => {
  const asked = { follow: true, fieldMask: ['time'], whitelist: [{ ...cel, verdict: ['DROPPED'] }] };
  expect(plainly(asked)).toEqual({ follow: true, fieldMask: undefined, whitelist: [{ verdict: ['DROPPED'] }] });
});

test('a filter that said nothing else asks for everything, which no list says', () => {
  expect(plainly({ whitelist: [cel, { verdict: ['DROPPED'] }] }).whitelist).toEqual([]);
});

test('knows a refusal by what agents say', () => {
  expect(isRefusal('CEL expressions are not supported by this agent')).toBe(true);
  expect(isRefusal("ERROR: <input>:1:9: found no matching overload for '_>_'")).toBe(true);
  expect(isRefusal('invalid fieldmask')).toBe(true);
  expect(isRefusal('connection lost: cancelled')).toBe(false);
});
