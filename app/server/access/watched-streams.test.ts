import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endWhenOver } from './watched-streams';

vi.mock('server-only', () => ({}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(reason: string, isOver: () => Promise<boolean>): AbortSignal {
  const abort = new AbortController();
  endWhenOver(reason, abort, isOver);
  return abort.signal;
}

test('streams end whose reason is over or cannot be found out, however long others take to be', async () => {
  const after = (ms: number) => new Promise<boolean>((resolve) => setTimeout(resolve, ms, true));
  const slow = Array.from({ length: 60 }, (_, at) => watch(`slow ${at}`, () => after(5_000)));
  const unknown = watch('unknown', () => Promise.reject(new Error('nobody answers')));
  const looks = vi.fn(async () => false);
  const [one, other] = [watch('good', looks), watch('good', looks)];
  await vi.advanceTimersByTimeAsync(2_000 + 4 * 5_000);
  expect([...slow, unknown].every(({ aborted }) => aborted)).toBe(true);
  expect([one.aborted, other.aborted]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(looks.mock.calls.length).toBeGreaterThan(1);
});
