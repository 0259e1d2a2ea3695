import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timeline } from '@/demo/story/timeline';

it('gives back everything by time, equals in the order they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const timeline = new Timeline<number>();
      for (const [order, atMs] of times.entries()) timeline.push(atMs, order);
      const popped = times.map(() => timeline.pop());
      const sorted = times
        .map((atMs, order) => ({ atMs, item: order }))
        .sort((a, b) => a.atMs - b.atMs || a.item - b.item);
      expect(popped.map((slot) => slot && { atMs: slot.atMs, item: slot.item })).toEqual(sorted);
      expect(timeline.pop()).toBeUndefined();
    }),
  );
});
