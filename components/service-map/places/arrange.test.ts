import { describe, expect, it, vi } from 'vitest';
import { nowhere } from '@/lib/graph/positions';
import { graphWith, workload } from '@/lib/graph/sample';
import { type Arranging, openArranger } from './arrange';

const cart = workload('cart');
const task: Arranging = {
  graph: graphWith([cart], []),
  sizes: new Map([[cart.id, { width: 160, height: 44 }]]),
  previous: nowhere,
  layout: 'calls',
};

function fakeWorker() {
  const worker = { onmessage: (_: { data: unknown }) => {}, onerror() {}, postMessage: vi.fn(), terminate: vi.fn() };
  return { worker, start: () => worker as unknown as Worker };
}

describe('arranging in a worker', () => {
  it('happens in the page where there is no worker', () => {
    const done = vi.fn();
    openArranger(() => null).ask(task, done);
    expect(Object.keys(done.mock.calls[0]?.[0].nodes)).toEqual([cart.id]);
  });

  it('leaves out what waits behind a newer task, and tells of every other', () => {
    const { worker, start } = fakeWorker();
    const arranger = openArranger(start);
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    arranger.ask(task, first);
    arranger.ask({ ...task, layout: 'names' }, second);
    arranger.ask({ ...task, layout: 'flat' }, third);
    expect(worker.postMessage.mock.calls.map(([{ layout }]) => layout)).toEqual(['calls']);
    worker.onmessage({ data: nowhere });
    expect(worker.postMessage.mock.calls.map(([{ layout }]) => layout)).toEqual(['calls', 'flat']);
    expect(arranger.busy()).toBe(true);
    worker.onmessage({ data: nowhere });
    expect([first, second, third].map((done) => done.mock.calls.length)).toEqual([1, 0, 1]);
    expect(arranger.busy()).toBe(false);
  });

  it('happens in the page from then on when the worker fails', () => {
    const { worker, start } = fakeWorker();
    const arranger = openArranger(start);
    const [running, later] = [vi.fn(), vi.fn()];
    arranger.ask(task, running);
    worker.onerror();
    arranger.ask(task, later);
    for (const done of [running, later]) expect(Object.keys(done.mock.calls[0]?.[0].nodes)).toEqual([cart.id]);
    expect(worker.terminate).toHaveBeenCalled();
  });

  it('tells nothing after it was closed', () => {
    const { worker, start } = fakeWorker();
    const arranger = openArranger(start);
    const done = vi.fn();
    arranger.ask(task, done);
    arranger.close();
    worker.onmessage({ data: nowhere });
    expect(done).not.toHaveBeenCalled();
    expect(worker.terminate).toHaveBeenCalled();
  });
});
