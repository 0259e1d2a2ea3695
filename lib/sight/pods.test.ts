import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import { type Grouping, groupings } from '@/lib/graph/graph';
import { type SeenPods, seenPods } from '@/lib/graph/seen-pods';
import { type BookedPod, createPodBook } from '@/lib/rollup/pod-book';
import { noon, podEnd, sampleFlow } from '@/lib/rollup/sample';
import { finish } from '@/lib/rollup/steps';
import { createLens, type Lens } from './lens';
import { farEnds } from './sight';

const places = ['shop', 'payments', 'vault'] as const;
const podOf = (namespace: string, name: string, id: number | undefined): Endpoint => ({
  ...podEnd(namespace, name),
  labels: [`k8s:app=${name}`, `k8s:place=${namespace}`],
  ...(id && { id }),
});
const pods: fc.Arbitrary<Endpoint> = fc
  .tuple(fc.constantFrom(...places), fc.constantFrom('a', 'b'), fc.constantFrom(undefined, 7))
  .map((said) => podOf(...said));
const world: Endpoint = { labels: ['reserved:world'], workloads: [] };
const flows: fc.Arbitrary<FlowFacts> = fc
  .record({
    source: fc.oneof(pods, fc.constant(world)),
    destination: fc.oneof(pods, fc.constant(undefined)),
    node: fc.constantFrom('node-1', 'node-2', undefined),
    timeMs: fc.integer({ min: noon - 100, max: noon }),
  })
  .map((more) => sampleFlow(more));

function booked(all: readonly FlowFacts[], lens?: Lens): BookedPod[] {
  const book = createPodBook();
  for (const flow of all) {
    const seen = lens ? lens.flow(flow) : flow;
    if (seen) book.see(seen, flow.timeMs ?? noon);
  }
  return [...book.pods()];
}

function told(all: Iterable<BookedPod>, group: Grouping, fromMs: number): readonly SeenPods[] {
  const seen = finish(seenPods(all, group, { fromMs, toMs: noon }));
  return seen.sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe.each(farEnds)('the pods that a reader sees, with far ends shown by %s', (farEnd) => {
  const lens = createLens({ grants: [{ cluster: '*', namespace: 'shop' }], farEnd });

  it('are those of the flows that they see, and no others', () => {
    fc.assert(
      fc.property(fc.array(flows, { maxLength: 40 }), fc.integer({ min: noon - 100, max: noon }), (all, fromMs) => {
        const through = booked(all).flatMap((pod) => lens.pod(pod) ?? []);
        for (const group of groupings)
          expect(told(through, group, fromMs)).toEqual(told(booked(all, lens), group, fromMs));
      }),
      { numRuns: 300 },
    );
  });

  it('say nothing of who lives elsewhere, unless far ends are shown whole', () => {
    const shop = podOf('shop', 'cart', 7);
    const all = [
      sampleFlow({ source: shop, destination: podOf('payments', 'bank', undefined) }),
      sampleFlow({ source: podOf('vault', 'safe', 7), destination: podOf('payments', 'ledger', 7) }),
    ];
    const text = JSON.stringify(booked(all).flatMap((pod) => lens.pod(pod) ?? []));
    expect(text).toContain('app=cart');
    expect(text).not.toMatch(/safe|ledger/);
    expect(text.includes('app=bank')).toBe(farEnd === 'full');
  });
});
