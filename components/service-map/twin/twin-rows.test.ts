import { describe, expect, it } from 'vitest';
import { jsonOf } from '@/lib/graph/export-text';
import type { Graph } from '@/lib/graph/graph';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { noRows, twinRows } from './twin-rows';

const [cart, payments, bank] = [workload('cart'), workload('payments'), outside('bank "ünïcode"\n<.example>')];
const graph = graphWith([cart, payments, bank], [edge(cart, payments, 443, denied), edge(payments, bank, 443)]);

describe('the rows of the tables', () => {
  it('are the same of the map that was saved as JSON', () => {
    const saved: Graph = JSON.parse(jsonOf(graph));
    expect(twinRows(saved, noRows)).toEqual(twinRows(graph, noRows));
    expect(twinRows(graph, noRows).edges.map(({ client, server }) => [client.name, server.name])).toEqual([
      ['cart', 'payments'],
      ['payments', bank.name],
    ]);
  });

  it('keep their identity while what they say is the same', () => {
    const before = twinRows(graph, noRows);
    const again = twinRows({ ...graph, edges: [...graph.edges], nodes: [...graph.nodes] }, before);
    for (const [index, row] of again.edges.entries()) expect(row).toBe(before.edges[index]);
    for (const [index, row] of again.nodes.entries()) expect(row).toBe(before.nodes[index]);
  });
});
