import { describe, expect, it } from 'vitest';
import type { Graph } from '@/lib/graph/graph';
import { foldToFit } from './folding';
import { denied, edge, graphWith, outside, workload } from './sample';

const shop = ['cart', 'payments'].map((name) => workload(name));
const other = Array.from({ length: 8 }, (_, index) => workload(`w${index}`, 'other'));
const names = Array.from({ length: 6 }, (_, index) => outside(`n${index}.example`));
const [cart = workload('cart'), payments = workload('payments')] = shop;
const [w0 = workload('w0', 'other'), w1 = workload('w1', 'other')] = other;
const edges = [
  edge(cart, payments, 443),
  edge(cart, w0, 80),
  edge(cart, w1, 80, denied),
  edge(w0, w1, 80),
  ...names.map((name) => edge(payments, name, 443)),
];
const graph = graphWith([...shop, ...other, ...names], edges);

const sumOf = ({ edges }: Graph, figure: 'flows' | 'denials') => edges.reduce((sum, one) => sum + one[figure], 0);

describe('folding', () => {
  it('leaves a graph alone that can be drawn', () => {
    expect(foldToFit(graph, ['shop'], 16)).toEqual({ graph, notice: '' });
    expect(foldToFit(graph, ['shop'], 16).graph).toBe(graph);
  });

  it('makes one node of a namespace the reader did not choose, and says so', () => {
    const { graph: folded, notice } = foldToFit(graph, ['shop'], 10);
    expect(folded.nodes.map(({ kind, name }) => `${kind} ${name}`)).toContain('namespace other');
    expect(folded.nodes).toHaveLength(9);
    expect(notice).toBe('Folded to keep the map readable: 1 namespace. 1 connection inside them not drawn');
  });

  it('then makes one node of ends outside that are alike', () => {
    const { graph: folded, notice } = foldToFit(graph, ['shop'], 5);
    expect(folded.nodes).toHaveLength(4);
    expect(notice).toContain('1 namespace, 6 DNS names');
  });

  it('never folds a chosen namespace', () => {
    const { graph: folded } = foldToFit(graph, ['shop', 'other'], 3);
    expect(folded.nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(10);
  });

  it('adds up what it puts together: nothing but what is inside a fold is missing', () => {
    const { graph: folded } = foldToFit(graph, ['shop'], 10);
    expect(sumOf(folded, 'flows')).toBe(sumOf(graph, 'flows') - 10);
    expect(sumOf(folded, 'denials')).toBe(sumOf(graph, 'denials'));
  });

  it('tells a fold that refuses some and lets some pass as partly denied', () => {
    const { graph: folded } = foldToFit(graph, ['shop'], 10);
    const merged = folded.edges.find(({ destination }) => destination.endsWith('/namespace/other'));
    expect([merged?.state, merged?.flows, merged?.reasons]).toEqual(['partly', 34, ['POLICY_DENIED']]);
  });
});
