// The map in words: every connection and every node as rows. Shown in place of the picture, or only read aloud.
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { MapSelection } from '@/components/service-map/selection';
import { TextButton } from '@/components/ui/button';
import { useVeilText } from '@/components/veil/veil';
import { edgeTone } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { printFilter } from '@/lib/filter/print';
import { entityKindText, entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatLatency, formatPort, formatRate, formatShare } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { type Change, changeText } from '@/lib/graph/compare';
import { failedOf, type Served } from '@/lib/graph/exchanges';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import type { SeenPods } from '@/lib/graph/seen-pods';
import { edgeSentence, edgeStateText, podsText } from '@/lib/graph/text';
import { type Column, SortableTable } from './sortable-table';
import {
  type EdgeRow,
  type EndpointRow,
  endpointRows,
  type NodeRow,
  noRows,
  type TwinRows,
  twinRows,
} from './twin-rows';

export interface TwinProps {
  readonly graph: Graph;
  readonly selection: MapSelection | null;
  /** What another span had otherwise, by the ids of edges; left out where none is compared. */
  readonly changes?: ReadonlyMap<string, Change> | undefined;
  /** What servers are asked over HTTP, by the ids of nodes; left out where the map does not tell of it. */
  readonly served?: ReadonlyMap<string, Served> | undefined;
  /** The pods that were seen, by the ids of nodes. */
  readonly pods?: ReadonlyMap<string, SeenPods> | undefined;
  /** Left out where the tables are only read aloud. */
  readonly onSelect?: (selection: MapSelection | null) => void;
  /** Adds filter text to what is seen. */
  readonly onNarrow?: (text: string) => void;
}

export function Twin({ graph, selection, changes, served, pods, onSelect, onNarrow }: TwinProps) {
  const { edges, nodes } = useRows(graph, pods);
  const veilOf = useVeilText();
  const nodeColumns = useMemo(() => columnsOfNodes(onNarrow, veilOf), [onNarrow, veilOf]);
  const columns = useMemo(() => columnsOfEdges(changes), [changes]);
  const openers = useMemo(() => openersFor(onSelect), [onSelect]);
  const endpoints = useMemo(() => served && endpointRows(graph, served), [graph, served]);
  return (
    <>
      <SortableTable
        caption="Connections"
        columns={columns}
        onOpen={openers?.edge}
        rows={edges}
        selected={selection?.kind === 'edge' ? selection.id : null}
        sortedBy={{ column: 'denied', descending: true }}
      />
      <SortableTable
        caption="Workloads"
        columns={nodeColumns}
        onOpen={openers?.node}
        rows={nodes}
        selected={selection?.kind === 'node' ? selection.id : null}
        sortedBy={{ column: 'denied', descending: true }}
      />
      {endpoints && (
        <SortableTable
          caption="HTTP endpoints"
          columns={endpointColumns}
          onOpen={openers?.endpoint}
          rows={endpoints}
          selected={null}
          sortedBy={{ column: 'rate', descending: true }}
        />
      )}
    </>
  );
}

function useRows(graph: Graph, pods: TwinProps['pods']): TwinRows {
  const last = useRef(noRows);
  const rows = useMemo(() => twinRows(graph, last.current, pods), [graph, pods]);
  useEffect(() => {
    last.current = rows;
  }, [rows]);
  return rows;
}

function openersFor(onSelect: TwinProps['onSelect']) {
  if (!onSelect) return undefined;
  return {
    edge: ({ id }: EdgeRow) => onSelect({ kind: 'edge', id }),
    node: ({ id }: NodeRow) => onSelect({ kind: 'node', id }),
    endpoint: ({ server }: EndpointRow) => onSelect({ kind: 'node', id: server.id }),
  };
}

const edgeColumns: readonly Column<EdgeRow>[] = [
  { key: 'client', head: 'Client', value: ({ client }) => entityLabel(client), cell: Client },
  { key: 'server', head: 'Server', value: ({ server }) => entityLabel(server) },
  { key: 'port', head: 'Port', value: ({ edge }) => formatPort(edge.protocol, edge.port) },
  { key: 'state', head: 'State', value: ({ edge }) => edgeStateText[edge.state], cell: State },
  figure('flows', 'Flows', ({ edge }) => edge.flows, formatCount),
  figure('rate', 'Rate', ({ edge }) => edge.flowsPerSecond, formatRate),
  figure('denied', 'Denied', ({ edge }) => edge.denials, formatCount),
  {
    key: 'words',
    head: 'In words',
    value: ({ edge, client, server }) => edgeSentence(edge, client, server),
    prose: true,
  },
];

