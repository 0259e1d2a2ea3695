import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotOf, jsonOf, mermaidOf } from '@/lib/graph/export-text';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';

const [cart, payments, bank] = [workload('cart'), workload('payments'), outside('api.bank.example')];
const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443, denied), edge(payments, bank, 443)]);

describe('the map as text', () => {
  it('is a flowchart in Mermaid', () => {
    expect(mermaidOf(graph)).toBe(
      [
        'flowchart LR',
        '  subgraph b0["shop"]',
        '    n0["cart"]',
        '    n1["payments"]',
        '  end',
        '  n2["api.bank.example"]',
        '  n0 -.-x|"443/TCP Policy denied 0.8/s"| n1',
        '  n1 -->|"443/TCP 2.0/s"| n2',
        '',
      ].join('\n'),
    );
  });

  it('is a directed graph in DOT', () => {
    expect(dotOf(graph)).toContain('n0 -> n1 [label="443/TCP Policy denied 0.8/s", style=dashed, color=red');
    expect(dotOf(graph)).toContain('label="shop";');
  });

  it('is what the API answers in JSON', () => {
    expect(JSON.parse(jsonOf(graph))).toEqual(graph);
  });

  it('lets no name out of its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const hostile = graphWith([workload(name, name)], []);
        for (const line of mermaidOf(hostile).split('\n')) expect(line.match(/"/g)?.length ?? 0).toBeLessThan(3);
        const quotes = dotOf(hostile).replace(/\\./g, '').match(/"/g)?.length ?? 0;
        expect(quotes).toBe(4);
      }),
    );
  });
});
