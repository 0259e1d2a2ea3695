// The figures in the head of a namespace box.
import { memberText } from '@/lib/graph/folding';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import type { Box, Positions } from '@/lib/graph/positions';

export interface BoxFigures {
  readonly box: Box;
  /** The cluster, where boxes of several are on the map; else ''. */
  readonly cluster: string;
  readonly members: number;
  /** What they are called one by one. */
  readonly member: 'workload' | 'pod';
  /** Of every edge that starts or ends in the box, each once. */
  readonly flowsPerSecond: number;
  readonly denialsPerSecond: number;
}

/** Boxes of which at least one node is in the graph. Parts of a namespace share its figures. */
export function figuresOfBoxes(graph: Graph, positions: Positions): BoxFigures[] {
  const members = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    if (node.kind === 'namespace') continue;
    const key = boxKey(node.id);
    const known = members.get(key);
    if (known) known.push(node);
    else members.set(key, [node]);
  }
  const [flows, denials] = [new Map<string, number>(), new Map<string, number>()];
  for (const edge of graph.edges) {
    for (const key of new Set([boxKey(edge.source), boxKey(edge.destination)])) {
      add(flows, key, edge.flowsPerSecond);
      add(denials, key, edge.denialsPerSecond);
    }
  }
  const boxes = positions.boxes.filter((box) => members.has(box.key));
  const several = new Set(boxes.map((box) => box.cluster)).size > 1;
  return boxes.map((box) => ({
    box,
    cluster: several ? box.cluster : '',
    members: members.get(box.key)?.length ?? 0,
    member: memberText(members.get(box.key) ?? []),
    flowsPerSecond: flows.get(box.key) ?? 0,
    denialsPerSecond: denials.get(box.key) ?? 0,
  }));
}

const boxKey = (id: string): string => id.split('/', 2).join('/');

function add(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}
