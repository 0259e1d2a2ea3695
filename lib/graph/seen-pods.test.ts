import { describe, expect, it } from 'vitest';
import type { Endpoint } from '@/lib/flow/flow';
import type { Grouping } from '@/lib/graph/graph';
import { seenPods } from '@/lib/graph/seen-pods';
import { createPodBook } from '@/lib/rollup/pod-book';
import { noon, podEnd, sampleFlow } from '@/lib/rollup/sample';
import { finish } from '@/lib/rollup/steps';

const pod = (name: string, more: Partial<Endpoint>): Endpoint => ({
  ...podEnd('shop', 'frontend'),
  pod: name,
  ...more,
});
const shared = ['k8s:app=frontend', 'k8s:io.kubernetes.pod.namespace=shop'];
const book = createPodBook();
const see = (destination: Endpoint, node: string, afterMs = 0) =>
  book.see(sampleFlow({ destination, node }), noon + afterMs);
see(pod('a', { id: 7, labels: [...shared, 'k8s:hash=1'] }), 'node-1');
see(pod('b', { id: 8, labels: [...shared, 'k8s:hash=2'] }), 'node-2', 60_000);
// Seen by the client's node, which is not the pod's.
see(pod('b', { labels: [...shared, 'k8s:hash=2'] }), 'node-3', 60_000);

const all = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const seen = (id: string, group: Grouping, span = all) =>
  finish(seenPods(book.pods(), group, span)).find((each) => each.id === id);

describe('the pods that were seen', () => {
  it('are counted with their own nodes, and have the labels that all have', () => {
    expect(seen('default/shop/workload/frontend', 'workload')).toEqual({
      id: 'default/shop/workload/frontend',
      pods: 2,
      nodes: 2,
      labels: ['app=frontend'],
      moreLabels: 0,
    });
  });

  it('are those of the node at the level of the map', () => {
    expect(seen('default/shop/pod/a', 'pod')?.labels).toEqual(['app=frontend', 'hash=1']);
    expect(seen('default/shop/namespace/shop', 'namespace')).toMatchObject({ pods: 3, labels: [] });
    expect(seen('default//node/node-2', 'node')).toMatchObject({ pods: 1, nodes: 1 });
    expect(seen('default//cluster/default', 'cluster')).toMatchObject({ pods: 3 });
    expect(seen('default/shop/workload/nobody', 'workload')).toBeUndefined();
  });

  it('are those that were there in the span', () => {
    const id = 'default/shop/workload/frontend';
    expect(seen(id, 'workload', { fromMs: noon + 1, toMs: noon + 90_000 })?.pods).toBe(1);
    expect(seen(id, 'workload', { fromMs: noon, toMs: noon + 90_000 })?.pods).toBe(2);
    expect(seen(id, 'workload', { fromMs: noon + 90_000, toMs: noon + 99_000 })).toBeUndefined();
  });

  it('tell a label once, whatever its sources', () => {
    const one = createPodBook();
    const labels = ['k8s:app=cart', 'any:app=cart', 'any:tier=web'];
    one.see(sampleFlow({ destination: pod('twice', { labels }) }), noon);
    const told = finish(seenPods(one.pods(), 'pod', all)).find(({ id }) => id === 'default/shop/pod/twice');
    expect([told?.labels, told?.moreLabels]).toEqual([['app=cart', 'tier=web'], 0]);
  });

  it('tell the first labels where there are very many', () => {
    const one = createPodBook();
    const labels = Array.from({ length: 60 }, (_, at) => `k8s:label-${at}=x`);
    one.see(sampleFlow({ destination: pod('many', { labels }) }), noon);
    const told = finish(seenPods(one.pods(), 'pod', all)).find(({ id }) => id === 'default/shop/pod/many');
    expect([told?.labels.length, told?.moreLabels]).toEqual([24, 36]);
  });
});
