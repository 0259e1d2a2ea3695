import { describe, expect, it } from 'vitest';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { withoutTraffic } from '@/lib/graph/side-traffic';

const [cart, payments, dns] = [workload('cart'), workload('payments'), workload('coredns', 'kube-system')];
const [host, health] = [outside('host', 'reserved'), outside('health', 'reserved')];
const answers = { queries: 4, answers: 4, nxdomain: 0, failures: 0 };
const graph = graphWith(
  [cart, payments, dns, host, health],
  [
    edge(cart, payments, 443),
    edge(cart, dns, 53, { protocol: 'UDP', dns: answers }),
    edge(payments, dns, 53, { ...denied, protocol: 'UDP' }),
    edge(host, cart, 8080),
    edge(host, health, 4240),
    edge(payments, cart, 9000, { repliesOnly: true }),
  ],
);
const ports = (thinned: { readonly graph: typeof graph }) => thinned.graph.edges.map(({ port }) => port);

describe('a map without what is always there', () => {
  it('is the same map where nothing is taken off, or there is nothing of it', () => {
    expect(withoutTraffic(graph, [])).toEqual({ graph, sentence: '' });
    const plain = graphWith([cart, payments], [edge(cart, payments, 443)]);
    expect(withoutTraffic(plain, ['dns', 'probes', 'replies']).graph).toBe(plain);
  });

  it('has no lookups but those that are refused', () => {
    const thinned = withoutTraffic(graph, ['dns']);
    expect(thinned.graph.edges).toHaveLength(5);
    expect(thinned.graph.edges.filter(({ port }) => port === 53).map(({ source }) => source)).toEqual([payments.id]);
    expect(thinned.sentence).toBe('Not drawn: 1 DNS connection');
  });

  it('has nothing that hosts ask of pods and no health checks', () => {
    const thinned = withoutTraffic(graph, ['probes']);
    expect(ports(thinned)).toEqual([443, 53, 53, 9000]);
    expect(thinned.graph.nodes.map(({ name }) => name)).toEqual(['cart', 'payments', 'coredns']);
    expect(thinned.sentence).toBe('Not drawn: 2 connections of hosts and health checks; 2 nodes have no others');
  });

  it('counts each connection once, whatever it is of', () => {
    const { graph: left, sentence } = withoutTraffic(graph, ['dns', 'probes', 'replies']);
    expect(left.edges.map(({ port }) => port)).toEqual([443, 53]);
    expect(sentence).toBe(
      'Not drawn: 1 DNS connection, 2 connections of hosts and health checks, 1 connection known by replies only; 2 nodes have no others',
    );
  });
});
