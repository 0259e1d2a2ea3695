// The map in words: every connection and every node as rows. Shown in place of the picture, or only read aloud.
import { type ReactNode, useMemo } from 'react';
import { TextButton } from '@/components/ui/button';
import { edgeTone } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { printFilter } from '@/lib/filter/print';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import { formatCount, formatPort, formatRate } from '@/lib/flow/format';
import type { Graph, GraphEdge, GraphNode } from '@/lib/graph/graph';
import { edgeSentence, edgeStateText } from '@/lib/graph/text';
import { entitiesIn } from './entities';
import type { MapSelection } from './selection';
import { type Column, SortableTable } from './sortable-table';

export interface TwinProps {
  readonly graph: Graph;
  readonly selection: MapSelection | null;
  /** Left out where the tables are only read aloud. */
  readonly onSelect?: (selection: MapSelection | null) => void;
  /** Adds filter text to what is seen. */
  readonly onNarrow?: (text: string) => void;
}

export function Twin({ graph, selection, onSelect, onNarrow }: TwinProps) {
  const edges = useMemo(() => edgeColumns(graph), [graph]);
  const nodes = useMemo(() => nodeColumns(graph, onNarrow), [graph, onNarrow]);
  const open = (kind: MapSelection['kind']) => onSelect && ((row: { id: string }) => onSelect({ kind, id: row.id }));
  return (
    <>
      <SortableTable
        caption="Connections"
        columns={edges}
        onOpen={open('edge')}
        rowKey={(edge) => edge.id}
        rows={graph.edges}
        selected={selection?.kind === 'edge' ? selection.id : null}
        sortedBy={{ column: 'denied', descending: true }}
      />
      <SortableTable
        caption="Workloads"
        columns={nodes}
        onOpen={open('node')}
        rowKey={(node) => node.id}
        rows={graph.nodes}
        selected={selection?.kind === 'node' ? selection.id : null}
        sortedBy={{ column: 'denied', descending: true }}
      />
    </>
  );
}

function edgeColumns(graph: Graph): Column<GraphEdge>[] {
  const entityOf = entitiesIn(graph);
  return [
    { key: 'client', head: 'Client', value: (edge) => entityLabel(entityOf(edge.source)) },
    { key: 'server', head: 'Server', value: (edge) => entityLabel(entityOf(edge.destination)) },
    { key: 'port', head: 'Port', value: (edge) => formatPort(edge.protocol, edge.port) },
    { key: 'state', head: 'State', value: (edge) => edgeStateText[edge.state], cell: stateCell },
    figure('flows', 'Flows', (edge) => edge.flows, formatCount),
    figure('rate', 'Rate', (edge) => edge.flowsPerSecond, formatRate),
    figure('denied', 'Denied', (edge) => edge.denials, formatCount),
    {
      key: 'words',
      head: 'In words',
      value: (edge) => edgeSentence(edge, entityOf(edge.source), entityOf(edge.destination)),
    },
  ];
}

function stateCell(edge: GraphEdge): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <VerdictGlyph tone={edgeTone(edge.state)} />
      {edgeStateText[edge.state]}
    </span>
  );
}

function nodeColumns(graph: Graph, onNarrow: TwinProps['onNarrow']): Column<GraphNode>[] {
  const [into, out] = [new Map<string, number>(), new Map<string, number>()];
  for (const edge of graph.edges) {
    out.set(edge.source, (out.get(edge.source) ?? 0) + edge.flowsPerSecond);
    into.set(edge.destination, (into.get(edge.destination) ?? 0) + edge.flowsPerSecond);
  }
  return [
    { key: 'name', head: 'Name', value: entityLabel },
    { key: 'kind', head: 'Kind', value: entityKindText },
    {
      key: 'namespace',
      head: 'Namespace',
      value: (node) => node.namespace,
      cell: (node) => <Namespace name={node.namespace} onNarrow={onNarrow} />,
    },
    { key: 'ports', head: 'Ports', value: portsOf },
    figure('in', 'In', (node) => into.get(node.id) ?? 0, formatRate),
    figure('out', 'Out', (node) => out.get(node.id) ?? 0, formatRate),
    figure('denied', 'Denied', (node) => node.denials, formatCount),
  ];
}

function Namespace({ name, onNarrow }: { name: string; onNarrow: TwinProps['onNarrow'] }) {
  if (!onNarrow || name === '') return name;
  const text = printFilter({ tokens: [{ key: 'ns', side: 'either', not: false, values: [name] }] });
  return (
    <TextButton onClick={() => onNarrow(text)} title={`Only ${text}`}>
      {name}
    </TextButton>
  );
}

function portsOf(node: GraphNode): string {
  const ports = node.ports.map(({ protocol, port }) => formatPort(protocol, port));
  return node.morePorts > 0 ? [...ports, `${node.morePorts} more`].join(', ') : ports.join(', ');
}

function figure<Row>(
  key: string,
  head: string,
  value: (row: Row) => number,
  format: (value: number) => string,
): Column<Row> {
  return { key, head, value, cell: (row) => format(value(row)) };
}