/** With what is otherwise in front of the sentence, where another span is compared. */
function columnsOfEdges(changes: TwinProps['changes']): readonly Column<EdgeRow>[] {
  if (!changes) return edgeColumns;
  const wordOf = ({ id }: EdgeRow) => {
    const change = changes.get(id);
    return change ? changeText[change] : '';
  };
  const change = { key: 'change', head: 'Change', value: wordOf };
  return [...edgeColumns.slice(0, -1), change, ...edgeColumns.slice(-1)];
}

const endpointColumns: readonly Column<EndpointRow>[] = [
  { key: 'server', head: 'Server', value: ({ server }) => entityLabel(server) },
  {
    key: 'endpoint',
    head: 'Endpoint',
    value: ({ endpoint: { method, path } }) => `${visible(method)} ${visible(path)}`,
  },
  { key: 'port', head: 'Port', value: ({ endpoint: { protocol, port } }) => formatPort(protocol, port) },
  figure('rate', 'Rate', ({ endpoint }) => endpoint.perSecond, formatRate),
  figure(
    'errors',
    'Errors',
    ({ endpoint }) => shareOfErrors(endpoint),
    (share) => formatShare(share, 1),
  ),
  figure('refused', 'Denied', ({ endpoint }) => endpoint.refused, formatCount),
  figure('p50', 'p50', ({ endpoint }) => endpoint.latency?.p50 ?? -1, latencyText),
  figure('p95', 'p95', ({ endpoint }) => endpoint.latency?.p95 ?? -1, latencyText),
];

function shareOfErrors(endpoint: EndpointRow['endpoint']): number {
  const failed = failedOf(endpoint);
  return failed.count / failed.of;
}

function latencyText(ms: number): string {
  return ms < 0 ? '–' : formatLatency(ms);
}

/** On a phone the state is out of sight at the right, so its mark leads the row. */
function Client({ client, edge: { state } }: EdgeRow): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5">
      <VerdictGlyph className="sm:hidden" tone={edgeTone(state)} />
      {entityLabel(client)}
    </span>
  );
}

function State({ edge: { state } }: EdgeRow): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <VerdictGlyph tone={edgeTone(state)} />
      {edgeStateText[state]}
    </span>
  );
}

function columnsOfNodes(
  onNarrow: TwinProps['onNarrow'],
  veilOf: (node: GraphNode) => string,
): readonly Column<NodeRow>[] {
  return [
    { key: 'name', head: 'Name', value: ({ node }) => entityLabel(node) },
    { key: 'kind', head: 'Kind', value: ({ node }) => veilOf(node) || entityKindText(node) },
    {
      key: 'namespace',
      head: 'Namespace',
      value: ({ node }) => node.namespace,
      cell: ({ node }) => <Namespace name={node.namespace} onNarrow={onNarrow} />,
    },
    { key: 'ports', head: 'Ports', value: ({ node }) => portsOf(node) },
    figure('in', 'In', ({ into }) => into, formatRate),
    figure('out', 'Out', ({ out }) => out, formatRate),
    figure('denied', 'Denied', ({ node }) => node.denials, formatCount),
    {
      ...figure<NodeRow>('pods', 'Pods seen', ({ seen }) => seen?.pods ?? -1, podCountText),
      cell: ({ seen }) => <Pods seen={seen} />,
    },
    { key: 'labels', head: 'Labels', value: labelsOf, prose: true },
  ];
}

function Namespace({ name, onNarrow }: { name: string; onNarrow: TwinProps['onNarrow'] }) {
  if (!onNarrow || name === '') return visible(name);
  const text = printFilter({ tokens: [{ key: 'ns', side: 'either', not: false, values: [name] }] });
  return (
    <TextButton onClick={() => onNarrow(text)} title={`Only ${visible(text)}`}>
      {visible(name)}
    </TextButton>
  );
}

/** What has no pods has no figure. */
const podCountText = (pods: number): string => (pods < 0 ? '–' : formatCount(pods));

function Pods({ seen }: Pick<NodeRow, 'seen'>) {
  const where = seen && seen.nodes > 0 ? ` on ${countOf(seen.nodes, 'node')}` : '';
  return <span title={seen && `${podsText(seen)}${where}`}>{podCountText(seen?.pods ?? -1)}</span>;
}

function labelsOf({ seen }: NodeRow): string {
  if (!seen) return '';
  const labels = seen.labels.map(visible);
  return seen.moreLabels > 0 ? [...labels, `${seen.moreLabels} more`].join(', ') : labels.join(', ');
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
  return { key, head, value, cell: (row) => format(value(row)), numeric: true };
}
