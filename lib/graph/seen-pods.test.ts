import { describe, expect, it } from 'vitest';
import type { Endpoint, Flow } from '@/lib/flow/flow';
import { seenPods } from '@/lib/graph/seen-pods';
import { noon, podEnd, sampleFlow } from '@/lib/rollup/sample';

const pod = (name: string, more: Partial<Endpoint>): Endpoint => ({
  ...podEnd('shop', 'frontend'),
  pod: name,
  ...more,
});
const flow = (destination: Endpoint, node: string): Flow => ({
  ...sampleFlow({ destination, node }),
  ...{ id: `${destination.pod} ${node}`, arrivedMs: noon, nodeLabels: [], policyLog: [] },
});
const shared = ['k8s:app=frontend', 'k8s:io.kubernetes.pod.namespace=shop'];
const flows = [
  flow(pod('a', { id: 7, labels: [...shared, 'k8s:hash=1'] }), 'node-1'),
  flow(pod('b', { id: 8, labels: [...shared, 'k8s:hash=2'] }), 'node-2'),
  // Seen by the client's node, which is not the pod's.
  flow(pod('b', { labels: [...shared, 'k8s:hash=2'] }), 'node-3'),
];

describe('the pods that flows tell of', () => {
  it('are counted with their own nodes, and have the labels that all have', () => {
    expect(seenPods(flows, 'default/shop/workload/frontend', 'workload')).toEqual({
      pods: 2,
      nodes: 2,
      labels: ['app=frontend'],
    });
  });

  it('are those of the node at the level of the map', () => {
    expect(seenPods(flows, 'default/shop/pod/a', 'pod').labels).toEqual(['app=frontend', 'hash=1']);
    expect(seenPods(flows, 'default/shop/namespace/shop', 'namespace')).toMatchObject({ pods: 3 });
    expect(seenPods(flows, 'default/shop/workload/nobody', 'workload')).toEqual({ pods: 0, nodes: 0, labels: [] });
  });
});
