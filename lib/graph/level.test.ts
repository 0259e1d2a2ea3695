import { describe, expect, it } from 'vitest';
import type { FlowFacts } from '@/lib/flow/flow';
import { sampleFacts } from '@/lib/flow/sample';
import { entityOfLevel } from '@/lib/graph/level';

function flow(over: Partial<FlowFacts> = {}): FlowFacts {
  const end = (pod: string, id?: number) => ({ id, namespace: 'shop', pod, labels: [], workloads: [] });
  return sampleFacts({
    isReply: false,
    node: 'lab/a',
    source: end('cart-5d8f7c9b6d-q7wzn', 1),
    destination: end('pay-5d8f7c9b6d-q7wzn'),
    ...over,
  });
}

const named = (level: 'pod' | 'node', known?: ReadonlyMap<string, string>) => {
  const entityOf = entityOfLevel(level, known);
  return (facts: FlowFacts, end: 'source' | 'destination') => {
    const { kind, name } = entityOf(facts, end);
    return `${kind} ${name}`;
  };
};

describe('who stands at an end', () => {
  it('of a map of pods: the pod, or who stands for it among workloads', () => {
    const name = named('pod');
    expect(name(flow(), 'source')).toBe('pod cart-5d8f7c9b6d-q7wzn');
    const outside = flow({
      destination: { labels: ['reserved:world'], workloads: [] },
      destinationNames: ['example.com'],
    });
    expect(name(outside, 'destination')).toBe('dns example.com');
  });

  it('of a map of nodes: the node that has the end, once a flow has told which', () => {
    const name = named('node');
    const seenByClient = flow();
    expect([name(seenByClient, 'source'), name(seenByClient, 'destination')]).toEqual(['node lab/a', 'workload pay']);
    const { source, destination } = seenByClient;
    const seenByServer = flow({
      node: 'lab/b',
      direction: 'INGRESS',
      source: source && { ...source, id: undefined },
      destination: destination && { ...destination, id: 7 },
    });
    expect([name(seenByServer, 'source'), name(seenByServer, 'destination')]).toEqual(['node lab/a', 'node lab/b']);
    expect(name(seenByClient, 'destination')).toBe('node lab/b');
  });

  it('of a map of nodes: a node that was known before, until a flow tells of another', () => {
    const name = named('node', new Map([['shop/pay-5d8f7c9b6d-q7wzn', 'lab/b']]));
    expect(name(flow(), 'destination')).toBe('node lab/b');
    const { destination } = flow();
    const moved = flow({ node: 'lab/c', direction: 'INGRESS', destination: destination && { ...destination, id: 7 } });
    expect(name(moved, 'destination')).toBe('node lab/c');
    expect(name(flow(), 'destination')).toBe('node lab/c');
  });

  it('of a map of nodes: without endpoint ids the direction tells which end is local', () => {
    const name = named('node');
    const masked = (over: Partial<FlowFacts>) => {
      const { source, destination } = flow();
      return flow({ source: source && { ...source, id: undefined }, destination, ...over });
    };
    expect(name(masked({ direction: 'INGRESS' }), 'destination')).toBe('node lab/a');
    expect(name(masked({ direction: 'EGRESS', isReply: true }), 'destination')).toBe('node lab/a');
    expect(named('node')(masked({ direction: 'EGRESS' }), 'destination')).toBe('workload pay');
  });
});
