import { describe, expect, it, vi } from 'vitest';
import { createKeyGap } from './key-gap';
import { testClock } from './test-clock';

function stage() {
  const clock = testClock();
  const draws: (() => void)[] = [];
  const { pressed, inGap } = createKeyGap(clock, (run) => draws.push(run));
  const run = vi.fn();
  return { clock, pressed, draws, run, ask: () => inGap(run) };
}

describe('work that waits for a gap between keys', () => {
  it('is done at once where nobody types', () => {
    const { ask, run, pressed, clock } = stage();
    ask();
    expect(run).toHaveBeenCalledTimes(1);
    pressed();
    clock.pass(250);
    ask();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('is done right after the next key is drawn, once', () => {
    const { ask, run, pressed, clock, draws } = stage();
    pressed();
    clock.pass(100);
    ask();
    pressed();
    expect(run).not.toHaveBeenCalled();
    for (const draw of draws) draw();
    expect(run).toHaveBeenCalledTimes(1);
    clock.pass(1_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('waits no longer than the pause that ends typing, also where nothing is drawn', () => {
    const { ask, run, pressed, clock } = stage();
    pressed();
    clock.pass(100);
    ask();
    for (let key = 0; key < 5; key += 1) {
      clock.pass(29);
      pressed();
    }
    expect(run).not.toHaveBeenCalled();
    clock.pass(5);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('is not done once it is cancelled', () => {
    const { ask, run, pressed, clock, draws } = stage();
    pressed();
    const cancel = ask();
    pressed();
    cancel?.();
    for (const draw of draws) draw();
    clock.pass(1_000);
    expect(run).not.toHaveBeenCalled();
  });
});
