// The map as text for other tools: Mermaid, Graphviz and JSON. Names come from outside and are escaped for each.
import type { Entity } from '@/lib/flow/entity';
import { entityLabel } from '@/lib/flow/entity-text';
import { formatPort } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { EdgeState, Graph, GraphEdge } from '@/lib/graph/graph';
import { edgeLabel } from '@/lib/graph/text';

/** A flowchart from left to right, namespaces as subgraphs. */
export function mermaidOf(graph: Graph): string {
  const nameOf = namesOf(graph);
  const card = (node: Entity) => `${nameOf(node.id)}["${mermaidText(entityLabel(node))}"]`;
  const boxes = byNamespace(graph).flatMap(([namespace, nodes], index) =>
    namespace === ''
      ? nodes.map((node) => `  ${card(node)}`)
      : [`  subgraph b${index}["${mermaidText(namespace)}"]`, ...nodes.map((node) => `    ${card(node)}`), '  end'],
  );
  const lines = graph.edges.map((edge) => {
    const arrow = mermaidArrows[edge.state];
    return `  ${nameOf(edge.source)} ${arrow}|"${mermaidText(words(edge))}"| ${nameOf(edge.destination)}`;
  });
  return ['flowchart LR', ...boxes, ...lines, ''].join('\n');
}

const mermaidArrows: Readonly<Record<EdgeState, string>> = {
  forwarded: '-->',
  redirected: '==>',
  error: '-.->',
  audit: '-.->',
  partly: '-.->',
  denied: '-.-x',
  unknown: '-->',
};

/** A directed graph, namespaces as clusters. */
export function dotOf(graph: Graph): string {
  const nameOf = namesOf(graph);
  const card = (node: Entity) => `${nameOf(node.id)} [label="${dotText(entityLabel(node))}"];`;
  const boxes = byNamespace(graph).flatMap(([namespace, nodes], index) =>
    namespace === ''
      ? nodes.map((node) => `  ${card(node)}`)
      : [
          `  subgraph cluster_${index} {`,
          `    label="${dotText(namespace)}";`,
          ...nodes.map((node) => `    ${card(node)}`),
          '  }',
        ],
  );
  const lines = graph.edges.map((edge) => {
    const style = dotStyles[edge.state];
    return `  ${nameOf(edge.source)} -> ${nameOf(edge.destination)} [label="${dotText(words(edge))}"${style}];`;
  });
  return ['digraph map {', '  rankdir=LR;', '  node [shape=box];', ...boxes, ...lines, '}', ''].join('\n');
}

const dotStyles: Readonly<Record<EdgeState, string>> = {
  forwarded: '',
  redirected: ', style=bold',
  error: ', style=dashed',
  audit: ', style=dotted',
  partly: ', style=dashed, color=red',
  denied: ', style=dashed, color=red, arrowhead=tee',
  unknown: ', color=gray',
};

/** Nodes and edges as `GET /api/v1/map` has them. */
export function jsonOf({ nodes, edges, undrawn, undrawnBy }: Graph): string {
  return `${JSON.stringify({ nodes, edges, undrawn, undrawnBy }, null, 2)}\n`;
}

/** Short names that are safe in every language; an end that is no node of the graph gets one as well. */
function namesOf(graph: Graph): (id: string) => string {
  const names = new Map(graph.nodes.map((node, index) => [node.id, `n${index}`]));
  return (id) => {
    const name = names.get(id) ?? `n${names.size}`;
    names.set(id, name);
    return name;
  };
}

function byNamespace({ nodes }: Graph): [string, Entity[]][] {
  const boxes = new Map<string, Entity[]>();
  for (const node of nodes) {
    const key = node.kind === 'namespace' ? '' : visible(node.namespace);
    boxes.set(key, [...(boxes.get(key) ?? []), node]);
  }
  return [...boxes];
}

const words = (edge: GraphEdge): string => `${visible(formatPort(edge.protocol, edge.port))} ${edgeLabel(edge)}`;

/** Mermaid knows character codes between # and ;. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/+%()_-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}

/** Graphviz escapes by backslash; a line feed would end the string's line. */
function dotText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\s/g, ' ');
}
