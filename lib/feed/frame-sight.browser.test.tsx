import { afterEach, expect, test, vi } from 'vitest';
import { frameSight } from './frame-sight';

afterEach(() => vi.unstubAllGlobals());

/** A browser's observer of what is in sight, told by the test. */
function watched() {
  let tell = (_isIntersecting: boolean) => {};
  const disconnect = vi.fn();
  class Observer {
    observe = vi.fn();
    disconnect = disconnect;
    constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
      tell = (isIntersecting) => callback([{ isIntersecting }]);
    }
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  return { tell: (isIntersecting: boolean) => tell(isIntersecting), disconnect };
}

test('a page in a frame tells when it leaves sight and when it comes back', () => {
  vi.stubGlobal('parent', {});
  const { tell, disconnect } = watched();
  const sight = frameSight();
  const moved = vi.fn();
  const leave = sight.subscribe(moved);
  expect(sight.inSight()).toBe(true);
  tell(false);
  tell(false);
  expect(sight.inSight()).toBe(false);
  expect(moved).toHaveBeenCalledTimes(1);
  tell(true);
  expect(sight.inSight()).toBe(true);
  expect(moved).toHaveBeenCalledTimes(2);
  leave();
  expect(disconnect).toHaveBeenCalled();
});

test('a page of its own is always in sight', () => {
  const { tell } = watched();
  const sight = frameSight();
  sight.subscribe(() => {});
  tell(false);
  expect(sight.inSight()).toBe(true);
});
