import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entity } from '@/lib/flow/entity';
import { foldsByItself, readFoldChoice, withFolded, writeFoldChoice } from '@/lib/graph/fold-choice';
import { createFolding, foldGraph } from '@/lib/graph/folding';
import type { Graph } from '@/lib/graph/graph';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';

const shop = ['cart', 'payments'].map((name) => workload(name));
const other = Array.from({ length: 8 }, (_, index) => workload(`w${index}`, 'other'));
const addresses = Array.from({ length: 6 }, (_, index) => outside(`10.0.0.${index}`, 'ip'));
const [cart = workload('cart'), payments = workload('payments')] = shop;
const [w0 = workload('w0', 'other'), w1 = workload('w1', 'other')] = other;
const edges = [
  edge(cart, payments, 443),
  edge(cart, w0, 80),
  edge(cart, w1, 81, denied),
  edge(w0, w1, 80),
  ...addresses.map((address) => edge(payments, address, 443)),
];
const graph = graphWith([...shop, ...other, ...addresses], edges);

const sumOf = ({ edges }: Graph, figure: 'flows' | 'denials') => edges.reduce((sum, one) => sum + one[figure], 0);
const namesIn = ({ nodes }: Graph) => nodes.map(({ kind, name }) => `${kind} ${name}`);
const automatic = (most: number, home = ['shop']) => foldGraph(graph, { home, most });

