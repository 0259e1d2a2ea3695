import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryFlow } from './arbitrary';
import { flowFields } from './fields';
import { visible } from './visible';

test('no two fields share an id or a name, and ids can stand in a URL', () => {
  expect(new Set(flowFields.map(({ id }) => id)).size).toBe(flowFields.length);
  expect(new Set(flowFields.map(({ name }) => name)).size).toBe(flowFields.length);
  for (const { id } of flowFields) expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
});

test('every field of any flow is text that neither acts nor hides, and an order that is a number', () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      for (const { text, order } of flowFields) {
        expect(text(flow)).toBe(visible(text(flow)));
        expect(text(flow)).not.toMatch(/^(undefined|null|NaN)$/);
        if (order) expect(order(flow)).toBeTypeOf('number');
      }
    }),
  );
});
