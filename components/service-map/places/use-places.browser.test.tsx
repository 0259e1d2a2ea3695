import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MapLook, plainLook } from '@/components/service-map/tools/look';
import { mostNodes } from '@/lib/graph/folding';
import type { Positions } from '@/lib/graph/positions';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import { type Arranging, arrangedHere } from './arrange';
import { usePlaces } from './use-places';

/** A worker that answers when the test says so. */
class SlowWorker {
  static tasks: Arranging[] = [];
  static opened: SlowWorker | null = null;
  onmessage: (event: { readonly data: Positions }) => void = () => {};
  onerror: () => void = () => {};
  constructor() {
    SlowWorker.opened = this;
  }
  postMessage(task: Arranging) {
    SlowWorker.tasks.push(task);
  }
  terminate() {}
  static answer() {
    const task = SlowWorker.tasks.shift();
    if (task) act(() => SlowWorker.opened?.onmessage({ data: arrangedHere(task) }));
  }
}

beforeEach(() => {
  localStorage.clear();
  SlowWorker.tasks = [];
  vi.stubGlobal('Worker', SlowWorker);
});

afterEach(() => vi.unstubAllGlobals());

const size = { width: 160, height: 44 };
const hub = workload('hub');

/** More than are placed on the spot, of which one goes and one comes with every graph. */
function graphAt(step: number) {
  const pods = Array.from({ length: mostNodes + 10 }, (_, index) => workload(`pod-${step + index}`));
  return graphWith(
    [hub, ...pods],
    pods.map((pod) => edge(pod, hub, 80)),
  );
}

function open() {
  const placing = { storageKey: 'k', isStored: true, ...plainLook };
  const { result, rerender } = renderHook(({ step, graph }) => ({ step, ...usePlaces(graph, () => size, placing) }), {
    initialProps: { step: 0, graph: graphAt(0) },
  });
  const show = (step: number) => rerender({ step, graph: graphAt(step) });
  return { show, nodes: () => result.current.places.positions.nodes, move: result.current.move, result };
}

describe('nodes that come faster than the worker places them', () => {
  it('are placed all the same, each a little later', () => {
    const { show, nodes } = open();
    for (let step = 1; step <= 30; step += 1) {
      show(step);
      if (step % 3 === 0) SlowWorker.answer();
    }
    SlowWorker.answer();
    expect(workload(`pod-${mostNodes + 9 + 27}`).id in nodes()).toBe(true);
    expect(workload('pod-0').id in nodes()).toBe(false);
  });

  it('move nobody who stands', () => {
    const { show, nodes } = open();
    SlowWorker.answer();
    const before = nodes();
    for (let step = 1; step <= 12; step += 1) {
      show(step);
      if (step % 3 === 0) SlowWorker.answer();
    }
    const stood = Object.keys(before).filter((id) => id in nodes());
    expect(stood.length).toBeGreaterThan(mostNodes - 10);
    expect(stood.filter((id) => nodes()[id]?.x !== before[id]?.x || nodes()[id]?.y !== before[id]?.y)).toEqual([]);
  });

  it('leave a card where it was put meanwhile', () => {
    const { show, nodes, result } = open();
    SlowWorker.answer();
    show(1);
    const away = { x: 90_000, y: 90_000 };
    act(() => void result.current.move(hub.id, away));
    SlowWorker.answer();
    expect(nodes()[hub.id]).toMatchObject(away);
    SlowWorker.answer();
    expect(nodes()[hub.id]).toMatchObject(away);
    expect(workload(`pod-${mostNodes + 10}`).id in nodes()).toBe(true);
  });
});

it('another layout that was chosen while everything was tidied up is worked out next, though no graph follows', () => {
  const graph = graphAt(0);
  const { result, rerender } = renderHook(
    ({ layout }: Pick<MapLook, 'layout'>) =>
      usePlaces(graph, () => size, { storageKey: 'k', isStored: true, ...plainLook, layout }),
    { initialProps: { layout: 'calls' } },
  );
  SlowWorker.answer();
  act(() => result.current.tidy());
  rerender({ layout: 'names' });
  SlowWorker.answer();
  SlowWorker.answer();
  expect(hub.id in result.current.places.positions.nodes).toBe(true);
});

describe('places', () => {
  const [cart, orders] = [workload('cart'), workload('orders')];
  const visit = (isStored: boolean, names: readonly (typeof cart)[]) =>
    renderHook(({ graph }) => usePlaces(graph, () => size, { storageKey: 'k', isStored, ...plainLook }), {
      initialProps: { graph: graphWith(names, []) },
    });

  it('outlive the visit', () => {
    const first = visit(true, [cart, orders]);
    act(() => void first.result.current.move(cart.id, { x: 900, y: 900 }));
    first.unmount();
    const { positions } = visit(true, [cart]).result.current.places;
    expect(positions.nodes[cart.id]).toMatchObject({ x: 900, y: 900 });
  });

  it('of a frame are neither kept nor taken from what others have kept', () => {
    visit(true, [cart, orders]).unmount();
    const kept = JSON.stringify(localStorage);
    const frame = visit(false, [orders]);
    const { places } = frame.result.current;
    act(() => void frame.result.current.move(orders.id, { x: 900, y: 900 }));
    frame.unmount();
    expect(Object.keys(places.remembered.nodes)).toEqual([orders.id]);
    expect(JSON.stringify(localStorage)).toBe(kept);
  });
});