describe('folding by itself', () => {
  it('leaves a graph alone that can be drawn', () => {
    expect(automatic(16)).toMatchObject({ notice: '', byItself: false });
    expect(automatic(16).graph).toBe(graph);
  });

  it('makes one node of a namespace the reader did not choose, and says so', () => {
    const { graph: folded, notice, byItself } = automatic(10);
    expect(namesIn(folded)).toContain('namespace other');
    expect(folded.nodes).toHaveLength(9);
    expect(byItself).toBe(true);
    expect(notice).toBe(
      'Folded to keep the map readable: 1 namespace of 8 workloads. 1 connection inside them not drawn',
    );
  });

  it('then makes one node of ends outside that are alike', () => {
    const { graph: folded, notice } = automatic(5);
    expect(folded.nodes).toHaveLength(4);
    expect(notice).toContain('1 namespace of 8 workloads, 6 addresses');
  });

  it('never folds a chosen namespace', () => {
    const { graph: folded } = automatic(3, ['shop', 'other']);
    expect(folded.nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(10);
  });

  it('adds up what it puts together: nothing but what is inside a fold is missing', () => {
    const { graph: folded } = automatic(10);
    expect(sumOf(folded, 'flows')).toBe(sumOf(graph, 'flows') - 10);
    expect(sumOf(folded, 'denials')).toBe(sumOf(graph, 'denials'));
  });

  it('has a line of its own for what is refused inside, so that no refusal is folded away', () => {
    const inside = [edge(w0, w1, 80), edge(w0, w1, 81, denied), edge(w1, w0, 82, { ...denied, state: 'partly' })];
    const all = graphWith([...shop, ...other], [edge(cart, w0, 80), ...inside]);
    const { graph: folded, lines, notice } = foldGraph(all, { home: [], choice: readFoldChoice('other') });
    const loops = folded.edges.filter(({ source, destination }) => source === destination);
    expect(loops).toMatchObject([{ state: 'partly', denials: 24, protocol: '2 ports' }]);
    expect(lines.get(loops[0]?.id ?? '')).toEqual(inside.slice(1));
    expect(folded.nodes.at(-1)).toMatchObject({ kind: 'namespace', denials: 24 });
    expect(sumOf(folded, 'denials')).toBe(sumOf(all, 'denials'));
    expect(notice).toBe('Folded: 1 namespace of 8 workloads. 1 connection inside them not drawn');
  });

  it('calls pods pods', () => {
    const pods = ['a', 'b'].map((name) => entity('pod', name, { namespace: 'other' }));
    const all = graphWith([cart, ...pods], []);
    const { groups, notice } = foldGraph(all, { home: [], choice: readFoldChoice('other') });
    expect([...groups.values()]).toEqual([{ name: 'other', members: 2, member: 'pod' }]);
    expect(notice).toBe('Folded: 1 namespace of 2 pods');
  });

  it('draws one line between two groups, partly denied, with the number of its ports', () => {
    const { graph: folded } = automatic(10);
    const merged = folded.edges.filter(({ destination }) => destination.endsWith('/namespace/other'));
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({
      state: 'partly',
      flows: 34,
      reasons: ['POLICY_DENIED'],
      protocol: '2 ports',
      port: 0,
    });
  });

  it('keeps what did not change from one graph to the next', () => {
    const fold = createFolding();
    const rule = { home: ['shop'], most: 10 };
    const before = fold(graph, rule).graph;
    const after = fold({ ...graph, edges: [edge(cart, payments, 443), ...edges.slice(1)] }, rule).graph;
    expect(after.edges.slice(1)).toEqual(before.edges.slice(1));
    expect(after.edges.slice(1).every((one, index) => one === before.edges[index + 1])).toBe(true);
    expect(after.nodes.at(-1)).toBe(before.nodes.at(-1));
  });
});

describe('folding by hand', () => {
  it('closes one namespace, however small the map is', () => {
    const { graph: folded, groups, notice } = foldGraph(graph, { home: [], choice: readFoldChoice('other') });
    expect([...groups.values()]).toEqual([{ name: 'other', members: 8, member: 'workload' }]);
    expect(namesIn(folded)).toContain('namespace other');
    expect(notice).toBe('Folded: 1 namespace of 8 workloads. 1 connection inside them not drawn');
  });

  it('opens one of those that the map folded', () => {
    const { graph: folded } = foldGraph(graph, { home: ['shop'], most: 10, choice: readFoldChoice('-other') });
    expect(folded.nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(10);
  });

  it('folds all and opens all', () => {
    expect(namesIn(foldGraph(graph, { home: [], choice: readFoldChoice('*') }).graph)).toContain('namespace shop');
    expect(foldGraph(graph, { home: [], most: 3, choice: readFoldChoice('-*') }).graph).toBe(graph);
  });

  it('survives being written and read', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z*][a-z0-9.-]{1,8}$/), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom('auto', 'open', 'folded'), names, names, (others, one, two) => {
        const folded = one.filter((name) => !two.includes(name)).toSorted();
        const choice = { others, folded, opened: two.toSorted() } as const;
        expect(readFoldChoice(writeFoldChoice(choice))).toEqual(choice);
      }),
    );
  });

  it('takes back what was chosen before', () => {
    const folded = withFolded(foldsByItself, 'shop', true);
    expect(writeFoldChoice(folded)).toBe('shop');
    expect(writeFoldChoice(withFolded(folded, 'shop', false))).toBe('-shop');
  });
});

describe('names of one domain', () => {
  const names = ['a', 'b', 'c', 'd'].map((host) => outside(`${host}.eu.amazonaws.com`));
  const british = ['a', 'b', 'c'].map((host) => outside(`${host}.shop.co.uk`));
  const ends = graphWith(
    [cart, ...names, ...british],
    [...names, ...british].map((name) => edge(cart, name, 443)),
  );

  it('are one end when there are four of them or more', () => {
    const { graph: folded, notice } = foldGraph(ends, { home: [] });
    expect(namesIn(folded)).toContain('dns *.amazonaws.com');
    expect(folded.nodes).toHaveLength(5);
    expect(notice).toBe('Folded: 4 names under *.amazonaws.com');
  });

  it('can be opened', () => {
    expect(foldGraph(ends, { home: [], choice: readFoldChoice('-*.amazonaws.com') }).graph).toBe(ends);
  });
});
